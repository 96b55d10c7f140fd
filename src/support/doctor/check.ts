/**
 * What a check of the doctor found.
 *
 * Promise of the whole doctor: nothing that it says needs to be redacted. Folders are called by what
 * names them (`CODEX_HOME`, `log_dir`), never by their path; foreign values and texts are not shown.
 *
 * @module
 */
import { capitalised } from "../../base/visible_text.ts";
import { systemWords } from "../../base/system_words.ts";

/** How a check ended; `skipped` where it could not be made, or was not asked for. */
export type CheckStatus = "ok" | "warning" | "failed" | "skipped";

/** A finding. */
export interface Check {
  /** A short name that stays the same from version to version. */
  readonly id: string;
  readonly status: CheckStatus;
  /** What was found, one sentence or two. */
  readonly sentence: string;
  /** What to do about it. */
  readonly fix?: string;
  /** The one command that mends it, or that shows what to mend. */
  readonly command?: string;
}

/** Looks again: for what no command mends. */
const LOOK_AGAIN = "codex-login doctor";

/** The findings that a check with this id can have. */
export function checkOf(id: string) {
  const told = (status: CheckStatus) => (sentence: string): Check => ({ id, status, sentence });
  const toMend =
    (status: CheckStatus) => (sentence: string, fix: string, command = LOOK_AGAIN): Check => ({
      ...told(status)(sentence),
      fix,
      command,
    });
  return {
    ok: told("ok"),
    skipped: told("skipped"),
    warning: toMend("warning"),
    failed: toMend("failed"),
  };
}

/** What is wrong and what to do about it, of an error that has both in one message. */
export function faultAndFix({ message }: Error): [sentence: string, fix: string] {
  const [what = "", todo = ""] = message.split("; ");
  return [`${what}.`, capitalised(todo)];
}

/** Why the system refused, in a few words of ours: its own hold paths. */
export function wordsOf(error: unknown): string {
  return systemWords(error) ?? "the system refused";
}

/** `2 failed, 1 warning, 14 ok`. */
export function summary(checks: readonly Check[]): string {
  const count = (wanted: CheckStatus) => checks.filter(({ status }) => status === wanted).length;
  const warnings = count("warning");
  return [
    `${count("failed")} failed`,
    `${warnings} ${warnings === 1 ? "warning" : "warnings"}`,
    `${count("ok")} ok`,
    ...(count("skipped") > 0 ? [`${count("skipped")} skipped`] : []),
  ].join(", ");
}
