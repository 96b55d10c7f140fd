/**
 * `codex-login permissions`: what each side of the program may do, as the runtime answers and not as
 * it was meant.
 *
 * The same worker and the same surrender as in a login; only the login is missing.
 *
 * @module
 */
import { openConfinedWorker } from "./confined_worker.ts";
import { internalError } from "../errors/errors.ts";
import { askRuntime, permissionQuestions, type QuestionOptions } from "./permission_questions.ts";
import { giveUpPermissions } from "./permissions.ts";
import type { WorkerCommand, WorkerEvent } from "./worker_messages.ts";

/** One row of the report. */
export interface PermissionRow {
  readonly kind: Deno.PermissionDescriptor["name"];
  /** What is asked about, as a person reads it. */
  readonly about: string;
  /** The whole program, when it starts. */
  readonly at_start: boolean;
  /** The side that listens and opened the browser, while it waits. */
  readonly listener: boolean;
  /** The side that exchanges and saves. */
  readonly worker: boolean;
}

/** Asks at the start, splits the program as a login does, and asks both sides. */
export async function permissionRows(options: QuestionOptions): Promise<PermissionRow[]> {
  const questions = permissionQuestions(options);
  const descriptors = questions.map(({ descriptor }) => descriptor);
  const atStart = askRuntime(descriptors);
  const worker = await askWorker(descriptors, options);
  giveUpPermissions();
  const listener = askRuntime(descriptors);
  return questions.map(({ about, descriptor }, i) => ({
    kind: descriptor.name,
    about,
    at_start: atStart[i] ?? false,
    listener: listener[i] ?? false,
    worker: worker[i] ?? false,
  }));
}

async function askWorker(
  descriptors: Deno.PermissionDescriptor[],
  options: QuestionOptions,
): Promise<boolean[]> {
  const worker = openConfinedWorker(options);
  const answers = Promise.withResolvers<readonly boolean[]>();
  worker.onmessage = ({ data }: MessageEvent<WorkerEvent>) => {
    if (data.type === "permissions") answers.resolve(data.answers);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    answers.reject(internalError(event.error ?? new Error("worker")));
  };
  worker.postMessage({ type: "permissions", descriptors } satisfies WorkerCommand);
  try {
    return [...await answers.promise];
  } finally {
    worker.terminate();
  }
}

/** The report for a person, at most 80 columns wide but for long paths. */
export function describePermissions(
  rows: readonly PermissionRow[],
  { codexHome, logDir }: QuestionOptions,
): string {
  const word = (isGranted: boolean) => isGranted ? "yes" : "-";
  const lines = rows.map((row, i) => {
    const kind = rows[i - 1]?.kind === row.kind ? "" : row.kind;
    return line(kind, row.about, word(row.at_start), word(row.listener), word(row.worker));
  });
  return [
    "What this program may do, as the runtime answers: at the start, and while it",
    "waits for the browser, when it is two sides. What is not granted is refused",
    "without a question.",
    "",
    line("", "", "start", "listens", "exchanges and saves"),
    ...lines,
    "",
    `CODEX_HOME  ${codexHome}`,
    `log_dir     ${logDir}`,
  ].join("\n");
}

function line(kind: string, about: string, ...words: string[]): string {
  const [atStart = "", listener = "", worker = ""] = words;
  return `${kind.padEnd(7)} ${about.padEnd(35)} ${atStart.padEnd(6)} ${
    listener.padEnd(8)
  } ${worker}`
    .trimEnd();
}
