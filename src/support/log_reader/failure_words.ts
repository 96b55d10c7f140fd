/**
 * The words for a failure in a log, from the tables of failures: of the class that our log names, else of
 * the one that codes and words tell, as every log has them.
 *
 * Nothing is guessed: what no row knows has the words of its line alone.
 *
 * @module
 */
import { classifyAnswer, classifyErrorCode, classifyWords } from "../../errors/classify.ts";
import { explain, failureRow, isNetworkClass, skewWords } from "../../errors/explain.ts";
import type { Flow, ToldClass } from "../../errors/explanation.ts";
import { FAILURE_TRAITS, type FailureTraits } from "../../errors/failure_traits.ts";
import { ENDINGS } from "../../errors/endings.ts";
import type { Ending } from "../../log/event_row.ts";
import type { LogEntry } from "./log_line.ts";

/** A failure as a person reads it. */
export interface FailureWords {
  /** A short name that support recognises. */
  readonly class: string;
  /** What happened, one sentence. */
  readonly sentence: string;
  /** What to do, one sentence. */
  readonly advice: string;
}

/** What stands around the line of a failure. */
export interface FailureContext {
  /** The line that names its class. */
  readonly named?: LogEntry | undefined;
  /** How the person signed in, as the log words it. */
  readonly method: string;
}

const DOCTOR = "codex-login doctor looks at the network, the proxy and the certificates.";
const FLOWS: Readonly<Record<string, Flow>> = {
  "browser": "browser",
  "device code": "device_code",
  "access token": "access_token",
};

/** The words for a sign-in that ended so, with this line. */
export function wordsOfEnding(
  ending: Ending,
  entry: LogEntry,
  { named, method }: FailureContext,
): FailureWords {
  // An ending that is a class has no other words, and says more than a general one.
  const isClass = failureRow(ending) !== undefined;
  const name = [named?.fields.get("class"), classOf(ending, entry), ending].find((name = "") => {
    const row = failureRow(name);
    return row && !(isClass && row.isGeneral);
  });
  const row = failureRow(name ?? "");
  if (name === undefined || row === undefined || row.isGeneral) {
    const { what, todo } = ENDINGS[ending as keyof typeof ENDINGS];
    const advice = todo === undefined ? adviceOf(ending) : `${todo}.`;
    return { class: name ?? ending, sentence: `${what}.`, advice };
  }
  const { what, todo } = explain(name as ToldClass, {
    host: named && hostIn(named.fields),
    flow: ending === "callback_denied" ? "callback" : FLOWS[method],
  });
  return { class: name, sentence: what, advice: isNetworkClass(name) ? `${todo} ${DOCTOR}` : todo };
}

/** What the check ahead found, in a sentence: the class of a line, or of the place of the credentials. */
export function wordsOfCheck({ fields }: LogEntry): string {
  const name = fields.get("class") ?? "not_saved";
  if (failureRow(name) === undefined) return "The sign-in would have failed then.";
  const skew = Number(fields.get("clock_skew_seconds"));
  return explain(name as ToldClass, {
    host: hostIn(fields),
    ...(Number.isInteger(skew) && { skew: skewWords(skew) }),
  }).what;
}

/** Anybody can write into the file: what is shown is a host and a port. */
function hostIn(fields: LogEntry["fields"]): string | undefined {
  const host = fields.get("host") ?? "";
  return /^[\w.[\]:-]{1,255}:\d{1,5}$/.test(host) ? host : undefined;
}

/** The terminal's advice for such a failure. */
function adviceOf(kind: string): string {
  const traits: Readonly<Record<string, FailureTraits>> = FAILURE_TRAITS;
  return traits[kind]?.todo ?? "";
}

/** The class that the fields of a failure's line tell, for logs that do not name one. */
function classOf(ending: Ending, { fields }: LogEntry): string | undefined {
  const detail = { code: fields.get("error_code"), message: fields.get("error_message") };
  if (ending === "callback_denied") return classifyErrorCode(detail.code, detail.message);
  if (ending.endsWith("status")) {
    const status = Number.parseInt(fields.get("status") ?? "");
    const name = classifyAnswer({ status, detail });
    return failureRow(name)?.isGeneral ? undefined : name;
  }
  if (!ending.endsWith("transport")) return undefined;
  const is = (name: string) => fields.get(name) === "true";
  const said = is("is_timeout") ? `timeout: ${fields.get("error")}` : fields.get("error") ?? "";
  const name = classifyWords(said, {
    hasAnswerBegun: fields.get("is_request") === "false",
    hasProxy: false,
    ...(is("is_connect") && { acceptsConnections: false }),
  });
  return name === "other" ? undefined : name;
}
