// Two reports as `codex-login report` makes them: of a machine in order, and of one that is not.
import { type Check, checkOf } from "../../src/support/doctor/check.ts";
import { parseLines } from "../../src/support/log_reader/read_log.ts";
import { assembleReport } from "../../src/support/report/report_data.ts";
import { reportPage } from "../../src/support/report/report_page.ts";
import {
  DENIED_LOGIN,
  GOOD_LOGIN,
  UNTRUSTED_LOGIN,
  UPSTREAM_LOGIN,
} from "../rehearsal/sample_logs.ts";

const IN_ORDER: readonly Check[] = [
  checkOf("codex-home").ok(
    "~/.codex exists, is yours, and nobody else may write into it (mode 0700).",
  ),
  checkOf("config").ok("There is no config.toml, or nothing in it; the defaults hold."),
  checkOf("port-1455-ipv4").ok("127.0.0.1:1455 is free for the browser's callback."),
  checkOf("network").skipped("The network was left out."),
];

const TROUBLED: readonly Check[] = [
  checkOf("auth-mode").failed(
    "auth.json can be read or written by other users (mode 0644).",
    "Run chmod 600 on it, and sign in again if somebody may have read it.",
    "chmod 600 ~/.codex/auth.json",
  ),
  ...IN_ORDER,
];

/** The reports by name, as HTML. */
export async function everyReport(): Promise<Record<string, string>> {
  const failures = DENIED_LOGIN + GOOD_LOGIN + UPSTREAM_LOGIN + UNTRUSTED_LOGIN;
  return {
    "report-in-order": await report(GOOD_LOGIN.repeat(3), IN_ORDER),
    report: await report(failures, TROUBLED),
  };
}

async function report(log: string, checks: readonly Check[]): Promise<string> {
  return await reportPage(assembleReport({
    madeAt: new Date("2026-03-09T08:31:00Z"),
    version: "codex-login 0.1.0",
    machine: { system: "Debian GNU/Linux 13 (6.12.48)", terminal: "xterm-256color", store: "file" },
    log: { lines: parseLines(log), isCut: false, nextOffset: 0 },
    logProblem: null,
    checks,
  }));
}
