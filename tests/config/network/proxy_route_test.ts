// Which way to the issuer the environment asks for.
import assert from "node:assert/strict";
import { LoginError } from "../../../src/errors/errors.ts";
import {
  findProxyRoute,
  liveSecretsOf,
  pinnedEnvironment,
  usableRoute,
} from "../../../src/config/network/proxy_route.ts";

const HTTPS = "https://auth.example.com";
const PLAIN = "http://127.0.0.1:4000";

type Environment = Record<string, string>;

const route = (issuer: string, environment: Environment) =>
  usableRoute(findProxyRoute(issuer, (name) => environment[name]));

const PROXIED: readonly [Environment, issuer: string, variable: string, url: string][] = [
  [{ HTTPS_PROXY: "http://p:1", https_proxy: "http://q:1" }, HTTPS, "HTTPS_PROXY", "http://p:1/"],
  [{ HTTPS_PROXY: "", https_proxy: "http://q:1" }, HTTPS, "https_proxy", "http://q:1/"],
  [{ HTTPS_PROXY: " ", ALL_PROXY: "http://q:1" }, HTTPS, "ALL_PROXY", "http://q:1/"],
  [{ ALL_PROXY: "http://p:1", https_proxy: "http://q:1" }, HTTPS, "https_proxy", "http://q:1/"],
  [{ HTTP_PROXY: "http://p:1", all_proxy: "q:1" }, HTTPS, "all_proxy", "http://q:1/"],
  [{ HTTPS_PROXY: "proxy:3128" }, HTTPS, "HTTPS_PROXY", "http://proxy:3128/"],
  [{ HTTPS_PROXY: "u:p@proxy:3128" }, HTTPS, "HTTPS_PROXY", "http://u:p@proxy:3128/"],
  [{ HTTPS_PROXY: "HTTPS://proxy" }, HTTPS, "HTTPS_PROXY", "https://proxy/"],
  [{ HTTPS_PROXY: "socks5://u:p@proxy" }, HTTPS, "HTTPS_PROXY", "socks5://u:p@proxy"],
  [{ HTTPS_PROXY: "socks5h://[::1]:9" }, HTTPS, "HTTPS_PROXY", "socks5h://[::1]:9"],
  // A desktop's socks:// counts only where it would be used.
  [{ HTTPS_PROXY: "http://p:1", ALL_PROXY: "socks://p:2" }, HTTPS, "HTTPS_PROXY", "http://p:1/"],
  [
    { HTTP_PROXY: "http://localhost:1", HTTPS_PROXY: "http://q:1" },
    PLAIN,
    "HTTP_PROXY",
    "http://localhost:1/",
  ],
  [{ ALL_PROXY: "http://[::1]:1" }, PLAIN, "ALL_PROXY", "http://[::1]:1/"],
];

for (const [environment, issuer, variable, url] of PROXIED) {
  Deno.test(`${JSON.stringify(environment)} takes ${issuer} through ${variable}`, () => {
    const found = route(issuer, environment);
    assert.ok(found.kind === "proxy");
    assert.deepEqual([found.variable, found.url.reveal()], [variable, url]);
  });
}

const DIRECT: readonly [Environment, issuer: string, exemptedBy?: string][] = [
  [{}, HTTPS],
  [{ HTTPS_PROXY: "", ALL_PROXY: "" }, HTTPS],
  [{ HTTP_PROXY: "http://p:1" }, HTTPS],
  [{ HTTPS_PROXY: "http://p:1" }, PLAIN],
  // A proxy on another machine would look for 127.0.0.1 on itself.
  [{ HTTP_PROXY: "http://proxy.example.com:1" }, PLAIN],
  [{ ALL_PROXY: "socks5://proxy.example.com:1" }, "https://localhost:8443"],
  [{ HTTPS_PROXY: "http://p:1", NO_PROXY: "example.com" }, HTTPS, "NO_PROXY"],
  [{ HTTPS_PROXY: "http://p:1", no_proxy: "*" }, HTTPS, "no_proxy"],
  [{ HTTPS_PROXY: "http://p:1", NO_PROXY: "", no_proxy: "*" }, HTTPS, "no_proxy"],
  // What is not used need not be readable.
  [{ HTTPS_PROXY: "socks://p:1", NO_PROXY: "*" }, HTTPS, "NO_PROXY"],
];

for (const [environment, issuer, exemptedBy] of DIRECT) {
  Deno.test(`${JSON.stringify(environment)} takes ${issuer} directly`, () => {
    assert.deepEqual(route(issuer, environment), { kind: "direct", exemptedBy });
  });
}

Deno.test("what cannot be used names its variable and nothing of its value", () => {
  for (const value of ["socks4://u:canary@p:1", "ftp://canary", "http://canary:0x1", "canary x"]) {
    for (const name of ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"]) {
      assert.throws(() => route(HTTPS, { [name]: value }), (error) => {
        assert.ok(error instanceof LoginError);
        assert.equal(error.failure.kind, "usage");
        assert.ok(error.message.startsWith(`${name} `), error.message);
        assert.ok(!error.message.includes("canary"), error.message);
        return true;
      });
    }
  }
});

Deno.test("the pinned environment holds one proxy variable at most, set behind all deletions", () => {
  const pinned = pinnedEnvironment(HTTPS, route(HTTPS, { ALL_PROXY: "http://p:1" }));
  assert.equal(pinned.size, 8);
  assert.deepEqual([...pinned].at(-1), ["HTTPS_PROXY", "http://p:1/"]);
  assert.equal([...pinned.values()].filter((value) => value !== undefined).length, 1);
  const direct = pinnedEnvironment(HTTPS, route(HTTPS, { NO_PROXY: "*" }));
  assert.deepEqual([...direct.values()], Array.from({ length: 8 }, () => undefined));
});

Deno.test("a proxy's credentials are known as written, decoded, and as they are sent", () => {
  const proxy = route(HTTPS, { HTTPS_PROXY: "http://some%40one:p%2Bss%3A@p:1" });
  const secrets = liveSecretsOf({ issuer: HTTPS, proxy });
  for (const value of ["some%40one", "some@one", "p%2Bss%3A", "p+ss:", btoa("some@one:p+ss:")]) {
    assert.equal(secrets.mask(`a ${value} b`), "a <redacted> b");
  }
});

Deno.test("a SOCKS proxy with a user name and no password is refused: it has none to send", () => {
  for (const url of ["socks5://us@proxy", "socks5h://us:@proxy:1080"]) {
    assert.throws(
      () => route(HTTPS, { ALL_PROXY: url }),
      /^LoginError: ALL_PROXY names a SOCKS proxy with a user name and no password; write /,
    );
  }
});

Deno.test("the runtime gets an empty password's colon, without which it would go direct", () => {
  const pinned = pinnedEnvironment(HTTPS, route(HTTPS, { HTTPS_PROXY: "http://us@proxy:1" }));
  assert.equal(pinned.get("HTTPS_PROXY"), "http://us:@proxy:1/");
});
