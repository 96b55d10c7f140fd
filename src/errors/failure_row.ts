/**
 * What a row of the table of failures can have.
 *
 * @module
 */
import type { ErrorCode } from "../log/text/error_codes.ts";
import type { Flow } from "./explanation.ts";

/** A sentence without its full stop; where the flow matters, one for each and one for any other. */
export type Words = string | ({ readonly any: string } & { readonly [F in Flow]?: string });

/** A class; in its words `{host}`, `{proxy}` and so on stand for what `explain.ts` knows of the case. */
export interface FailureRow {
  /** What an answer or a callback names as its error. */
  readonly codes?: readonly ErrorCode[];
  /** The same, for a family of codes. */
  readonly codeWords?: RegExp;
  /** What the error's description says. */
  readonly description?: RegExp;
  /** HTTP statuses. */
  readonly status?: RegExp;
  /** With such a status it has to be a web page. */
  readonly isPage?: true;
  /** What stands in `cf-mitigated`, or in a web page. */
  readonly marks?: RegExp;
  /** Numbers of `(os error N)`, of Linux, macOS and Windows. */
  readonly systemErrors?: readonly number[];
  /** The runtime's words without URLs, and the names of its errors. */
  readonly words?: RegExp;
  /** The same, where a proxy carries the request; these are looked at first. */
  readonly proxyWords?: RegExp;
  /** Says no more than that it failed: where words are at hand that are nearer, those count. */
  readonly isGeneral?: true;
  readonly what: Words;
  readonly todo: Words;
}
