/**
 * Whether credentials could be saved, found out before a sign-in is spent.
 *
 * Promise: nothing is done to the disk but what a save would do as well (the lock files are there
 * afterwards, a temporary file is gone again), and where all is well it takes less than a millisecond.
 * Permission: read and write on CODEX_HOME.
 *
 * @module
 */
import { giveToFolderOwner, ownUid, userName } from "../base/files/file_owner.ts";
import type { SpokenNames } from "../base/forbidden.ts";
import { isThere, lstatIfThere, namesIn } from "../base/files/folder_entries.ts";
import { currentOs, type TargetOs } from "../base/platform.ts";
import { errorCode } from "../base/system_words.ts";
import { temporaryPath } from "../base/files/temporary_name.ts";
import { writeNewFile } from "../base/files/write_all.ts";
import { shellWord } from "../base/visible_text.ts";
import type { CredentialsPlace } from "../config/credentials_place.ts";
import { explainSaveFailure, PathError, type SaveFailure } from "../errors/save_failure.ts";
import { notSavedError } from "../errors/token_errors.ts";
import type { LoginMethod } from "./auth_json.ts";
import { AUTH_FILE_NAME, LOCK_FILE_NAMES, openLockFile } from "./auth_lock.ts";
import { keyringTool } from "./keyring_tool.ts";
import { pathIn } from "../base/paths.ts";

/** Two JWTs with the claims of an account have more, the refresh token and all names left out. */
const LEAST_CHATGPT_BYTES = 2_000;
/** What worker, exchange and save open at once after this look: 14 (Deno 2.4 and 2.6), and some to spare. */
const DESCRIPTORS_TO_COME = 20;
const FAILED = "Credentials could not be saved locally";

/**
 * Tries what a save at `place` would do.
 *
 * @param folder CODEX_HOME, absolute, symbolic links resolved.
 * @param method Credentials of which kind are to come.
 * @param say Is told once where root works in a folder of somebody else's. Default: it was asked before, and a
 * disk without room is looked for as well, of which a person may still free some.
 * @throws {LoginError} `not_saved`, in the words of a save that failed.
 */
export async function checkSave(
  place: CredentialsPlace,
  folder: string,
  method: LoginMethod,
  say?: (sentence: string) => void,
  os: TargetOs = currentOs(),
): Promise<void> {
  if (place.store === "ephemeral") return;
  const tool = keyringTool(os, place);
  if (tool) {
    const isTooSmall = method === "chatgpt" && tool.largestTextBytes < LEAST_CHATGPT_BYTES;
    if (!isTooSmall) return;
    if (place.store === "keyring") throw keyringTooSmall(tool.largestTextBytes);
  }
  const path = pathIn(folder, AUTH_FILE_NAME);
  try {
    const isRoot = rehearse(folder, path, method, !say) === 0;
    const { uid } = Deno.statSync(folder);
    if (!say || !isRoot || !uid) return;
    for (const name of LOCK_FILE_NAMES) await giveToFolderOwner(pathIn(folder, name));
    const owner = userName(uid);
    say(
      `Running as root in ${
        shellWord(folder)
      } of ${owner}: what is made there is given to ${owner}.`,
    );
  } catch (error) {
    const { reason, explanation } = explainSaveFailure(folder, path, error);
    throw notSavedError(reason, explanation, FAILED);
  }
}

/**
 * What would keep a save from working, as far as it can be seen without making anything. Never throws.
 *
 * @param names What the doctor may say.
 */
export function findSaveObstacle(folder: string, names: SpokenNames): SaveFailure | undefined {
  const path = pathIn(folder, AUTH_FILE_NAME);
  try {
    for (const lock of LOCK_FILE_NAMES.map((name) => pathIn(folder, name)).filter(isThere)) {
      openLockFile(lock).close();
    }
    refuseIrreplaceable(folder, path, ownUid());
    return undefined;
  } catch (error) {
    const cause = error instanceof PathError ? error.cause : error;
    const mayAsk = !(cause instanceof Deno.errors.NotCapable);
    return mayAsk ? explainSaveFailure(folder, path, error, names) : undefined;
  }
}

/**
 * Goes through the steps of a save that can fail, but for those that wait or change something.
 *
 * @returns Who makes files here.
 */
function rehearse(
  folder: string,
  path: string,
  method: LoginMethod,
  needsRoom: boolean,
): number | null {
  // Not every file system tells letter case apart.
  const there = namesIn(folder).map((name) => name.toLowerCase());
  for (const name of LOCK_FILE_NAMES) {
    openLockFile(pathIn(folder, name), there.includes(name)).close();
  }
  // A key is saved as it is, without a worker or a request.
  if (Deno.build.os !== "windows" && method !== "api_key") {
    openAtOnce(pathIn(folder, LOCK_FILE_NAMES[0]));
  }
  const temporary = temporaryPath(folder, AUTH_FILE_NAME);
  let uid: number | null;
  try {
    // A full disk still takes a name.
    writeNewFile(temporary, " ".repeat(needsRoom ? LEAST_CHATGPT_BYTES : 0));
    uid = Deno.lstatSync(temporary).uid;
    Deno.removeSync(temporary);
  } catch (error) {
    throw new PathError(folder, error);
  }
  const isFile = there.includes(AUTH_FILE_NAME) && refuseIrreplaceable(folder, path, uid);
  if (isFile && Deno.build.os === "linux") refuseMountPoint(path, temporary);
  return uid;
}

/** Opens `path` as often as a sign-in opens something, at the same time. */
function openAtOnce(path: string): void {
  using open = new DisposableStack();
  for (let i = 0; i < DESCRIPTORS_TO_COME; i++) open.use(openLockFile(path, false));
}

/**
 * Finds what keeps a file from being replaced, whatever its folder's mode says.
 *
 * @param uid Who wants to, as far as that is known.
 * @returns Whether it is a file that is there.
 */
function refuseIrreplaceable(
  folder: string,
  path: string,
  uid: number | null | undefined,
): boolean {
  const info = lstatIfThere(path);
  if (info === undefined) return false;
  const home = Deno.statSync(folder);
  if (info.isDirectory) throw withCode("EISDIR");
  if (!info.isFile) return false;
  if (info.dev !== home.dev) throw withCode("EBUSY");
  const isSticky = ((home.mode ?? 0) & 0o1000) !== 0;
  if (isSticky && uid && ![info.uid, home.uid].includes(uid)) throw withCode("EPERM");
  try {
    // An immutable file refuses even those who may write to all others; its mode does not matter here.
    Deno.openSync(path, { write: true }).close();
  } catch (error) {
    if (errorCode(error) === "EPERM") throw error;
  }
  return true;
}

/** A mount within one disk shows in nothing but that no link leads out of it. */
function refuseMountPoint(path: string, temporary: string): void {
  try {
    Deno.linkSync(path, temporary);
    Deno.removeSync(temporary);
  } catch (error) {
    if (errorCode(error) === "EXDEV") throw error;
  }
}

function withCode(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function keyringTooSmall(largestTextBytes: number): Error {
  const explanation =
    `the system's keyring: its program takes ${largestTextBytes} bytes at most, and a ` +
    'ChatGPT sign-in has more; set cli_auth_credentials_store = "file" in config.toml.';
  return notSavedError("keyring_too_long", explanation, FAILED);
}
