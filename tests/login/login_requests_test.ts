// Requests that are no callback, and bytes that are no request: none of them changes anything for the good one.
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { type InProcessLogin, startLogin } from "../fixtures/in_process_login.ts";
import { EXCHANGE_SUCCEEDED, exchangeStart, RECEIVED, START } from "../fixtures/log_lines.ts";
import { hasIPv6 } from "../fixtures/ipv6.ts";
import {
  ask,
  exchangeBytes,
  openConnection,
  type RawConnection,
  requestText,
} from "../fixtures/raw_http.ts";
import { testLogin } from "../fixtures/test_login.ts";

const OTHER_HOST = " WARN codex_login::server: login callback was ignored reason=other_host";

/** Runs `disturb` while the login waits; the good callback must then give the four lines and `more`. */
async function undisturbed(
  disturb: (login: InProcessLogin) => Promise<unknown>,
  more: readonly string[] = [],
): Promise<void> {
  await using server = startAuthorizationServer();
  await using login = await startLogin({ issuer: server.issuer });
  await login.authorizeUrl();
  await disturb(login);
  const answer = await login.callback({ code: await login.approve() });
  assert.equal(answer.status, 302);
  assert.equal((await ask(login.port, "/success")).status, 200);
  assert.equal(await login.end(), undefined);
  assert.deepEqual(login.logLines(), [
    START,
    ...more,
    RECEIVED,
    exchangeStart(server.issuer, login.port),
    EXCHANGE_SUCCEEDED,
  ]);
}

const CALLBACK = "/auth/callback?code=c&state=s";

for (
  const target of [
    "/",
    "/favicon.ico",
    "/auth/callback/",
    "/auth/callbackx?code=c",
    "/AUTH/callback",
    "//auth/callback",
    "/auth/%63allback",
    "/cancel/",
  ]
) {
  testLogin(`GET ${target} is 404 and not logged`, async () => {
    await undisturbed(async ({ port }) => assert.equal((await ask(port, target)).status, 404));
  });
}

for (const method of ["POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
  testLogin(
    `${method} at the callback, /cancel and /success is 405 and changes nothing`,
    async () => {
      await undisturbed(async (login) => {
        const state = await login.state();
        for (const target of [`/auth/callback?code=c&state=${state}`, "/cancel", "/success"]) {
          const answer = await ask(login.port, target, { method });
          assert.equal(answer.status, 405, target);
          assert.equal(answer.headers.get("allow"), "GET");
        }
      });
    },
  );
}

testLogin("/success is 404 until the login has succeeded, and never ends it", async () => {
  await undisturbed(async ({ port }) => {
    for (let i = 0; i < 3; i++) assert.equal((await ask(port, "/success")).status, 404);
  });
});

const foreignHosts: [what: string, headers: (port: number) => string[]][] = [
  ["a foreign Host", (port) => [`Host: evil.example:${port}`]],
  ["our name with another port", (port) => [`Host: localhost:${port === 80 ? 81 : port - 1}`]],
  ["our name without a port", () => ["Host: localhost"]],
  ["our name in front of a foreign one", (port) => [`Host: localhost.evil.example:${port}`]],
  ["a name that only resolves to us", (port) => [`Host: 127.0.0.2:${port}`]],
  ["userinfo before our name", (port) => [`Host: user@localhost:${port}`]],
  ["an empty Host", () => ["Host: "]],
  ["a Host that is no host", () => ["Host: ]["]],
];

const badHosts: typeof foreignHosts = [
  ["no Host", () => []],
  ["two Hosts, ours first", (port) => [`Host: localhost:${port}`, "Host: evil.example"]],
  ["two Hosts, ours last", (port) => ["Host: evil.example", `Host: localhost:${port}`]],
  ["our Host twice", (port) => [`Host: localhost:${port}`, `Host: localhost:${port}`]],
];

async function refusesOnEveryPath(login: InProcessLogin, headers: string[]): Promise<void> {
  const state = await login.state();
  for (const target of ["/cancel", "/success", "/", `/auth/callback?code=c&state=${state}`]) {
    const { status } = await ask(login.port, target, { headers });
    assert.ok(status >= 400 && status < 500, `${status} at ${target}`);
  }
}

for (const [what, headers] of badHosts) {
  testLogin(`a request with ${what} is refused on every path and not logged`, async () => {
    await undisturbed((login) => refusesOnEveryPath(login, headers(login.port)));
  });
}

for (const [what, headers] of foreignHosts) {
  testLogin(`a request with ${what} is refused on every path, which is told once`, async () => {
    await undisturbed(async (login) => {
      for (let i = 0; i < 3; i++) await refusesOnEveryPath(login, headers(login.port));
      const told = login.terminal().match(/^A callback was ignored .*$/gm);
      assert.deepEqual(told, [
        "A callback was ignored (one under another name or port, as a forwarded port has); " +
        "`codex-login --device-auth` needs no callback.",
      ]);
    }, [OTHER_HOST]);
  });
}

testLogin("each of our own three names is served, in any case", async () => {
  await undisturbed(async ({ port }) => {
    for (const host of ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"]) {
      const { status } = await ask(port, "/success", { headers: [`Host: ${host}:${port}`] });
      assert.equal(status, 404, host); // 421 for a Host that is not ours
    }
  });
});

testLogin("an absolute target counts by its own host too", async () => {
  await undisturbed(async (login) => {
    const query = `code=c&state=${await login.state()}`;
    const own = `http://localhost:${login.port}`;
    const foreign = `http://evil.example:${login.port}`;
    for (const path of [`/auth/callback?${query}`, "/cancel"]) {
      const { status } = await ask(login.port, foreign + path);
      assert.ok(status >= 400 && status < 500, `${status} at ${path}`);
    }
    assert.equal((await ask(login.port, `${own}/nowhere`)).status, 404);
  }, [OTHER_HOST]);
});

testLogin(
  "a path that only a parser's mending makes ours, and an authority beyond ours, are refused",
  async () => {
    await undisturbed(async (login) => {
      const query = `code=c&state=${await login.state()}`;
      const paths = ["/auth\\callback", "/x/../auth/callback", "/%2e/auth/callback", "/./cancel"];
      for (const path of paths) {
        assert.equal((await ask(login.port, `${path}?${query}`)).status, 404, path);
      }
      const own = `localhost:${login.port}`;
      for (
        const target of [`https://${own}/cancel`, `http://u@${own}/cancel`, `ftp://${own}/cancel`]
      ) {
        const { status } = await ask(login.port, target);
        assert.ok(status >= 400 && status < 500, `${status} at ${target}`);
      }
    });
  },
);

for (const target of ["*", "http://", "://", "\\", "http://[::1", "x".repeat(300)]) {
  testLogin(
    `the malformed target ${target.slice(0, 20)} is refused and changes nothing`,
    async () => {
      await undisturbed(async ({ port }) => {
        const { status } = await ask(port, target);
        assert.ok(status === 0 || status >= 400 && status < 500, String(status));
      });
    },
  );
}

for (
  const header of [
    "Origin: https://evil.example",
    "Origin: null",
    "Referer: http://localhost/",
    "Sec-Fetch-Site: none",
    "Sec-Fetch-Mode: navigate",
    "sec-fetch-dest: image",
    "Sec-Fetch-Storage-Access: active",
    // What Safari 15 adds to a no-cors GET, and no page can take away.
    "Accept-Encoding: gzip, deflate",
    "Accept-Language: en-GB,en;q=0.9",
  ]
) {
  testLogin(`/cancel from a web page (${header}) gets 403 and cancels nothing`, async () => {
    await undisturbed(async ({ port }) => {
      const headers = [`Host: localhost:${port}`, header];
      assert.equal((await ask(port, "/cancel", { headers })).status, 403);
    });
  });
}

testLogin("200 junk connections change nothing", async () => {
  await undisturbed(async ({ port }) => {
    const junk = [
      "\0\x01\x02",
      "\x16\x03\x01\x02\0",
      "SSH-2.0-x\r\n",
      "GET\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      "\r\n\r\n\r\n",
      "é".repeat(3000),
      "",
    ];
    const connections: RawConnection[] = [];
    for (let i = 0; i < 200; i++) {
      connections.push(await openConnection(port, junk[i % junk.length] ?? ""));
    }
    for (const connection of connections.slice(0, 100)) connection[Symbol.dispose]();
    // The other hundred stay open while the good callback comes.
  });
});

testLogin(
  "slow half requests and unfinished bodies do not hold the good callback or the end",
  async () => {
    const held: RawConnection[] = [];
    await undisturbed(async ({ port }) => {
      const host = `Host: localhost:${port}\r\n`;
      const halves = [
        "GET /auth/callb",
        `GET ${CALLBACK} HTTP/1.1\r\n`,
        `GET ${CALLBACK} HTTP/1.1\r\n${host}`,
        `POST /auth/callback HTTP/1.1\r\n${host}Content-Length: 1000\r\n\r\nhalf`,
        `POST /nowhere HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n5\r\nhal`,
      ];
      for (const half of halves) held.push(await openConnection(port, half));
    });
    // The end did not wait for them: they are half to this moment.
    for (const connection of held) connection[Symbol.dispose]();
  },
);

testLogin("a 64 KB query is refused or ignored, and the good callback comes through", async () => {
  await using server = startAuthorizationServer();
  await using login = await startLogin({ issuer: server.issuer });
  const { status } = await ask(
    await login.authorizeUrl().then(() => login.port),
    `/auth/callback?code=${"c".repeat(65_536)}`,
  );
  assert.ok(status === 0 || status >= 400 && status < 500, String(status));
  assert.equal((await login.callback({ code: await login.approve() })).status, 302);
  for (const line of login.logLines()) assert.ok(line.length < 400, line.slice(0, 500));
});

testLogin("two requests on one connection are answered or closed, never mixed up", async () => {
  await undisturbed(async ({ port }) => {
    const one = requestText(port, "/nowhere").replace("Connection: close\r\n", "");
    const { status } = await exchangeBytes(port, one + requestText(port, "/success"));
    assert.equal(status, 404);
  });
});

testLogin("the browser may come over IPv6", async () => {
  await using server = startAuthorizationServer();
  await using login = await startLogin({ issuer: server.issuer });
  const state = await login.state();
  const code = await login.approve();
  const target = `/auth/callback?code=${code}&state=${state}`;
  const { status } = await exchangeBytes(login.port, requestText(login.port, target), "::1");
  assert.equal(status, 302);
}, !hasIPv6());
