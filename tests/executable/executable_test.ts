// The executable as a person meets it.
import assert from "node:assert/strict";
import { EXECUTABLE, makeHomeAndOutside, NO_EXECUTABLE, runExecutable, signIn } from "./support.ts";

const ignore = NO_EXECUTABLE;

Deno.test({
  name: "--version says program, Deno, target and the issuer that it was built for",
  ignore,
  async fn() {
    const { code, stdout, stderr } = await runExecutable(["--version"]);
    assert.equal(code, 0);
    assert.equal(stderr, "");
    const target = Deno.build.target.replaceAll("-", "\\-");
    const words = `Deno \\d+\\.\\d+\\.\\d+, ${target}, built for https://auth\\.openai\\.com`;
    assert.match(stdout, new RegExp(`^codex-login \\d+\\.\\d+\\.\\d+ \\(${words}\\)\\n$`));
  },
});

Deno.test({
  name: "with no environment at all, not even a PATH, it says what it needs",
  ignore,
  async fn() {
    assert.equal((await runExecutable(["--help"], {})).code, 0);
    const { code, stderr } = await runExecutable(["status"], { CODEX_HOME: "/nowhere/at/all" });
    assert.equal(code, 2);
    assert.match(stderr, /^Error: CODEX_HOME /);
  },
});

Deno.test({
  name: "told of another issuer it says so in one line, before anything is bound or made",
  ignore,
  async fn() {
    await using place = await makeHomeAndOutside();
    const { home } = place;
    for (const issuer of ["https://login.example.com", "https://auth.openai.com:8443"]) {
      const { code, stdout, stderr } = await runExecutable(["--issuer", issuer], {
        HOME: home.path,
        CODEX_HOME: home.codexHome,
      });
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.equal(
        stderr,
        `Error: This program was not built for the issuer ${issuer} and may not reach it; ` +
          `build one that may with: deno task compile --issuer ${issuer}\n`,
      );
      assert.deepEqual([...Deno.readDirSync(home.codexHome)], []);
    }
  },
});

Deno.test({
  name: "a sign-in leaves auth.json and the log, and no file in the temporary folder",
  ignore,
  async fn() {
    await using place = await makeHomeAndOutside();
    const { home, outside } = place;
    const { code, stderr } = await signIn(home, { env: { TMPDIR: outside, TEMP: outside } });
    assert.equal(code, 0, stderr);
    assert.match(await home.readAuth() ?? "", /"auth_mode": "chatgpt"/);
    assert.match(await home.readLog() ?? "", /oauth token exchange succeeded status=200 OK\n$/);
    assert.deepEqual([...Deno.readDirSync(outside)], []);
  },
});

Deno.test({
  name: "only the program is inside: no test, no demo server, no bundler, no package of the tests",
  ignore,
  async fn() {
    const bytes = await Deno.readFile(EXECUTABLE);
    // The program stands behind the runtime, whose own code holds many words.
    const text = new TextDecoder("latin1").decode(bytes.subarray(-2_000_000));
    assert.match(text, /exchange-and-save/);
    for (
      const foreign of ["node:assert/strict", "fake-timers", "startAuthorizationServer", "esbuild/"]
    ) {
      assert.equal(text.includes(foreign), false, foreign);
    }
    // 98.0 MB is a third of codex 0.1's 294 MB.
    assert.ok(bytes.length < 98_000_000, `${bytes.length} bytes`);
  },
});

Deno.test({
  name: "`permissions` shows a start, a side that holds nothing, and a side that holds two folders",
  ignore,
  async fn() {
    await using place = await makeHomeAndOutside();
    const { home } = place;
    const env = { HOME: home.path, CODEX_HOME: home.codexHome };
    const { code, stdout } = await runExecutable(["permissions", "--json"], env);
    assert.equal(code, 0);
    const rows: Record<string, unknown>[] = JSON.parse(stdout);
    assert.deepEqual(rows.filter(({ listener }) => listener), []);
    assert.deepEqual(
      rows.filter(({ worker }) => worker).map(({ kind, about }) => `${kind} ${about}`),
      [
        "read CODEX_HOME",
        "read log_dir",
        "write CODEX_HOME",
        "write log_dir",
        "net the issuer, auth.openai.com:443",
      ],
    );
    const others = rows.filter(({ about }) =>
      /^any other (address|variable|program)$/.test(`${about}`)
    );
    assert.equal(others.length, 3);
    for (const { at_start } of others) assert.equal(at_start, false);

    const shown = await runExecutable(["permissions"], env);
    assert.match(shown.stdout, /^read +CODEX_HOME +yes +- +yes$/m);
    assert.match(shown.stdout, /^ +any other fact about the system +- +- +-$/m);
  },
});
