/**
 * The log: a private regular file, and how the last sign-in in it ended.
 *
 * Permission: read on log_dir.
 *
 * @module
 */
import { groupLogins, type RecordedLogin } from "../log_reader/logins.ts";
import { readLog } from "../log_reader/read_log.ts";
import { isLoose } from "../../base/files/file_owner.ts";
import { type Check, checkOf, wordsOf } from "./check.ts";
import { makeOwn, moveAway, SIGN_IN } from "./commands.ts";

/** Checks log and last sign-in. Never throws. */
export function checkLog(logFile: string): Check[] {
  const check = checkOf("log");
  let info: Deno.FileInfo;
  try {
    info = Deno.lstatSync(logFile);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return [check.ok("There is no codex-login.log yet; the first sign-in makes it.")];
    }
    return [
      check.failed(
        `codex-login.log cannot be read: ${wordsOf(error)}.`,
        "See to log_dir's mode.",
        makeOwn("{logDir}", "700"),
      ),
    ];
  }
  if (!info.isFile) {
    return [check.failed(
      "codex-login.log is not a regular file, so sign-ins go without a log.",
      "Move what is there away.",
      moveAway("{log}"),
    )];
  }
  try {
    const login = groupLogins(readLog(logFile).lines).at(-1);
    return [checkMode(info), describeLast(login)];
  } catch (error) {
    return [
      check.failed(
        `The log cannot be read: ${wordsOf(error)}.`,
        "See to its owner and mode.",
        makeOwn("{log}", "600"),
      ),
    ];
  }
}

function checkMode(info: Deno.FileInfo): Check {
  const check = checkOf("log");
  if (Deno.build.os === "windows") {
    return check.ok("codex-login.log is a file; who may read it (its ACL) was not looked at.");
  }
  return isLoose(info)
    ? check.warning(
      "codex-login.log can be read by other users; the next sign-in makes it private.",
      "Run chmod 600 on it.",
      "chmod 600 {log}",
    )
    : check.ok("codex-login.log is a private file.");
}

function describeLast(login: RecordedLogin | undefined): Check {
  const check = checkOf("last-login");
  if (login === undefined) return check.ok("The log holds no sign-in.");
  const when = `${new Date(login.startMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const what = `The last sign-in (${login.method}, ${when})`;
  if (login.outcome === "succeeded") return check.ok(`${what} succeeded.`);
  if (login.failure === undefined) {
    return check.warning(
      `${what} has no end in the log: it still waits, or was killed.`,
      "Sign in again, unless one is waiting.",
      SIGN_IN,
    );
  }
  const { class: name, sentence, advice } = login.failure;
  return check.warning(`${what} ${login.outcome} (${name}): ${sentence}`, advice, SIGN_IN);
}
