/** The doctor on a disk that is mounted read-only, as containers have it. */
import assert from "node:assert/strict";
import { makeProgramHome, type ProgramHome } from "../../../scripts/rehearsal/program_home.ts";
import {
  environmentOfProgram,
  launchOfProgram,
} from "../../../scripts/rehearsal/program_launch.ts";
import { mountStateOf } from "../../../src/support/doctor/mount_state.ts";
import { mountWrapper } from "../../fixtures/mount_namespace.ts";

/** What the doctor says behind the mounts of a shell script. */
async function examineMounted(
  home: ProgramHome,
  script: string,
  folder: string,
): Promise<{ code: number; stdout: string }> {
  const wrapper = await mountWrapper(script, [folder]) ?? assert.fail("it could be mounted before");
  const args = ["doctor", "--offline"];
  const launch = await launchOfProgram({ args, folders: [home.codexHome] });
  const [command = "", ...rest] = [...wrapper, launch.command, ...launch.args, ...args];
  const { code, stdout } = await new Deno.Command(command, {
    args: rest,
    env: { ...await environmentOfProgram(home), BROWSER: "/bin/sh" },
    clearEnv: true,
    stdin: "null",
  }).output();
  return { code, stdout: new TextDecoder().decode(stdout) };
}

const ignore = await mountWrapper("true", []) === undefined;
const READ_ONLY = 'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"';

Deno.test({
  name: "a CODEX_HOME that is mounted read-only fails, and so does the log_dir in it",
  ignore,
  async fn() {
    await using home = await makeProgramHome();
    const found = await examineMounted(home, READ_ONLY, home.codexHome);
    assert.equal(found.code, 1);
    assert.match(
      found.stdout,
      /^FAILED {3}codex-home-mount: CODEX_HOME is on a file system that is mounted read-only: .+\n {9}-> Mount it writable .+CODEX_HOME/m,
    );
    assert.match(
      found.stdout,
      /^FAILED {3}log-dir-mount: The place of log_dir is on a file system/m,
    );
    assert.deepEqual([...Deno.readDirSync(home.codexHome)], []);
  },
});

Deno.test({
  name: "a read-only log_dir alone is told apart from CODEX_HOME",
  ignore,
  async fn() {
    await using home = await makeProgramHome();
    await Deno.mkdir(`${home.codexHome}/log`);
    const found = await examineMounted(home, READ_ONLY, `${home.codexHome}/log`);
    assert.equal(found.code, 1);
    assert.match(found.stdout, /^ok {7}codex-home-mount: CODEX_HOME is not mounted read-only\.$/m);
    assert.match(found.stdout, /^FAILED {3}log-dir-mount: log_dir is on a file system/m);
  },
});

Deno.test({
  name: "an auth.json that is a mount of its own fails: no sign-in could replace it",
  ignore,
  async fn() {
    await using home = await makeProgramHome();
    await Deno.writeTextFile(home.authFile, "{}", { mode: 0o600 });
    const script = 'd=$(mktemp -d); mount -t tmpfs none "$d"; echo "{}" > "$d/a"; ' +
      'mount --bind "$d/a" "$1/auth.json"';
    const found = await examineMounted(home, script, home.codexHome);
    assert.equal(found.code, 1);
    assert.match(
      found.stdout,
      /^FAILED {3}codex-home-files: \$CODEX_HOME\/auth\.json: the file itself is a mount point\.\n {9}-> Mount the folder \$CODEX_HOME instead of the file\.$/m,
    );
  },
});

Deno.test("a file in the folder's place, and a missing one, harm nothing", async () => {
  await using home = await makeProgramHome();
  const file = `${home.codexHome}/file`;
  await Deno.writeTextFile(file, "");
  assert.equal(mountStateOf(file), "unknown");
  const missing = mountStateOf(`${home.codexHome}/missing/below`);
  assert.equal(missing, Deno.build.os === "linux" ? "writable" : "unknown");
  assert.deepEqual([...Deno.readDirSync(home.codexHome)].map(({ name }) => name), ["file"]);
});
