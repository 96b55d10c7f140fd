/**
 * `codex-login report`: one file for a support ticket.
 *
 * Promise: the file is 0600, and a file that is there is not replaced unless that was asked for.
 * Permission: those of `doctor`, and write where the file goes.
 *
 * @module
 */
import { reportPage } from "./report_page.ts";
import { wordsOf } from "../doctor/check.ts";
import { examine } from "../doctor/doctor.ts";
import { lstatIfThere } from "../../base/files/folder_entries.ts";
import { findLog } from "../log_reader/log_place.ts";
import { type ReadLog, readLog } from "../log_reader/read_log.ts";
import { writeNewFile } from "../../base/files/write_all.ts";
import { replaceFile } from "../../base/files/replace_file.ts";
import { assembleReport } from "./report_data.ts";
import { findSystemFacts } from "./system_facts.ts";
import type { ReportOptions } from "../support_options.ts";
import type { SupportPorts } from "../support_ports.ts";

const DEFAULT_OUTPUT = "codex-login-report.html";
const NO_LINES: ReadLog = { lines: [], isCut: false, nextOffset: 0 };

/**
 * Makes the report; resolves with the exit code: 1 where it cannot be written.
 *
 * @throws {LoginError} `usage`.
 * @throws The signal's reason once it is aborted.
 */
export async function makeReport(options: ReportOptions, ports: SupportPorts): Promise<number> {
  const checks = await examine(options, !options.isOnline, ports, ["run"]);
  const { log, problem } = await findLines(options, ports);
  const report = assembleReport({
    madeAt: new Date(),
    version: ports.version,
    machine: await findSystemFacts(options.overrides, ports.readEnvironment),
    log,
    logProblem: problem,
    checks,
  });
  const text = options.isJson ? `${JSON.stringify(report, null, 2)}\n` : await reportPage(report);
  if (options.isJson && options.output === undefined) {
    ports.print(text.trimEnd());
    return 0;
  }
  const output = options.output ?? DEFAULT_OUTPUT;
  const failure = write(output, text, options.isForced);
  if (failure !== undefined) {
    ports.say(`Error: ${output} ${failure}.`);
    return 1;
  }
  ports.say(`The report is in ${output}. Look it over before you send it to anybody.`);
  return 0;
}

async function findLines(
  options: ReportOptions,
  ports: SupportPorts,
): Promise<{ log: ReadLog; problem: string | null }> {
  try {
    const logFile = await findLog(options.overrides, ports.readEnvironment);
    return { log: readLog(logFile), problem: null };
  } catch {
    // The doctor's table says what is wrong with configuration or log.
    return { log: NO_LINES, problem: "see the findings about this machine." };
  }
}

/** Writes the file; what is wrong, in words that follow its name, where it cannot. */
function write(path: string, text: string, isForced: boolean): string | undefined {
  try {
    const there = lstatIfThere(path);
    if (there?.isDirectory) return "cannot be written: it is a folder";
    // A rename would put a file in the place of a device.
    if (there && !there.isFile && !there.isSymlink) {
      return "cannot be written: it is not a regular file";
    }
    if (isForced) {
      const split = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
      replaceFile(split === -1 ? "." : path.slice(0, split) || "/", path.slice(split + 1), text);
    } else writeNewFile(path, text);
    return undefined;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      return "is there already; --force replaces it, --output writes elsewhere";
    }
    if (error instanceof Deno.errors.NotFound) {
      return "cannot be written: its folder does not exist";
    }
    return `cannot be written: ${wordsOf(error)}`;
  }
}
