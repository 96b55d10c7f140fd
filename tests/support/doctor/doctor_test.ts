/** `codex-login doctor` from its command line on: exit codes, nothing changed, nothing to redact. */
import assert from "node:assert/strict";
import { freePort } from "../../../scripts/rehearsal/free_port.ts";
import { makeProgramHome, type ProgramHome } from "../../../scripts/rehearsal/program_home.ts";
import { startProgram } from "../../../scripts/rehearsal/program.ts";
import { DENIED_LOGIN } from "../../../scripts/rehearsal/sample_logs.ts";
import { unsignedJwt } from "../../../scripts/rehearsal/unsigned_jwt.ts";
import { startInProcess } from "../../fixtures/in_process_program.ts";
import { runCommand } from "../../fixtures/run_command.ts";

interface Findings {
  ok: boolean;
  checks: { id: string; status: string; sentence: string; fix?: string; command?: string }[];
}

const QUIET = { PATH: "/nowhere", BROWSER: "/bin/sh" };

async function doctor(home: ProgramHome, args: string[], env: Record<string, string> = {}) {
  return await runCommand(["doctor", ...args], { home, env: { ...QUIET, ...env } });
}

/** Every file below a folder with its mode, size and time of change. */
function snapshot(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    const { mode, size, mtime } = Deno.lstatSync(path);
    return [
      `${path} ${mode} ${size} ${mtime?.getTime()}`,
      ...entry.isDirectory ? snapshot(path) : [],
    ];
  }).sort();
}

/** On Windows a program that is sent a signal is ended by the system. */
function testOfSignal(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: Deno.build.os === "windows", fn });
}

Deno.test("a fresh home offline: nothing failed, nothing changed, exit code 0", async () => {
  await using home = await makeProgramHome();
  const before = snapshot(home.path);
  const { code, stdout, stderr } = await doctor(home, ["--offline"]);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(
    stdout,
    /^0 failed, \d+ warnings?, \d+ ok, \d+ skipped\n\nok {7}codex-home: CODEX_HOME exists/,
  );
  // Elsewhere nothing tells of a mount.
  if (Deno.build.os === "linux") assert.match(stdout, /^\d.*, 1 skipped$/m);
  assert.match(stdout, /^skipped {2}network: The network was left out\.$/m);
  assert.deepEqual(snapshot(home.path), before);
});

Deno.test("without ~/.codex it says that a sign-in creates it, and creates none", async () => {
  await using home = await makeProgramHome();
  await Deno.remove(home.codexHome);
  await using program = await startInProcess({
    home,
    args: ["doctor", "--offline"],
    env: { ...QUIET, CODEX_HOME: undefined },
  });
  const { code, stdout } = await program.end();
  assert.equal(code, 0);
  assert.match(stdout, /^ok {7}codex-home: ~\/\.codex does not exist yet/m);
  assert.deepEqual(snapshot(home.path), []);
});

Deno.test("--json has every finding, and a failure means exit code 1", async () => {
  await using home = await makeProgramHome();
  await Deno.writeTextFile(home.authFile, "{", { mode: 0o600 });
  const { code, stdout } = await doctor(home, ["--offline", "--json"]);
  const { ok, checks } = JSON.parse(stdout) as Findings;
  assert.deepEqual([code, ok], [1, false]);
  assert.deepEqual(checks.filter(({ status }) => status === "failed").map(({ id }) => id), [
    "auth",
  ]);
  for (const { id, status, sentence, fix, command } of checks) {
    assert.match(sentence, /\S \S.*\.$/, id);
    assert.equal(fix !== undefined, status === "warning" || status === "failed", id);
    assert.equal(command !== undefined, fix !== undefined, id);
  }
  const auth = checks.find(({ id }) => id === "auth");
  const folder = Deno.build.os === "windows" ? "$env:CODEX_HOME" : '"$CODEX_HOME"';
  assert.equal(auth?.command, `mv ${folder}/auth.json ${folder}/auth.json.old`);
});

Deno.test("a refused issuer fails, with the reason and what to do", async () => {
  await using home = await makeProgramHome();
  const issuer = `http://127.0.0.1:${freePort()}`;
  const { code, stdout } = await runCommand(["doctor"], { home, issuer, env: QUIET });
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^FAILED {3}tcp: The issuer refused the connection \(step: connect\)\.\n {9}-> \S/m,
  );
});

testOfSignal("Ctrl-C ends it while a silent issuer is waited for", async () => {
  await using home = await makeProgramHome();
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const issuer = `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`;
  await using program = await startProgram({ home, issuer, args: ["doctor"], env: QUIET });
  const first = await listener.accept();
  const second = await listener.accept();
  program.signal("SIGINT");
  const { code, stdout, stderr } = await program.end();
  assert.deepEqual([code, stdout, stderr], [130, "", ""]);
  first.close();
  second.close();
});

Deno.test("bad options are one line and exit code 2", async () => {
  await using home = await makeProgramHome();
  for (const args of [["--last"], ["--issuer", "c4nary"], ["now"]]) {
    const { code, stdout, stderr } = await doctor(home, args);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^Error: .+\n$/);
  }
});

Deno.test("each -c has a row of its own, a broken one fails, and the other checks go on", async () => {
  await using home = await makeProgramHome();
  for (
    const [override, code, row] of [
      [
        "nonsense",
        1,
        /^FAILED {3}config-override: What stands behind -c number 1 is no key=value/m,
      ],
      ["log_dir=7", 1, /^FAILED {3}config-override: -c sets log_dir to a value/m],
      ["c4nary=1", 0, /^warning {2}config-override: -c sets a key that no sign-in reads/m],
      [`log_dir=${home.path}/c4nary`, 0, /^ok {7}config-override: What -c sets \(1 value\) is/m],
    ] as const
  ) {
    const found = await doctor(home, ["--offline", "-c", override]);
    assert.equal(found.code, code, found.stdout);
    assert.match(found.stdout, row);
    assert.match(found.stdout, /^(?:ok|warning|skipped) +log-dir: /m);
    assert.match(found.stdout, /^ok {7}auth: /m);
    assert.doesNotMatch(found.stdout + found.stderr, /c4nary/);
  }
});

/** Plants a canary in every place that could leak; all of them must stay where they are. */
async function plantCanaries(home: ProgramHome): Promise<Record<string, string>> {
  const jwt = unsignedJwt({ email: "c4nary@c4nary.example", sub: "c4nary" });
  const tokens = {
    id_token: jwt,
    access_token: "c4nary",
    refresh_token: "rt_c4nary",
    account_id: "c4nary",
  };
  const log = `${DENIED_LOGIN}c4nary rt_c4nary c4nary@c4nary.example /home/c4nary\n`;
  await Deno.writeTextFile(home.authFile, JSON.stringify({ tokens, OPENAI_API_KEY: "sk-c4nary" }));
  await Deno.writeTextFile(
    `${home.codexHome}/config.toml`,
    `log_dir = "${home.codexHome}/c4nary-logs"\nforced_login_method = "c4nary"\nc4nary = 1\n[projects."/home/c4nary"]\n`,
  );
  await Deno.mkdir(`${home.codexHome}/c4nary-logs`);
  await Deno.writeTextFile(`${home.codexHome}/c4nary-logs/codex-login.log`, log);
  await Deno.writeTextFile(`${home.path}/c4nary.pem`, "c4nary");
  return {
    HTTPS_PROXY: `http://c4nary:c4nary@127.0.0.1:${freePort()}`,
    ALL_PROXY: "socks://c4nary:c4nary@c4nary.example:1",
    NO_PROXY: "c4nary.example",
    CODEX_CA_CERTIFICATE: `${home.path}/c4nary.pem`,
    BROWSER: "/opt/c4nary/browser",
    PATH: "/home/c4nary/bin",
    WSL_DISTRO_NAME: "c4nary",
    SSH_CONNECTION: "203.0.113.7 1 198.51.100.9 22",
  };
}

// What the home of this test is called stands for the name of a person's home.
const leaks = (home: ProgramHome) =>
  new RegExp(`c4nary|${home.path.split("/").at(-1)}|203\\.0\\.113`, "i");

Deno.test("nothing that it prints needs redacting, whatever stands around it", async () => {
  await using home = await makeProgramHome();
  const env = await plantCanaries(home);
  for (const args of [["--offline"], ["--json"], ["--issuer", "https://c4nary.invalid"]]) {
    const { stdout, stderr } = await doctor(home, args, env);
    assert.ok(stdout.split("\n").length > 15, stdout);
    assert.doesNotMatch(stdout + stderr, leaks(home));
  }
});

Deno.test("nor where configuration and home are broken", async () => {
  await using home = await makeProgramHome();
  const env = await plantCanaries(home);
  await Deno.writeTextFile(`${home.codexHome}/config.toml`, 'log_dir = "c4nary\n[c4nary');
  await Deno.writeTextFile(home.authFile, '{"tokens": "c4nary');
  const broken = await doctor(home, ["--offline"], env);
  assert.match(broken.stdout, /config\.toml is no valid TOML at line 1/);
  const gone = await doctor(home, ["--offline"], { ...env, CODEX_HOME: "/no/such/c4nary" });
  assert.match(gone.stdout, /CODEX_HOME cannot be used: it does not exist/);
  for (const { stdout, stderr } of [broken, gone]) {
    assert.doesNotMatch(stdout + stderr, leaks(home));
  }
});

Deno.test({
  name: "a log folder that is a link which nobody chose is told, as a sign-in refuses it",
  ignore: Deno.build.os === "windows",
  async fn() {
    for (
      const [target, advice] of [
        ["elsewhere", "Set log_dir to the folder behind it"],
        ["c4nary", "Remove it: it leads to no folder"],
      ] as const
    ) {
      await using home = await makeProgramHome();
      await Deno.mkdir(`${home.codexHome}/elsewhere`, { mode: 0o700 });
      await Deno.symlink(target, `${home.codexHome}/log`);
      const { code, stdout } = await doctor(home, ["--offline"]);
      assert.equal(code, 0, stdout);
      assert.match(
        stdout,
        /^warning {2}log-dir: log in CODEX_HOME is a symbolic link .* without a log\.\n {9}-> /m,
      );
      assert.ok(stdout.includes(`-> ${advice}`), stdout);
      assert.doesNotMatch(stdout, /c4nary|^\S+ +log:/m);
    }
    await using home = await makeProgramHome();
    await Deno.mkdir(`${home.codexHome}/elsewhere`, { mode: 0o700 });
    await Deno.symlink("elsewhere", `${home.codexHome}/log`);
    const chosen = await doctor(home, ["--offline", "-c", `log_dir=${home.codexHome}/log`]);
    assert.match(chosen.stdout, /^ok {7}log-dir: /m);
  },
});

Deno.test({
  name: "each command mends what it stands under, as it was printed",
  ignore: Deno.build.os === "windows",
  async fn() {
    for (
      const [spoil, row] of [
        [({ authFile }) => Deno.writeTextFileSync(authFile, "{}", { mode: 0o644 }), "auth-mode"],
        [({ authFile }) => Deno.writeTextFileSync(authFile, "{", { mode: 0o600 }), "auth"],
        [({ authFile }) => Deno.mkdirSync(authFile), "auth"],
        [({ codexHome }) => Deno.chmodSync(codexHome, 0o777), "codex-home"],
        [({ codexHome }) => Deno.symlinkSync("nowhere", `${codexHome}/log`), "log-dir"],
      ] as [(home: ProgramHome) => void, string][]
    ) {
      await using home = await makeProgramHome();
      spoil(home);
      const finding = new RegExp(`^(?:FAILED |warning) +${row}: .*\\n +-> .*\\n +(.*)$`, "m");
      const before = (await doctor(home, ["--offline"])).stdout;
      const [, command = ""] = finding.exec(before) ?? [];
      const { code } = await new Deno.Command("/bin/sh", {
        args: ["-c", command],
        env: { CODEX_HOME: home.codexHome },
      }).output();
      assert.equal(code, 0, `${command}\n${before}`);
      assert.doesNotMatch((await doctor(home, ["--offline"])).stdout, finding, command);
    }
  },
});
