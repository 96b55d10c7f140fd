/**
 * Runs the commands that look at sign-ins and change none: `logs`, `doctor` and `report`.
 *
 * @module
 */
import { tellFindings } from "./doctor/tell.ts";
import { showLogs } from "./logs.ts";
import { makeReport } from "./report/report.ts";
import { exitCodeOf } from "../errors/errors.ts";
import type { SupportCommand } from "./support_options.ts";
import type { SupportPorts } from "./support_ports.ts";

/** What an executable holds for its other commands, and these never use. */
const UNUSED: Readonly<Record<SupportCommand["kind"], readonly Deno.PermissionName[]>> = {
  logs: ["write", "net", "run", "ffi"],
  // These give up the keyring's program by themselves, the doctor writing as well, before they ask anybody.
  doctor: ["ffi"],
  report: ["ffi"],
};

/**
 * Runs the command; resolves with the exit code.
 *
 * An interruption says nothing: there is no sign-in that it could have harmed.
 *
 * @throws {LoginError} `usage`.
 */
export async function runSupport(command: SupportCommand, ports: SupportPorts): Promise<number> {
  ports.giveUp?.(UNUSED[command.kind]);
  try {
    switch (command.kind) {
      case "logs":
        return await showLogs(command.options, ports);
      case "doctor":
        return await tellFindings(command.options, ports);
      case "report":
        return await makeReport(command.options, ports);
    }
  } catch (error) {
    if (!ports.signal.aborted || error !== ports.signal.reason) throw error;
    return exitCodeOf(error);
  }
}
