/**
 * CODEX_HOME and log_dir: there, ours, private, writable, with room.
 *
 * Writability is read from owner, mode and mount, not tried: the doctor changes nothing. Permission:
 * read on the folders; sys on statfs and uid.
 *
 * @module
 */
import { isFolder, isThere, nearestOf } from "../../base/files/folder_entries.ts";
import { modeWords, ownUid } from "../../base/files/file_owner.ts";
import { isWhollyForbidden } from "../../base/system_words.ts";
import { type Check, checkOf, wordsOf } from "./check.ts";
import { makeFolder, moveAway, placeWord, unset } from "./commands.ts";
import type { MountState } from "./mount_state.ts";

/** A folder that a sign-in uses. */
export interface CheckedFolder {
  /** Prefix of the checks' ids. */
  readonly id: string;
  /** What it is called, in place of its path. */
  readonly name: string;
  /** What chooses another folder. */
  readonly setting: string;
  readonly path: string;
  /** Whether a sign-in creates it where it is missing. */
  readonly isCreated: boolean;
  readonly mount: MountState;
  readonly obstacle?: Obstacle | undefined;
}

/** What would keep a sign-in from writing a file of the folder, and what to do. */
export interface Obstacle {
  readonly fault: string;
  readonly todo: string;
}

const OTHERS_MAY_WRITE = 0o022;
const OWNER_MAY_ALL = 0o700;
/** A log at its limit, its older file and credentials fit several times. */
const ENOUGH_BYTES = 16 * 1024 * 1024;
const TOO_LITTLE_BYTES = 256 * 1024;

/** Checks one folder. Never throws. */
export async function checkFolder(folder: CheckedFolder): Promise<Check[]> {
  const check = checkOf(folder.id);
  let info: Deno.FileInfo;
  try {
    info = Deno.statSync(folder.path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound && folder.isCreated) {
      // A link that leads nowhere is in the way of what a sign-in would make.
      return isThere(folder.path)
        ? [notFolder(folder)]
        : [...checkPlace(folder), ...checkMount(folder)];
    }
    if (isWhollyForbidden(error)) {
      return [check.failed(
        `${folder.name} cannot be used: ${wordsOf(error)}.`,
        `Set ${folder.setting} to another folder.`,
        folder.setting === "CODEX_HOME" ? unset(folder.setting) : undefined,
      )];
    }
    return [check.failed(
      `${folder.name} cannot be used: ${wordsOf(error)}.`,
      `Create that folder, or set ${folder.setting} to one that is yours.`,
      makeFolder(placeWord(folder.name)),
    )];
  }
  if (!info.isDirectory) return [notFolder(folder)];
  return [checkAccess(folder, info), ...checkMount(folder), await checkRoom(folder)];
}

function notFolder({ id, name, setting }: CheckedFolder): Check {
  return checkOf(id).failed(
    `${name} is not a folder.`,
    `Move what is there away, or set ${setting} to a folder.`,
    moveAway(placeWord(name)),
  );
}

function checkMount({ id, name, setting, path, mount }: CheckedFolder): Check[] {
  const check = checkOf(`${id}-mount`);
  switch (mount) {
    case "read-only":
      return [check.failed(
        `${isFolder(path) ? name : `The place of ${name}`} is on a file system that is mounted ` +
          "read-only: nothing can be saved there.",
        `Mount it writable (in a container: without "ro"), or set ${setting} to a folder that is.`,
        `sudo mount -o remount,rw "$(findmnt -no TARGET -T ${placeWord(name)})"`,
      )];
    case "writable":
      return [check.ok(`${name} is not mounted read-only.`)];
    case "unknown":
      return [check.skipped(`Whether ${name} is mounted read-only cannot be told here.`)];
  }
}

/** A folder that is still to be made, in the one above it. */
function checkPlace(folder: CheckedFolder): Check[] {
  const { id, name, setting, path, mount } = folder;
  if (mount === "read-only") return [];
  const check = checkOf(id);
  if (!isThere(nearestOf(path))) {
    return [check.failed(
      `${name} does not exist, nor does the disk that it would be created on.`,
      `Connect that disk, or set ${setting} to a folder of your own.`,
    )];
  }
  if (mayWriteInto(nearestOf(path))) {
    return [check.ok(`${name} does not exist yet; a sign-in creates it.`)];
  }
  return [check.failed(
    `${name} does not exist, and the folder that it would be created in is not yours to write to.`,
    `Create it as whoever may and give it to yourself, or set ${setting} to a folder of your own.`,
    makeFolder(placeWord(folder.name)),
  )];
}

/** By owner and mode; a group that may write could be ours. */
function mayWriteInto(folder: string): boolean {
  const uid = ownUid();
  if (Deno.build.os === "windows" || uid === undefined || uid === 0) return true;
  const info = Deno.statSync(folder);
  const mode = info.mode ?? 0o777;
  return info.uid === uid ? (mode & 0o300) === 0o300 : (mode & 0o030) === 0o030 ||
    (mode & 0o003) === 0o003;
}

function checkAccess(folder: CheckedFolder, info: Deno.FileInfo): Check {
  const { id, name, setting } = folder;
  const check = checkOf(id);
  const word = placeWord(folder.name);
  if (Deno.build.os === "windows" || info.mode === null) {
    return check.ok(`${name} exists; who else may read it (its ACL) was not looked at.`);
  }
  const { mode } = info;
  const shown = modeWords(info);
  const uid = ownUid();
  if (uid !== undefined && uid !== 0 && info.uid !== uid) {
    return check.failed(
      `${name} belongs to another user (${shown}).`,
      `Change its owner to yourself (chown), or set ${setting} to a folder of your own.`,
      `sudo chown "$(id -un)" ${word}`,
    );
  }
  if ((mode & OWNER_MAY_ALL) !== OWNER_MAY_ALL) {
    return check.failed(
      `${name} does not let its own owner read, write and enter it (${shown}).`,
      `Run chmod 700 on it.`,
      `chmod 700 ${word}`,
    );
  }
  if ((mode & OTHERS_MAY_WRITE) !== 0) {
    return check.warning(
      `${name} lets other users write into it (${shown}), so they could replace what is there.`,
      `Run chmod 700 on it.`,
      `chmod 700 ${word}`,
    );
  }
  const owner = uid === 0 && info.uid !== 0 ? "belongs to another user" : "is yours";
  const sentence = `${name} exists, ${owner}, and nobody else may write into it (${shown}).`;
  if (owner === "is yours") return check.ok(sentence);
  return check.warning(
    sentence,
    "What a sign-in makes there is given to that user; run it as that user unless that is meant.",
    `sudo -u "$(stat ${Deno.build.os === "linux" ? "-c %U" : "-f %Su"} ${word})" codex-login`,
  );
}

async function checkRoom(folder: CheckedFolder): Promise<Check> {
  const { id, name, path } = folder;
  const check = checkOf(`${id}-room`);
  let freeBytes: number;
  try {
    const { statfsSync } = await import("node:fs");
    const { bavail, bsize } = statfsSync(path);
    freeBytes = bavail * bsize;
  } catch {
    return check.skipped(`The free space of ${name} cannot be told here.`);
  }
  const fix = "Make room on that disk: credentials and log are written there.";
  const findLargest = Deno.build.os === "windows" ? "Get-PSDrive" : "du -xhd1 ~ | sort -h | tail";
  if (freeBytes < TOO_LITTLE_BYTES) {
    return check.failed(`The disk of ${name} is full.`, fix, findLargest);
  }
  if (freeBytes < ENOUGH_BYTES) {
    return check.warning(`The disk of ${name} has less than 16 MiB left.`, fix, findLargest);
  }
  return check.ok(`The disk of ${name} has room.`);
}
