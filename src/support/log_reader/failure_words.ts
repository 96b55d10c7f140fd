/**
 * Better words for a failure than its line alone has, from the table of failures: by the class that our
 * log names, else by the codes and the words that every log has.
 *
 * Nothing is guessed: what the table does not know keeps the line's own words.
 *
 * @module
 */
import { classifyAnswer, classifyErrorCode, classifyWords } from "../../errors/classify.ts";
import { explain, failureRow, isNetworkClass } from "../../errors/explain.ts";
import type { Flow, ToldClass } from "../../errors/explanation.ts";
import { FAILURE_TRAITS, type FailureTraits } from "../../errors/failure_traits.ts";
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

/**
 * The words for a failure.
 *
 * @param general What its line alone says.
 * @param entry That line.
 */
export function refineFailure(
  general: FailureWords,
  entry: LogEntry,
  { named, method }: FailureContext,
): FailureWords {
  const name = [named?.fields.get("class"), classOf(general, entry), general.class]
    .find((name) => name !== undefined && failureRow(name) !== undefined);
  if (name === undefined) return { ...general, advice: adviceOf(general) };
  if (failureRow(name)?.isGeneral) return { ...general, class: name };
  const host = named?.fields.get("host") ?? "";
  const { what, todo } = explain(name as ToldClass, {
    // Whoever wrote the line: what is shown is a host and a port.
    host: /^[\w.[\]:-]{1,255}:\d{1,5}$/.test(host) ? host : undefined,
    flow: general.class === "callback_denied" ? "callback" : FLOWS[method],
  });
  return { class: name, sentence: what, advice: isNetworkClass(name) ? `${todo} ${DOCTOR}` : todo };
}

/** The terminal's advice, where the kind of failure has one. */
function adviceOf({ class: kind, advice }: FailureWords): string {
  const traits: FailureTraits | undefined = Object.hasOwn(FAILURE_TRAITS, kind)
    ? FAILURE_TRAITS[kind as keyof typeof FAILURE_TRAITS]
    : undefined;
  return traits?.todo ?? advice;
}

/** The class that the fields of a failure's line tell, for logs that do not name one. */
function classOf(general: FailureWords, { fields }: LogEntry): string | undefined {
  const detail = { code: fields.get("error_code"), message: fields.get("error_message") };
  if (general.class === "callback_denied") return classifyErrorCode(detail.code, detail.message);
  const status = Number.parseInt(fields.get("status") ?? "");
  if (general.class.endsWith("status")) {
    const name = classifyAnswer({ status, detail });
    return failureRow(name)?.isGeneral ? undefined : name;
  }
  if (!general.class.endsWith("transport")) return undefined;
  const is = (name: string) => fields.get(name) === "true";
  const said = is("is_timeout") ? `timeout: ${fields.get("error")}` : fields.get("error") ?? "";
  const name = classifyWords(said, {
    hasAnswerBegun: fields.get("is_request") === "false",
    hasProxy: false,
    ...(is("is_connect") && { acceptsConnections: false }),
  });
  return name === "other" ? undefined : name;
}
