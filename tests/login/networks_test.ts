// Companies' networks: the real program through a real proxy, and to an issuer with a company's own CA.
import assert from "node:assert/strict";
import {
  type AuthorizationServer,
  startAuthorizationServer,
} from "../../scripts/rehearsal/authorization_server.ts";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { runCommand } from "../fixtures/run_command.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { type ProgramOptions, startProgram } from "../../scripts/rehearsal/program.ts";
import {
  HAS_OPENSSL,
  makeCertificateAuthority,
  startTlsFront,
} from "../fixtures/certificate_authority.ts";
import { startInProcess } from "../fixtures/in_process_program.ts";
import { startProxyServer } from "../fixtures/proxy_server.ts";

const EXAMPLE = "issuer.example.test";

/** Signs in; the person's browser reaches the plain server, whatever way the program takes. */
async function signIn(server: AuthorizationServer, options: ProgramOptions) {
  await using program = await startProgram(options);
  const shown = await program.authorizeUrl();
  const hops = await visitOnce(new URL(`${shown.pathname}${shown.search}`, server.issuer));
  const end = await program.end();
  return {
    ...end,
    log: await program.home.readLog() ?? "",
    auth: await program.home.readAuth(),
    page: hops.at(-1)?.body ?? "",
  };
}

const portOf = (url: string) => Number(new URL(url).port);

Deno.test("HTTP_PROXY carries a plain issuer's requests, in either case of its name", async () => {
  for (const name of ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]) {
    await using server = startAuthorizationServer();
    await using proxy = startProxyServer({ credentials: "someone:pass-word-word" });
    const { code, log, stderr } = await signIn(server, {
      issuer: server.issuer,
      env: { [name]: `http://someone:pass-word-word@127.0.0.1:${proxy.port}` },
    });
    assert.equal(code, 0, stderr);
    const address = new URL(server.issuer).host;
    // On Windows both are one variable.
    const told = Deno.build.os === "windows" ? name.toUpperCase() : name;
    assert.ok(proxy.requests.length >= 2, "exchange and API key");
    for (const { protocol, target } of proxy.requests) {
      assert.deepEqual([protocol, target], ["plain", address]);
    }
    assert.match(
      log,
      new RegExp(
        `INFO codex_cli::login: using outbound proxy variable=${told} route=http://127.0.0.1:${proxy.port}/\\n`,
      ),
    );
    assert.doesNotMatch(log + stderr, /someone|pass-word/);
  }
});

Deno.test("a proxy that wants other credentials ends the login without naming ours", async () => {
  await using server = startAuthorizationServer();
  await using proxy = startProxyServer({ credentials: "someone:else-else" });
  const { code, log, stderr, page } = await signIn(server, {
    issuer: server.issuer,
    env: { HTTP_PROXY: `http://canary-user:canary-pass@127.0.0.1:${proxy.port}` },
  });
  assert.equal(code, 1);
  assert.match(stderr, /407 Proxy Auth.*: refused: <redacted>/);
  const basic = btoa("canary-user:canary-pass").slice(0, 12);
  for (const text of [log, stderr, page]) {
    assert.ok(!text.includes("canary") && !text.includes(basic), text);
  }
});

Deno.test("a proxy that is not there is a transport failure, and its credentials stay out of it", async () => {
  await using server = startAuthorizationServer();
  const { code, log, stderr } = await signIn(server, {
    issuer: server.issuer,
    env: { HTTP_PROXY: "http://canary-user:canary-pass@127.0.0.1:1" },
  });
  assert.equal(code, 1);
  assert.match(log, /ERROR codex_login::server: oauth token exchange transport failure/);
  assert.doesNotMatch(log + stderr, /canary/);
});

Deno.test("NO_PROXY, and a loopback issuer with a proxy elsewhere, go direct", async () => {
  for (
    const env of [
      { HTTP_PROXY: "http://127.0.0.1:1", NO_PROXY: "example.com, 127.0.0.0/8" },
      { http_proxy: "http://127.0.0.1:1", no_proxy: "127.0.0.1" },
      { HTTP_PROXY: "http://proxy.example.test:3128" },
      { HTTPS_PROXY: "http://127.0.0.1:1" },
    ]
  ) {
    await using server = startAuthorizationServer();
    const { code, log, stderr } = await signIn(server, { issuer: server.issuer, env });
    assert.equal(code, 0, JSON.stringify(env) + stderr);
    assert.equal(log.trimEnd().split("\n").length, 4, log);
  }
});

Deno.test("a proxy that .env names wins over the environment's", async () => {
  await using server = startAuthorizationServer();
  await using proxy = startProxyServer();
  await using home = await makeProgramHome();
  await Deno.writeTextFile(
    `${home.codexHome}/.env`,
    `HTTP_PROXY=http://127.0.0.1:${proxy.port}\nCODEX_CA_CERTIFICATE=/nowhere\n`,
  );
  const env = { HTTP_PROXY: "http://127.0.0.1:1" };
  const { code, stderr } = await signIn(server, { issuer: server.issuer, env, home });
  assert.equal(code, 0, stderr);
  assert.ok(proxy.requests.length >= 2);
});

Deno.test("a proxy that cannot work is an error with exit code 2 before anything is opened", async () => {
  for (
    const [value, words] of [
      ["socks://127.0.0.1:1080", /HTTPS_PROXY names a proxy by socks:\/\/.*socks5:\/\//],
      ["ftp://user:canary@host:21", /HTTPS_PROXY names a proxy by ftp:\/\//],
      ["http://canary@host:99999", /HTTPS_PROXY holds no proxy URL that can be read/],
      ["http://", /HTTPS_PROXY holds no proxy URL/],
      ["http://[::1", /HTTPS_PROXY holds no proxy URL/],
      ['"http://127.0.0.1:3128"', /HTTPS_PROXY holds no proxy URL/],
      ["'http://127.0.0.1:3128'", /HTTPS_PROXY holds no proxy URL/],
      ["http:/127.0.0.1:3128", /HTTPS_PROXY holds no proxy URL/],
      ["http:\\\\127.0.0.1:3128", /HTTPS_PROXY holds no proxy URL/],
      ["http://a,b:3128", /HTTPS_PROXY holds no proxy URL/],
      ["not a proxy canary", /HTTPS_PROXY holds no proxy URL/],
    ] as const
  ) {
    await using program = await startInProcess({ env: { HTTPS_PROXY: value } });
    const { code, stderr } = await program.end();
    assert.equal(code, 2);
    assert.match(stderr, words);
    assert.equal(stderr.trimEnd().split("\n").length, 1, "one line");
    assert.doesNotMatch(stderr, /canary/);
    assert.equal(await program.home.readLog(), undefined);
  }
});

Deno.test("what can do without a network only warns of a proxy or a certificate that cannot work", async () => {
  const key = "sk-proj-0123456789abcdefghij";
  for (
    const [env, words] of [
      [{ HTTPS_PROXY: "socks4://127.0.0.1:1" }, /^Warning: HTTPS_PROXY names a proxy by socks4:/],
      [{ CODEX_CA_CERTIFICATE: "/nowhere" }, /^Warning: The CA file \/nowhere that CODEX_CA/],
      [{ DENO_TLS_CA_STORE: "c4nary" }, /^Warning: DENO_TLS_CA_STORE takes mozilla, system/],
    ] as const
  ) {
    await using home = await makeProgramHome();
    for (const args of [["--with-api-key"], ["status"], ["logout"]]) {
      const { code, stderr } = await runCommand(args, { home, env, stdin: key });
      assert.equal(code, 0, stderr);
      assert.match(stderr, words);
      assert.equal(stderr.match(/Warning: /g)?.length, 1, stderr);
    }
    assert.equal(await home.readAuth(), undefined);
  }
});

Deno.test({
  name:
    "an issuer with a company's CA is reached directly and through every kind of proxy (needs openssl)",
  ignore: !HAS_OPENSSL,
  async fn(t) {
    const folder = await Deno.makeTempDir();
    try {
      const authority = await makeCertificateAuthority(folder, [
        "DNS:localhost",
        `DNS:${EXAMPLE}`,
        "IP:127.0.0.1",
      ]);
      await using server = startAuthorizationServer();
      await using front = startTlsFront(authority, portOf(server.issuer));
      const proxyOptions = {
        hosts: { [`${EXAMPLE}:443`]: front.port },
        credentials: "someone:pass-word-word",
      };
      await using proxy = startProxyServer(proxyOptions);
      const userinfo = "someone:pass-word-word@";
      const ca = { CODEX_CA_CERTIFICATE: authority.certificateFile };

      await t.step("directly, the CA named by either variable, empty meaning unset", async () => {
        const issuer = `https://localhost:${front.port}`;
        for (
          const env of [ca, {
            CODEX_CA_CERTIFICATE: "",
            SSL_CERT_FILE: authority.certificateFile,
          }]
        ) {
          const { code, auth, stderr } = await signIn(server, { issuer, env });
          assert.equal(code, 0, stderr);
          assert.ok(auth?.includes(server.tokens.accessToken));
        }
      });

      await t.step("without the CA, the log and the terminal tell the TLS error", async () => {
        const issuer = `https://localhost:${front.port}`;
        const { code, log, stderr, auth } = await signIn(server, { issuer });
        assert.equal(code, 1);
        assert.match(log, /is_connect=true is_request=true error=.*UnknownIssuer/);
        assert.match(stderr, /Token exchange failed: .*UnknownIssuer/);
        assert.equal(auth, undefined);
      });

      for (
        const [variable, url, protocol] of [
          ["HTTPS_PROXY", `http://${userinfo}127.0.0.1:${proxy.port}`, "connect"],
          ["https_proxy", `${userinfo}127.0.0.1:${proxy.port}`, "connect"],
          ["ALL_PROXY", `http://${userinfo}localhost:${proxy.port}`, "connect"],
          ["HTTPS_PROXY", `socks5://${userinfo}127.0.0.1:${proxy.port}`, "socks5"],
          ["all_proxy", `socks5h://${userinfo}127.0.0.1:${proxy.port}`, "socks5"],
        ] as const
      ) {
        await t.step(`${variable}=${url.replace(/\d+$/, "…")}`, async () => {
          const before = proxy.requests.length;
          const { code, log, stderr } = await signIn(server, {
            issuer: `https://${EXAMPLE}`,
            // ALL_PROXY counts only where nothing more specific is set.
            env: { ...ca, [variable]: url, ...(/all/i.test(variable) ? { HTTPS_PROXY: "" } : {}) },
            ...(protocol === "socks5" ? { socksAddress: `127.0.0.1:${proxy.port}` } : {}),
          });
          assert.equal(code, 0, stderr + log);
          const seen = proxy.requests.slice(before);
          assert.ok(seen.length >= 1);
          for (const request of seen) {
            assert.deepEqual(request, {
              protocol,
              target: `${EXAMPLE}:443`,
              credentials: "someone:pass-word-word",
            });
          }
          assert.ok(log.includes(`using outbound proxy variable=${variable} route=`));
          assert.doesNotMatch(log + stderr, /someone|pass-word/);
        });
      }

      await t.step("HTTPS_PROXY wins over ALL_PROXY", async () => {
        const before = proxy.requests.length;
        const { code, stderr } = await signIn(server, {
          issuer: `https://${EXAMPLE}`,
          env: {
            ...ca,
            HTTPS_PROXY: `http://${userinfo}127.0.0.1:${proxy.port}`,
            ALL_PROXY: "socks://127.0.0.1:1",
          },
        });
        assert.equal(code, 0, stderr);
        assert.ok(proxy.requests.length > before);
      });

      await t.step("a proxy that itself speaks TLS", async () => {
        await using secure = startTlsFront(authority, proxy.port);
        const before = proxy.requests.length;
        const { code, stderr } = await signIn(server, {
          issuer: `https://${EXAMPLE}`,
          env: { ...ca, HTTPS_PROXY: `https://${userinfo}localhost:${secure.port}` },
        });
        assert.equal(code, 0, stderr);
        assert.ok(proxy.requests.length > before);
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("a user name without a password goes to the proxy too, however it is spelled", async () => {
  for (const spelling of ["http://us@HOST", "http://us:@HOST", "us@HOST", "us:@HOST"]) {
    await using server = startAuthorizationServer();
    await using proxy = startProxyServer({ credentials: "us:" });
    const { code, log, stderr } = await signIn(server, {
      issuer: server.issuer,
      env: { HTTP_PROXY: spelling.replace("HOST", `127.0.0.1:${proxy.port}`) },
    });
    assert.equal(code, 0, stderr);
    assert.match(log, /using outbound proxy/);
    assert.ok(proxy.requests.length >= 2, `${spelling} went direct`);
  }
});
