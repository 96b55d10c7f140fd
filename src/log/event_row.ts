/**
 * What a row of the log's table says about an event: how it stands in the log, which fields it may
 * have, and what it means to a person who reads the log.
 *
 * @module
 */
import type { LogLevel } from "./log_filter.ts";
import type { Loggable, LoggableKind } from "./loggable.ts";

/** The parts of a sign-in that the log can tell apart, in their order. */
export const LOGIN_PARTS = [
  "asking for a code",
  "reading from standard input",
  "waiting for the person",
  "checking the answer",
  "exchanging the code",
  "saving",
] as const;
/** How a timeline calls a part of a sign-in. */
export type LoginPart = typeof LOGIN_PARTS[number];

/** How a sign-in can end without credentials; `errors/endings.ts` has what each means. */
export type Ending =
  | "access_token_refused"
  | "callback_denied"
  | "cancelled"
  | "device_denied"
  | "device_expired"
  | "device_failed"
  | "device_invalid"
  | "device_status"
  | "device_timed_out"
  | "device_transport"
  | "internal"
  | "missing_code"
  | "no_secret"
  | "not_saved"
  | "port_unavailable"
  | "signal"
  | "timed_out"
  | "token_exchange"
  | "token_invalid"
  | "token_status"
  | "token_transport"
  | "workspace_restricted";

/** What an event means for the sign-in that its line stands in; its keys say what kind of meaning it is. */
export type EventMeaning =
  /** A sign-in by this way begins, with this part. */
  | { readonly starts: string; readonly begins: LoginPart }
  | { readonly begins: LoginPart }
  /** Something to know that did not end the sign-in; with `waitsOn` it waits for another callback. */
  | { readonly note: string; readonly waitsOn?: true }
  /** Found out ahead, while the person was still in the browser: what would fail, or that it no longer would. */
  | { readonly checked: "failed" | "passed" }
  /** Its field `class` says more about this failure, which stands before it, or about the next line. */
  | { readonly classOf: Ending | "next line" }
  /** Credentials came; only a later failure can still take that back. */
  | { readonly succeeds: true }
  /** It failed, or somebody ended it. */
  | { readonly failed: Ending }
  | { readonly cancelled: Ending }
  /** What follows belongs to no sign-in. */
  | { readonly endsLogins: true };

/** What a field may hold: `Loggable`s are of the kind of their constructor. */
export type FieldKind = LoggableKind | "boolean" | "number";

/** The fields of an event, in the order of its line; those that may be missing have a question mark. */
export type EventFields = Readonly<Record<string, FieldKind | `${FieldKind}?`>>;

/** Everything that this program knows of an event. */
export interface EventRow<F extends EventFields = EventFields> {
  /** The target that upstream's log has for such lines. */
  readonly target: string;
  readonly level: LogLevel;
  readonly fields: F;
  /** Without one it is a detail of what goes on, and a reader of the log sees its line alone. */
  readonly means: EventMeaning | undefined;
}

/** What a field of this kind is recorded as. */
export type FieldValue<Kind> = Kind extends `${infer Needed}?` ? FieldValue<Needed>
  : Kind extends LoggableKind ? Loggable<Kind>
  : Kind extends "boolean" ? boolean
  : number;

/** What is recorded of an event whose row has these fields. */
export type FieldValues<F> =
  & { -readonly [N in keyof F as F[N] extends `${string}?` ? never : N]: FieldValue<F[N]> }
  & { -readonly [N in keyof F as F[N] extends `${string}?` ? N : never]?: FieldValue<F[N]> };

function rowsOf(target: string) {
  return <const F extends EventFields>(
    level: LogLevel,
    fields: F,
    means?: EventMeaning,
  ): EventRow<F> => ({ target, level, fields, means });
}

/** A row of the command's own. */
export const command = rowsOf("codex_cli::login");
/** A row about the callback server, the exchange or the credentials. */
export const server = rowsOf("codex_login::server");
/** A row about a device code. */
export const device = rowsOf("codex_login::device_code_auth");
/** A row about logging out. */
export const logout = rowsOf("codex_cli::logout");
