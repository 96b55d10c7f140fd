/**
 * Text of others: what a server sent, and what the runtime says of a failed request.
 *
 * Promise: such a text is made of what came and of nothing else (an answer, a callback's query, a
 * header, a thrown error), and no reader returns what it holds unmasked but as a {@linkcode Secret}.
 *
 * @module
 */
import { isObject, nonBlankString, nonEmptyString, parseObject } from "../../base/json_object.ts";
import { brokenRule, isText, type JsonRule } from "../../base/json_rules.ts";
import { readAtMost } from "../../base/read_at_most.ts";
import { bound, boundBytes, escapeUnprintable } from "../../base/visible_text.ts";
import { allowListed } from "./allow_list.ts";
import { isKnownErrorCode } from "./error_codes.ts";
import type { LiveSecrets } from "./live_secrets.ts";
import { Hidden, Secret } from "./secret.ts";

/** Longest text from a server or the runtime in one log field, in UTF-16 units. */
export const LOG_TEXT_LIMIT = 200;
/** Longest text from a server that a person is shown, in bytes of UTF-8. */
export const PERSON_TEXT_LIMIT = 2048;
/** How much of a text is looked at, in UTF-16 units: what is beyond it is never shown. */
const LONGEST_READ = 8 * 1024;
/** The longest token that the end of that part may cut in two. */
const LONGEST_SPLIT = 4 * 1024;

const LONGEST_CAUSE_CHAIN = 5;
const REQUEST_ID_HEADERS = ["x-request-id", "x-openai-request-id", "cf-ray"];
const REQUEST_ID = /^[\w.:-]{1,80}$/;

/** A thrown error and its causes, the outermost first; of a long chain the first five. */
export function* errorsIn(thrown: unknown): Generator<Error> {
  let error = thrown;
  for (let i = 0; i < LONGEST_CAUSE_CHAIN && error instanceof Error; i++, error = error.cause) {
    yield error;
  }
}

/** Where a text came from. */
export type TextSource = "server" | "request id" | "runtime";

/** Text of others: shown to people with secrets masked, bounded and on one line, to the log by word. */
export class BackendText<Source extends TextSource = "server"> extends Hidden {
  readonly #source: Source;
  readonly #text: string;
  readonly #secrets: LiveSecrets;
  #object: Record<string, unknown> | null | undefined;

  /** `secrets` are masked in the text whenever it is read, also those that are added later. */
  private constructor(source: Source, text: string, secrets: LiveSecrets) {
    super();
    this.#source = source;
    this.#text = text;
    this.#secrets = secrets;
  }

  /** The body of an answer, at most `limitBytes` of it, and whether that is all. */
  static async ofAnswer(
    response: Response,
    limitBytes: number,
    secrets: LiveSecrets,
  ): Promise<{ body: BackendText; isWhole: boolean }> {
    const { text, isWhole } = await readAtMost(response, limitBytes);
    return { body: new BackendText("server", text, secrets), isWhole };
  }

  /** A parameter of a callback's query. */
  static ofParameter(
    query: URLSearchParams,
    name: string,
    secrets: LiveSecrets,
  ): BackendText | undefined {
    const text = query.get(name);
    return text === null ? undefined : new BackendText("server", text, secrets);
  }

  /** What an answer's headers call the request: at most 80 characters of a narrow alphabet. */
  static ofRequestId(
    headers: Headers,
    secrets: LiveSecrets,
  ): BackendText<"request id"> | undefined {
    const text = REQUEST_ID_HEADERS.map((name) => headers.get(name) ?? "")
      .find((value) => REQUEST_ID.test(value));
    return text === undefined ? undefined : new BackendText("request id", text, secrets);
  }

  /** The runtime's words for a failed request: the messages of what it threw and of its causes. */
  static ofError(thrown: unknown, secrets: LiveSecrets): BackendText<"runtime"> {
    const messages: string[] = [];
    for (const { message } of errorsIn(thrown)) {
      if (!messages.some((text) => text.includes(message))) messages.push(message);
    }
    // What TLS says of a connection that was cut ends with a link into its own manual.
    const text = messages.join(": ").replace(/:?\s*https:\/\/docs\.rs\/\S*/g, "");
    return new BackendText("runtime", text || "unknown error", secrets);
  }

  /** Whether `value` is such a text and came from `source`, which `any` cannot fake. */
  static isFrom<S extends TextSource>(value: unknown, source: S): value is BackendText<S> {
    return typeof value === "object" && value !== null && #source in value &&
      (value.#source as TextSource) === source;
  }

  /** For the page and the terminal: masked, at most 2 KB, line breaks folded. */
  forPerson(): string {
    const text = this.#kept((kept) => this.#masked(kept));
    const lines = text.split(/[\r\n\t]+/).map((line) => line.trim());
    return boundBytes(escapeUnprintable(lines.filter(Boolean).join(" ")), PERSON_TEXT_LIMIT);
  }

  /** For a field of the log: by the allow-list, at most 200 characters, one line. */
  forLog(): string {
    const isWordy = this.#source !== "request id" && !isKnownErrorCode(this.#text);
    const text = this.#kept((kept) =>
      isWordy ? allowListed(kept, this.#secrets) : this.#masked(kept)
    );
    return bound(escapeUnprintable(text), LOG_TEXT_LIMIT);
  }

  /**
   * Whether the text as it came, unmasked, matches: a class is told by what a server said, not by what
   * the mask left of it. Nothing but the yes or no leaves.
   */
  matches(pattern: RegExp): boolean {
    return pattern.test(this.#text);
  }

  /** Whether the text is a JSON object. */
  get isObject(): boolean {
    return this.#json() !== undefined;
  }

  /** Whether the JSON object, where it is one, breaks one of the rules. */
  breaks(rules: readonly JsonRule[]): boolean {
    return brokenRule(this.#json() ?? {}, rules) !== undefined;
  }

  /** The text in a member of the JSON object, or in a member of its member; none where it is blank. */
  member(name: string, inner?: string): BackendText | undefined {
    const outer = this.#json()?.[name];
    const value = inner === undefined ? outer : isObject(outer) ? outer[inner] : undefined;
    const text = nonBlankString(value);
    return text === undefined ? undefined : new BackendText("server", text, this.#secrets);
  }

  /** The text in a member of the JSON object as a secret; none where it is blank, or no Unicode. */
  secret(name: string): Secret | undefined {
    const text = nonEmptyString(this.#json()?.[name]);
    return text?.trim() && isText(text) ? new Secret(text) : undefined;
  }

  /** The number in a member of the JSON object, or in its text. */
  number(name: string): number | undefined {
    const value = this.#json()?.[name];
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    return typeof number === "number" && Number.isFinite(number) ? number : undefined;
  }

  /** The texts under a name that `isWanted`, wherever they stand, the outermost first; nesting may be deep. */
  secretsUnder(isWanted: (name: string) => boolean): Secret[] {
    const secrets: Secret[] = [];
    const waiting: [isWanted: boolean, value: unknown][] = [[false, this.#json()]];
    for (const [isHere, value] of waiting) {
      if (typeof value === "string") {
        if (isHere) secrets.push(new Secret(value));
      } else if (Array.isArray(value)) {
        for (const item of value) waiting.push([isHere, item]);
      } else if (isObject(value)) {
        for (const [name, member] of Object.entries(value)) waiting.push([isWanted(name), member]);
      }
    }
    return secrets;
  }

  #json(): Record<string, unknown> | undefined {
    if (this.#object === undefined) this.#object = parseObject(this.#text) ?? null;
    return this.#object ?? undefined;
  }

  #masked(text: string): string {
    return isKnownErrorCode(text) ? text : this.#secrets.mask(text);
  }

  /**
   * No more than can be shown, and no part of a word that the cut may have split, as `mask` leaves it. The mark
   * of the cut comes last: of a text in ASCII the runtime makes quicker expressions.
   */
  #kept(mask: (text: string) => string): string {
    if (this.#text.length <= LONGEST_READ) return mask(this.#text);
    const text = this.#text.slice(0, LONGEST_READ);
    const lastBreak = Math.max(...[" ", "\n", "\r", "\t"].map((blank) => text.lastIndexOf(blank)));
    return mask(text.slice(0, Math.max(lastBreak, LONGEST_READ - LONGEST_SPLIT))) + "…";
  }
}
