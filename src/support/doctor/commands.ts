/**
 * The commands that mend what the doctor finds, ready to copy into a shell (PowerShell on Windows).
 *
 * They hold no path of this machine: `{home}`, `{logDir}` and `{log}` stand for CODEX_HOME, log_dir and
 * the log until {@linkcode readyToCopy} puts in what a shell makes the path of.
 *
 * @module
 */
import { currentOs } from "../../base/platform.ts";
import { DEFAULT_ISSUER } from "../../base/endpoints.ts";
import type { Check } from "./check.ts";

const OS = currentOs();
const IS_WINDOWS = OS === "windows";

/** Signs in again, which also replaces what is stored. */
export const SIGN_IN = "codex-login";
/** Signs in where neither browser nor port can be used. */
export const USE_DEVICE_CODE = "codex-login --device-auth";
/** Looks where a request to the issuer ends, by another program. */
export const TRY_ISSUER = `curl -sSv -o ${IS_WINDOWS ? "NUL" : "/dev/null"} ${DEFAULT_ISSUER}`;
/** Sets this machine's clock by the network's. */
export const SET_CLOCK = {
  linux: "sudo timedatectl set-ntp true",
  darwin: "sudo sntp -sS time.apple.com",
  windows: "w32tm /resync",
}[OS];

/** What stands for a folder that the doctor calls `name`. */
export function placeWord(name: string): string {
  return name === "log_dir" ? "{logDir}" : "{home}";
}

/** Gives a file or folder to whoever runs this, and to nobody else. */
export function makeOwn(place: string, mode: "600" | "700"): string {
  return `sudo chown "$(id -un)" ${place} && chmod ${mode} ${place}`;
}

/** Makes a folder, private and one's own. */
export function makeFolder(place: string): string {
  return IS_WINDOWS ? `mkdir ${place}` : `sudo install -d -m 700 -o "$(id -un)" ${place}`;
}

/** Moves away what is in the place of something else. */
export function moveAway(place: string): string {
  return `mv ${place} ${place}.old`;
}

/** Shows what is in a folder, hidden files included. */
export function listFolder(place: string): string {
  return `ls ${IS_WINDOWS ? "-Force" : "-la"} ${place}`;
}

/** Opens a file in an editor, at a line where that is known. */
export function editFile(place: string, line?: number): string {
  if (IS_WINDOWS) return `notepad ${place}`;
  return `\${EDITOR:-vi} ${line === undefined ? "" : `+${line} `}${place}`;
}

/** Forgets an environment variable, in this shell. */
export function unset(name: string): string {
  return IS_WINDOWS ? `Remove-Item Env:${name}` : `unset ${name}`;
}

/** A finding with its command as a shell takes it. `isHomeSet`: CODEX_HOME is what names the home. */
export function readyToCopy(check: Check, isHomeSet: boolean): Check {
  if (check.command === undefined) return check;
  const set = IS_WINDOWS ? "$env:CODEX_HOME" : '"$CODEX_HOME"';
  const words: Record<string, string> = {
    home: isHomeSet ? set : "~/.codex",
    log: '"$(codex-login logs)"',
    logDir: IS_WINDOWS ? "(Split-Path (codex-login logs))" : '"$(dirname "$(codex-login logs)")"',
  };
  const command = check.command.replace(/\{(\w+)\}/g, (whole, name) => words[name] ?? whole);
  return { ...check, command };
}
