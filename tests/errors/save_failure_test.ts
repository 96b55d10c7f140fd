import assert from "node:assert/strict";
import { explainSaveFailure } from "../../src/errors/save_failure.ts";

const FOLDER = "/home/alice/.codex";
const FILE = `${FOLDER}/auth.json`;

/** Windows says the same of a file that another program has open. */
const FORBIDDEN = Deno.build.os === "windows"
  ? `access denied: another program has it open, or it is not yours to change; close that program, or make ${FILE}`
  : `permission denied; make ${FOLDER} writable for you`;

const withCode = (code: unknown) => Object.assign(new Error("the system's words"), { code });

for (
  const [code, reason, advice] of [
    ["ENOSPC", "disk_full", "the disk is full; free some space"],
    ["EDQUOT", "disk_full", "the disk quota is used up"],
    ["EROFS", "read_only", `the file system is read-only; mount ${FOLDER} writable`],
    ["EACCES", "permission_denied", FORBIDDEN],
    ["EPERM", "permission_denied", FORBIDDEN],
    ["ENOTDIR", "not_a_folder", `${FOLDER} is not a folder`],
    ["EISDIR", "is_a_folder", "a folder is in the file's place; move it away"],
    ["ENOTEMPTY", "is_a_folder", "a folder is in the file's place; move it away"],
    ["ENOENT", "folder_missing", `${FOLDER} does not exist any more; create it`],
    ...(Deno.build.os === "windows"
      ? [["EBUSY", "locked", "another program has it open; close that program"]] as const
      : [[
        "EBUSY",
        "bind_mounted_file",
        `mount the folder ${FOLDER} instead of the file`,
      ]] as const),
  ] as const
) {
  Deno.test(`${code} is explained with the file, the cause and what to do`, () => {
    const failure = explainSaveFailure(FOLDER, FILE, withCode(code));
    assert.equal(failure.reason, reason);
    assert.ok(failure.explanation.startsWith(`${FILE}: `), failure.explanation);
    assert.ok(failure.explanation.includes(advice), failure.explanation);
    assert.ok(failure.explanation.endsWith("."), failure.explanation);
    assert.ok(!failure.explanation.includes("\n"));
  });
}

Deno.test("classes of the runtime without a code are understood too", () => {
  const reasonOf = (error: unknown) => explainSaveFailure(FOLDER, FILE, error).reason;
  assert.equal(reasonOf(new Deno.errors.PermissionDenied("x")), "permission_denied");
  assert.equal(reasonOf(new Deno.errors.NotFound("x")), "folder_missing");
});

Deno.test("what is not known keeps the system's words", () => {
  for (const error of [withCode("EIO"), withCode(5), withCode(undefined)]) {
    const { reason, explanation } = explainSaveFailure(FOLDER, FILE, error);
    assert.deepEqual([reason, explanation], ["other", `${FILE}: the system's words.`]);
  }
  for (const thrown of ["text", undefined, null]) {
    assert.equal(explainSaveFailure(FOLDER, FILE, thrown).explanation, `${FILE}: unknown error.`);
  }
});

Deno.test("a folder in the file's place is named, also where the system only refuses", () => {
  const folder = Deno.makeTempDirSync();
  const { reason } = explainSaveFailure(folder, folder, withCode("EPERM"));
  assert.equal(reason, "is_a_folder");
  Deno.removeSync(folder);
});
