// What keeps credentials from being saved is found before a sign-in is spent, on real file systems and under
// other users; nothing but the lock files is left there.
import assert from "node:assert/strict";
import { pathIn } from "../../src/base/paths.ts";
import { REAL_NAMES } from "../../src/base/forbidden.ts";
import { isThere } from "../../src/base/files/folder_entries.ts";
import { fileAuthStore } from "../../src/credentials/auth_store.ts";
import { openAuthStore } from "../../src/credentials/credentials_store.ts";
import { checkSave, findSaveObstacle } from "../../src/credentials/save_check.ts";
import { NO_LOG } from "../../src/log/login_events.ts";
import { LoginError } from "../../src/errors/errors.ts";
import { canMount } from "../fixtures/mount_namespace.ts";
import { runScript } from "../fixtures/run_script.ts";

const FAILED = "Credentials could not be saved locally: ";
const LOCKS = ["auth.json.lock", "auth.lock"];
const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

async function withFolder(use: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await use(folder);
  } finally {
    if (Deno.build.os === "linux") {
      await new Deno.Command("chattr", { args: ["-R", "-ia", folder], stderr: "null" }).output()
        .catch(() => {});
    }
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("where all is well nothing is said, and the lock files are there", () =>
  withFolder(async (folder) => {
    const said: string[] = [];
    const store = fileAuthStore(folder, (sentence) => void said.push(sentence));
    await store.check?.("chatgpt");
    assert.deepEqual(names(folder), LOCKS);
    Deno.writeTextFileSync(`${folder}/auth.json`, "{}");
    Deno.chmodSync(`${folder}/auth.json`, 0o400);
    await store.check?.("chatgpt");
    assert.deepEqual(names(folder), ["auth.json", ...LOCKS]);
    assert.equal(Deno.readTextFileSync(`${folder}/auth.json`), "{}");
    assert.deepEqual(said, []);
  }));

Deno.test("a folder or something else in the place of a file is named", () =>
  withFolder(async (folder) => {
    const check = () => fileAuthStore(folder).check?.("api_key") ?? assert.fail();
    Deno.mkdirSync(`${folder}/auth.lock`);
    const lock = `${pathIn(folder, "auth.lock")}: it is not a regular file; remove it.`;
    await assert.rejects(check, { message: `${FAILED}${lock}` });
    Deno.removeSync(`${folder}/auth.lock`);
    Deno.mkdirSync(`${folder}/auth.json`);
    const why = `${pathIn(folder, "auth.json")}: a folder is in the file's place; move it away.`;
    await assert.rejects(check, (error) => {
      assert.ok(error instanceof LoginError);
      assert.deepEqual([error.failure.kind, error.message], ["not_saved", `${FAILED}${why}`]);
      assert.equal(error.failure.page.code, "persist_failed");
      return true;
    });
    assert.deepEqual(names(folder), ["auth.json", ...LOCKS]);
    const gone = fileAuthStore(`${folder}/gone`).check?.("chatgpt") ?? assert.fail();
    await assert.rejects(gone, /gone does not exist any more; create it\.$/);
  }));

Deno.test("in another letter case it is named where the file system tells none apart, and else is not in the way", () =>
  withFolder(async (folder) => {
    const places = {
      "AUTH.JSON": /a folder is in the file's place/,
      "Auth.Lock": /it is not a regular file/,
    };
    for (const [name, words] of Object.entries(places)) {
      Deno.mkdirSync(pathIn(folder, name));
      const isSame = isThere(pathIn(folder, name.toLowerCase()));
      const seen = findSaveObstacle(folder, REAL_NAMES);
      assert.equal(seen !== undefined, isSame, seen?.explanation);
      assert.deepEqual(names(folder).filter((left) => !LOCKS.includes(left)), [name]);
      const check = () => fileAuthStore(folder).check?.("api_key") ?? assert.fail();
      if (isSame) await assert.rejects(check, words);
      else await check();
      for (const left of names(folder)) Deno.removeSync(pathIn(folder, left));
    }
  }));

Deno.test("a store that keeps nothing in the folder does not depend on it", async () => {
  // On Windows there is no way into a keyring.
  const stores = Deno.build.os === "windows"
    ? ["ephemeral"] as const
    : ["ephemeral", "keyring", "auto"] as const;
  for (const store of stores) {
    const place = { store, environment: {} };
    await openAuthStore(place, "/nowhere", NO_LOG, () => {}).check?.("api_key");
  }
});

Deno.test("the keyring of macOS is too small for a ChatGPT sign-in: keyring fails, auto has the file", () =>
  withFolder(async (folder) => {
    const check = (store: "keyring" | "auto", method: "chatgpt" | "api_key", home = folder) =>
      checkSave({ store, environment: {} }, home, method, () => {}, "darwin");
    await assert.rejects(
      check("keyring", "chatgpt"),
      /the system's keyring: its program takes 1950 bytes at most, and a ChatGPT sign-in has more; set cli_auth_credentials_store = "file"/,
    );
    await check("keyring", "api_key");
    await check("auto", "chatgpt");
    await assert.rejects(check("auto", "chatgpt", `${folder}/gone`), /create it/);
  }));

const SOMEBODY = 54321;
const isRoot = Deno.build.os === "linux" && Deno.uid() === 0;

/** What is found in `folder` behind `wrapper`, or by another user. */
async function find(
  folder: string,
  wrapper: readonly string[] = [],
  more: readonly string[] = [],
) {
  const cache = await Deno.makeTempDir();
  Deno.chmodSync(cache, 0o777);
  // A user of the machine cannot read our Deno's cache.
  const env: Record<string, string> = wrapper[0] === "setpriv" ? { DENO_DIR: cache } : {};
  const { stdout, stderr } = await runScript("check_save", [folder, ...more], { wrapper, env });
  await Deno.remove(cache, { recursive: true });
  assert.notEqual(stdout, "", stderr);
  return JSON.parse(stdout) as { error?: string; seen?: string; said: string[] };
}

const AS_SOMEBODY = ["setpriv", `--reuid=${SOMEBODY}`, `--regid=${SOMEBODY}`, "--clear-groups"];

/** Whether another user could run our code at all. */
const hasSomebody = isRoot &&
  await new Deno.Command(AS_SOMEBODY[0] ?? "", {
    args: [
      ...AS_SOMEBODY.slice(1),
      "test",
      "-r",
      import.meta.filename ?? "",
      "-a",
      "-x",
      Deno.execPath(),
    ],
    stderr: "null",
  }).output().then(({ success }) => success, () => false);
if (!hasSomebody) console.log("what another user meets is not tested: this takes root and setpriv");

const chown = 'give it to yourself: sudo chown "$(id -u)"';

for (
  const [what, spoil, path, why, isSeen] of [
    [
      "a lock file of root's, as one sudo leaves it",
      (folder: string) => Deno.writeTextFileSync(`${folder}/auth.lock`, "", { mode: 0o600 }),
      "/auth.lock",
      (path: string, owner: string) =>
        `${path}: permission denied, it belongs to ${owner}; ${chown} ${path}.`,
      true,
    ],
    [
      "somebody else's auth.json in a sticky folder",
      (folder: string) => {
        Deno.writeTextFileSync(`${folder}/auth.json`, "{}", { mode: 0o644 });
        Deno.chownSync(folder, 0, 0);
        Deno.chmodSync(folder, 0o1777);
      },
      "/auth.json",
      (path: string, owner: string) =>
        `${path}: permission denied, it belongs to ${owner}; ${chown} ${path}.`,
      true,
    ],
    [
      "a folder of one's own that one may not write to",
      (folder: string) => Deno.chmodSync(folder, 0o500),
      "",
      (path: string) =>
        `${path}: permission denied (mode 0500); make it writable: chmod u+rwx ${path}.`,
      false,
    ],
    [
      "a folder of root's",
      (folder: string) => {
        Deno.chownSync(folder, 0, 0);
        Deno.chmodSync(folder, 0o755);
      },
      "",
      (path: string) => `${path}: permission denied, it belongs to root; ${chown} ${path}.`,
      false,
    ],
  ] as const
) {
  Deno.test({
    name: `${what}: named with its owner and the command that mends it`,
    ignore: !hasSomebody,
    fn: () =>
      withFolder(async (folder) => {
        Deno.chownSync(folder, SOMEBODY, SOMEBODY);
        spoil(folder);
        const before = names(folder);
        const { error, seen } = await find(folder, AS_SOMEBODY);
        assert.equal(error, `${FAILED}${why(`${folder}${path}`, "root")}`);
        // The doctor's other checks tell of the folder itself.
        assert.equal(seen, isSeen ? why(`HOME${path}`, "somebody") : undefined);
        assert.deepEqual(names(folder).filter((name) => !LOCKS.includes(name)), [
          ...before.filter((name) => !LOCKS.includes(name)),
        ]);
      }),
  });
}

for (const mark of ["i", "a"]) {
  Deno.test({
    name: `an auth.json that is marked by chattr +${mark} is told, to root as well`,
    ignore: !isRoot,
    fn: () =>
      withFolder(async (folder) => {
        const path = `${folder}/auth.json`;
        Deno.writeTextFileSync(path, "{}");
        const marked = await new Deno.Command("chattr", {
          args: [`+${mark}`, path],
          stderr: "null",
        })
          .output().then(({ success }) => success, () => false);
        if (!marked) return console.log("skipped: nothing can be marked immutable here");
        const why = (path: string) =>
          `${path}: permission denied, it is marked immutable or append-only; ` +
          `take the mark off: sudo chattr -ia ${path}.`;
        const { error, seen } = await find(folder);
        assert.deepEqual([error, seen], [`${FAILED}${why(path)}`, why("HOME/auth.json")]);
        assert.deepEqual(names(folder), ["auth.json", ...LOCKS]);
      }),
  });
}

for (
  const [what, script, why, isSeen] of [
    [
      "a folder that is mounted read-only",
      'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"',
      /the file system is read-only; mount \S+ writable\.$/,
      false,
    ],
    [
      "an auth.json that is a mount of the same disk",
      'mount --bind "$1/other" "$1/auth.json"',
      /auth\.json: the file itself is a mount point; mount the folder \S+ instead/,
      false,
    ],
    [
      "an auth.json that is a mount of another disk",
      'mount -t tmpfs none "$1/disk"; echo "{}" > "$1/disk/a"; mount --bind "$1/disk/a" "$1/auth.json"',
      /auth\.json: the file itself is a mount point; mount the folder \S+ instead/,
      true,
    ],
    [
      "a disk without room for a name",
      'mount -t tmpfs -o nr_inodes=2 none "$1"; touch "$1/filler" || true',
      /the disk is full; free some space on the disk of/,
      false,
    ],
  ] as const
) {
  Deno.test({
    name: `${what} is told, and nothing changes`,
    ignore: !canMount(),
    fn: () =>
      withFolder(async (folder) => {
        for (const name of ["auth.json", "other"]) {
          Deno.writeTextFileSync(`${folder}/${name}`, "{}");
        }
        Deno.mkdirSync(`${folder}/disk`);
        const shell = `${script}; shift; exec "$@"`;
        const wrapper = ["unshare", "-m", "--map-root-user", "sh", "-ec", shell, "sh", folder];
        const { error, seen } = await find(folder, wrapper);
        assert.match(error ?? "", why);
        assert.equal(seen !== undefined, isSeen, seen);
        const left = ["auth.json", "disk", "other"];
        assert.deepEqual(names(folder).filter((name) => !LOCKS.includes(name)), left);
      }),
  });
}

Deno.test({
  name:
    "a disk with room for a name alone is told while a person signs in, who may still free some",
  ignore: !canMount(),
  fn: () =>
    withFolder(async (folder) => {
      const fill =
        'mount -t tmpfs -o size=4k none "$1"; head -c 4096 /dev/zero > "$1/filler"; shift; exec "$@"';
      const wrapper = ["unshare", "-m", "--map-root-user", "sh", "-ec", fill, "sh", folder];
      assert.equal((await find(folder, wrapper)).error, undefined);
      const { error } = await find(folder, wrapper, ["", "chatgpt", "again"]);
      assert.match(error ?? "", /the disk is full; free some space on the disk of/);
    }),
});

Deno.test({
  name: "too few descriptors for a sign-in are told before one is spent",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withFolder(async (folder) => {
      const { error } = await find(folder, [], ["10"]);
      const why = "this process may open too few files; raise the limit (ulimit -n).";
      assert.equal(error, `${FAILED}${folder}/auth.json: ${why}`);
      assert.deepEqual(names(folder), LOCKS);
      assert.equal((await find(folder, [], ["40"])).error, undefined);
      // A key needs neither worker nor issuer.
      assert.equal((await find(folder, [], ["10", "api_key"])).error, undefined);
    }),
});
