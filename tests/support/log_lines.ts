// Reads codex-login.log as the issue describes it.
import assert from "node:assert/strict";

const LINE =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) ((?: INFO| WARN|ERROR) codex_(?:cli::log(?:in|out)|login::server): .+)$/;

/** The first two lines of every login that reaches a callback with a code, and what follows them. */
export const START = " INFO codex_cli::login: starting browser login flow";
/** What a good callback logs. */
export const RECEIVED =
  " INFO codex_login::server: received login callback path=/auth/callback has_code=true has_state=true has_error=false state_valid=true";
/** The last line of every failed exchange. */
export const EXCHANGE_FAILED = "ERROR codex_login::server: login callback token exchange failed";
/** The last line of a good login. */
export const EXCHANGE_SUCCEEDED =
  " INFO codex_login::server: oauth token exchange succeeded status=200 OK";

/** The line before the token endpoint is asked. */
export function exchangeStart(issuer: string, port: number): string {
  return ` INFO codex_login::server: starting oauth token exchange issuer=${issuer}/ redirect_uri=http://localhost:${port}/auth/callback`;
}

/** The lines without their times; each has to be whole and well formed. */
export function logLines(log: string | undefined): string[] {
  return parsedLines(log).map(({ rest }) => rest);
}

/** The lines without the one that names the class of a failure; its own tests look at that. */
export function withoutClass(lines: readonly string[]): string[] {
  return lines.filter((line) => !line.includes(": oauth token exchange failure class "));
}

/** The times of the lines, as text that sorts. */
export function logTimes(log: string | undefined): string[] {
  return parsedLines(log).map(({ time }) => time);
}

function parsedLines(log: string | undefined): { time: string; rest: string }[] {
  if (!log) return [];
  assert.ok(log.endsWith("\n"), `the log ends within a line: ${log}`);
  return log.slice(0, -1).split("\n").map((line) => {
    const [, time = "", rest = ""] = LINE.exec(line) ??
      assert.fail(`not a line of the log: ${line}`);
    return { time, rest };
  });
}
