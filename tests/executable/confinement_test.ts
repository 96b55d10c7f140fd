// What the executable does during a whole sign-in, seen from the outside.
import assert from "node:assert/strict";
import {
  EXECUTABLE,
  makeHomeAndOutside,
  makeOpener,
  NO_TRACE,
  PROCESS_READER,
  watchSignIn,
  writtenElsewhere,
} from "./support.ts";

/** What the runtime and the C library read by themselves, all of it before or beside our code. */
const READ_BY_THE_RUNTIME = [
  /^\/etc\/(ld\.so\.(cache|preload)|localtime)$/,
  /^(\/usr)?\/lib(64|32)?\/.*\.so(\.[\d.]+)?$/,
  /^\/proc\/(self\/(maps|cgroup|mountinfo|stat)|meminfo|cpuinfo|stat|sys\/vm\/.*)$/,
  /^\/sys\/(fs\/cgroup|devices\/system\/cpu)\//,
  /^\/dev\/(urandom|null|tty)$/,
  /^\/usr\/share\/zoneinfo\//,
];

/** Whether there are an administrator's files, and the authorities that the system trusts. */
const READ_OF_THE_SYSTEM = [
  /^\/etc(\/codex(\/(config|managed_config|requirements)\.toml)?)?$/,
  /^\/etc\/(ssl|pki)\/.*\.(crt|pem)$/,
];

Deno.test({
  name:
    "a sign-in touches CODEX_HOME and log_dir, the system's configuration and authorities, loopback and the issuer, the opener, nothing else",
  ignore: NO_TRACE,
  async fn() {
    await using place = await makeHomeAndOutside();
    const { home, outside } = place;
    makeOpener(outside, `${outside}/opened`);
    const logDir = `${home.path}/logs`;
    const { end, hops, trace, issuer } = await watchSignIn(home, {
      args: ["-c", `log_dir=${logDir}`],
      noBrowser: false,
      env: { PATH: `${outside}:/usr/bin:/bin` },
    });
    assert.equal(end.code, 0, end.stderr);
    assert.equal(hops.at(-1)?.status, 200);
    assert.match(Deno.readTextFileSync(`${outside}/opened`), /\/oauth\/authorize\?/);

    const isInside = (path: string) =>
      [home.codexHome, logDir].some((folder) => path === folder || path.startsWith(`${folder}/`));
    assert.deepEqual(writtenElsewhere(trace, home.codexHome, logDir), []);
    assert.ok(trace.written.includes(`${home.codexHome}/auth.json`));
    assert.ok(trace.written.includes(`${logDir}/codex-login.log`));

    const isRead = (path: string) =>
      isInside(path) || path === EXECUTABLE ||
      [...READ_BY_THE_RUNTIME, ...READ_OF_THE_SYSTEM].some((one) => one.test(path));
    assert.deepEqual(trace.read.filter((path) => !isRead(path)), []);

    const port = new URL(hops[0]?.headers.get("location") ?? "").port;
    assert.deepEqual([...new Set(trace.bound)].sort(), [`127.0.0.1 ${port}`, `::1 ${port}`]);
    assert.deepEqual([...new Set(trace.connected)], [`127.0.0.1 ${issuer.port}`]);
    assert.deepEqual(trace.started.toSorted(), [PROCESS_READER, `${outside}/xdg-open`].sort());
  },
});
