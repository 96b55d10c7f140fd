// What a hostile environment can and cannot do to the executable. README says it in the same words.
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { startProgram } from "../../scripts/rehearsal/program.ts";
import {
  EXECUTABLE,
  makeHomeAndOutside,
  makeOpener,
  NO_EXECUTABLE,
  NO_TRACE,
  PROCESS_READER,
  watchSignIn,
  writtenElsewhere,
} from "./support.ts";

/** Each of these does something to some Deno, Node or Rust program; `@` is a folder outside. */
const WITHOUT_EFFECT = {
  DENO_SERVE_ADDRESS: "tcp:0.0.0.0:8000",
  DENO_DIR: "@/deno",
  DENO_V8_FLAGS: "--allow-natives-syntax",
  DENO_NO_PROMPT: "",
  DENO_UNSTABLE: "1",
  DENO_COMPAT: "1",
  DENO_CONDITIONS: "x",
  DENO_AUTH_TOKENS: "token@127.0.0.1",
  DENO_COVERAGE_DIR: "@/coverage",
  DENO_TRACE_PERMISSIONS: "1",
  DENO_PERMISSION_BROKER_PATH: "@/broker",
  DENO_WEBGPU_TRACE: "@/webgpu",
  DENO_KV_DB_MODE: "disk",
  DENO_CACHE_DB_MODE: "disk",
  DENO_INTERNAL_CHILD_ENTRYPOINT: "1",
  OTEL_DENO: "true",
  OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318",
  NODE_OPTIONS: "--require @/hostile.js --import @/hostile.js",
  NODE_V8_COVERAGE: "@/coverage",
  NODE_EXTRA_CA_CERTS: "@/ca.pem",
  NODE_CHANNEL_FD: "3",
  JSR_URL: "http://127.0.0.1:4318",
  NPM_CONFIG_REGISTRY: "http://127.0.0.1:4318",
  RUST_LOG: "trace",
  TMPDIR: "@",
  XDG_CACHE_HOME: "@",
};

Deno.test({
  name: "variables that other programs obey open, connect and write nothing here",
  ignore: NO_TRACE,
  async fn() {
    await using place = await makeHomeAndOutside();
    const { home, outside } = place;
    Deno.writeTextFileSync(`${outside}/hostile.js`, "console.error('hostile code ran')");
    const env = Object.fromEntries(
      Object.entries(WITHOUT_EFFECT).map(([name, text]) => [name, text.replaceAll("@", outside)]),
    );
    const { end, trace, issuer } = await watchSignIn(home, { env });
    assert.equal(end.code, 0, end.stderr);
    assert.doesNotMatch(end.stderr, /hostile/);
    assert.deepEqual(
      [...trace.written, ...trace.read].filter((path) => path.startsWith(outside)),
      [],
    );
    assert.deepEqual(writtenElsewhere(trace, home.codexHome), []);
    assert.deepEqual([...new Set(trace.connected)], [`127.0.0.1 ${issuer.port}`]);
    for (const address of trace.bound) assert.match(address, /^(127\.0\.0\.1|::1) /);
  },
});

Deno.test({
  name:
    "DENO_AUDIT_PERMISSIONS and SSLKEYLOGFILE: at most the files that they name, in newer runtimes",
  ignore: NO_TRACE,
  async fn() {
    await using place = await makeHomeAndOutside();
    const { home, outside } = place;
    const files = [`${outside}/audit`, `${outside}/keys`];
    const env = { DENO_AUDIT_PERMISSIONS: files[0], SSLKEYLOGFILE: files[1] };
    const { end, trace } = await watchSignIn(home, { env });
    assert.equal(end.code, 0, end.stderr);
    const beyond = writtenElsewhere(trace, home.codexHome);
    assert.deepEqual(beyond.filter((path) => !files.includes(path)), []);
  },
});

Deno.test({
  name: "DENO_CERT and DENO_TLS_CA_STORE name certificates to trust: read once, nothing else",
  ignore: NO_TRACE,
  async fn() {
    await using place = await makeHomeAndOutside();
    const { home, outside } = place;
    for (const env of [{ DENO_CERT: `${outside}/ca.pem` }, { DENO_TLS_CA_STORE: "system" }]) {
      const { end, trace } = await watchSignIn(home, { env });
      // A file that is not there ends the sign-in: it fails closed.
      assert.equal(end.code, "DENO_CERT" in env ? 1 : 0, end.stderr);
      assert.deepEqual(writtenElsewhere(trace, home.codexHome), []);
    }
  },
});

Deno.test({
  name: "DENO_LOG makes the runtime talk on stderr, but not of a secret",
  ignore: NO_EXECUTABLE,
  async fn() {
    await using server = startAuthorizationServer();
    await using program = await startProgram({
      issuer: server.issuer,
      env: { DENO_LOG: "trace" },
    });
    await visitOnce(await program.authorizeUrl());
    const { code, stderr } = await program.end();
    assert.equal(code, 0, stderr);
    assert.match(stderr, /TRACE|DEBUG/);
    const [, url = "", rest = ""] = /^(http\S+oauth\/authorize\S+)$(.*)/ms.exec(stderr) ?? [];
    for (const { name, value } of server.secrets()) {
      if (name !== "state") assert.equal(stderr.includes(value), false, name);
      else assert.ok(url.includes(value) && !rest.includes(value), name);
    }
  },
});

Deno.test({
  name: "a proxy of the environment is used, past the net permission: Deno does not confine it",
  ignore: NO_TRACE,
  async fn() {
    await using place = await makeHomeAndOutside();
    const proxy = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const hangUp = (async () => {
      for await (const connection of proxy) connection.close();
    })();
    const env = { HTTP_PROXY: `http://127.0.0.1:${proxy.addr.port}` };
    const { end, trace } = await watchSignIn(place.home, { env });
    proxy.close();
    await hangUp;
    assert.equal(end.code, 1);
    assert.ok(trace.connected.includes(`127.0.0.1 ${proxy.addr.port}`));
  },
});

Deno.test({
  name: "LD_PRELOAD reaches this program, as any other, and stops there: the opener has none of it",
  ignore: NO_EXECUTABLE || Deno.build.os !== "linux",
  async fn() {
    await using place = await makeHomeAndOutside();
    const { home, outside } = place;
    const script = `#!/bin/sh\nenv > '${outside}/environment.tmp'\n` +
      `mv '${outside}/environment.tmp' '${outside}/environment'\n`;
    Deno.writeTextFileSync(`${outside}/xdg-open`, script, { mode: 0o755 });
    await using server = startAuthorizationServer();
    await using program = await startProgram({
      home,
      issuer: server.issuer,
      noBrowser: false,
      env: { PATH: `${outside}:.:/usr/bin:/bin`, LD_PRELOAD: `${outside}/no.so`, SECRET: "x" },
    });
    await visitOnce(await program.authorizeUrl());
    assert.equal((await program.end()).code, 0);
    const handed = await Deno.readTextFile(`${outside}/environment`);
    assert.doesNotMatch(handed, /LD_PRELOAD|SECRET|CODEX_HOME|DENO_/);
    assert.match(handed, new RegExp(`^PATH=${outside}:/usr/bin:/bin$`, "m"));
  },
});

Deno.test({
  name: "an opener in the working directory is not started, whatever PATH says",
  ignore: NO_TRACE,
  async fn() {
    await using place = await makeHomeAndOutside();
    const { home, outside } = place;
    makeOpener(outside, `${outside}/opened`);
    for (const path of [".:/usr/bin:/bin", ":/usr/bin", ".", ""]) {
      const { end, trace } = await watchSignIn(home, {
        cwd: outside,
        noBrowser: false,
        env: { PATH: path },
      });
      assert.equal(end.code, 0, end.stderr);
      assert.match(end.stderr, /The browser did not open/);
      assert.deepEqual(trace.started, [PROCESS_READER], path);
      assert.deepEqual([...Deno.readDirSync(outside)].map(({ name }) => name), ["xdg-open"]);
    }
    assert.ok(EXECUTABLE);
  },
});
