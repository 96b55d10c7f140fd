/**
 * The doctor's findings, for people and for programs, and its exit code.
 *
 * @module
 */
import { type Check, type CheckStatus, summary } from "./check.ts";
import { examine } from "./doctor.ts";
import type { DoctorOptions } from "../support_options.ts";
import type { SupportPorts } from "../support_ports.ts";

const MARKS: Readonly<Record<CheckStatus, string>> = {
  ok: "ok     ",
  warning: "warning",
  failed: "FAILED ",
  skipped: "skipped",
};

/**
 * Runs `codex-login doctor`; resolves with the exit code: 1 where something failed.
 *
 * @throws {LoginError} `usage` for an issuer that is no URL.
 * @throws The signal's reason once it is aborted.
 */
export async function tellFindings(options: DoctorOptions, ports: SupportPorts): Promise<number> {
  const checks = await examine(options, options.isOffline, ports, ["write", "run"]);
  const hasFailed = checks.some(({ status }) => status === "failed");
  if (options.isJson) {
    ports.print(JSON.stringify({ version: ports.version, ok: !hasFailed, checks }, null, 2));
  } else {
    ports.print(`${summary(checks)}\n`);
    for (const check of checks) ports.print(describe(check));
  }
  return hasFailed ? 1 : 0;
}

/** The command has a line of its own, ready to copy. */
function describe({ id, status, sentence, fix, command }: Check): string {
  const advice = fix === undefined ? "" : `\n         -> ${fix}\n            ${command}`;
  return `${MARKS[status]}  ${id}: ${sentence}${advice}`;
}
