/**
 * The refusals of the log and of the failures, held by the compiler: each `@ts-expect-error` below is an
 * error if its line compiles. Nothing here runs; `deno check` is the test.
 */
import assert from "node:assert/strict";
import { ENDINGS } from "../src/errors/endings.ts";
import {
  FAILURE_TRAITS,
  type FailureKind,
  type FailureTraits,
} from "../src/errors/failure_traits.ts";
import type { LiveSecrets } from "../src/log/text/live_secrets.ts";
import { type EventRow, server } from "../src/log/event_row.ts";
import { type LogField, Loggable } from "../src/log/loggable.ts";
import type { LoginEvent, LoginLog } from "../src/log/login_events.ts";
import { BackendText } from "../src/log/text/backend_text.ts";
import type { Secret } from "../src/log/text/secret.ts";
import type { DecisiveCallback } from "../src/callback/callback_request.ts";
import type { ProxyRoute } from "../src/config/network/proxy_route.ts";
import type { LoginPorts, LoginSettings } from "../src/login/login.ts";
import type { DevicePrompt } from "../src/oauth/device_code.ts";
import type { IssuerAnswer } from "../src/oauth/issuer_request.ts";

/** What a careless line of code would have at hand. */
interface AtHand {
  readonly text: string;
  readonly error: Error;
  readonly response: Response;
  readonly headers: Headers;
  readonly query: URLSearchParams;
  readonly url: URL;
  readonly bytes: Uint8Array;
  readonly unknown: unknown;
  readonly secret: Secret;
  readonly secrets: LiveSecrets;
  readonly backendText: BackendText;
  readonly runtimeText: BackendText<"runtime">;
  readonly log: LoginLog;
}

function theseAreFields(at: AtHand): LogField[] {
  return [
    true,
    1,
    Loggable.status(200),
    Loggable.serverText(at.backendText),
    Loggable.url(at.url, at.secrets),
  ];
}

function theseAreNone(at: AtHand): LogField[] {
  return [
    // @ts-expect-error a string that nobody reviewed
    at.text,
    // @ts-expect-error a literal
    "words",
    // @ts-expect-error an Error, which may quote a whole URL
    at.error,
    // @ts-expect-error the words of an Error
    at.error.message,
    // @ts-expect-error a Response
    at.response,
    // @ts-expect-error Headers, which may hold a cookie
    at.headers,
    // @ts-expect-error a query, which holds the code
    at.query,
    // @ts-expect-error a URL that was not redacted
    at.url,
    // @ts-expect-error a body
    at.bytes,
    // @ts-expect-error unknown
    at.unknown,
    // @ts-expect-error a Secret
    at.secret,
    // @ts-expect-error what a Secret holds
    at.secret.reveal(),
    // @ts-expect-error the secrets of the login
    at.secrets,
    // @ts-expect-error server text, which goes through Loggable.serverText
    at.backendText,
    // @ts-expect-error what a person is shown
    at.backendText.forPerson(),
    // @ts-expect-error undefined
    undefined,
    // @ts-expect-error null
    null,
    // @ts-expect-error a list
    [true],
    // @ts-expect-error an object that has the public shape of a Loggable
    { toString: () => "words", valueOf: () => "words" },
    // @ts-expect-error the class itself
    Loggable,
    // @ts-expect-error a bigint
    1n,
  ];
}

function aLoggableCannotBeMade(at: AtHand): void {
  // @ts-expect-error the constructor is private
  new Loggable("words", false);
  // @ts-expect-error a class with a private constructor cannot be extended
  class _Forged extends Loggable {}
  // @ts-expect-error its text is no property that could be set
  Loggable.status(200).text = "words";
  // @ts-expect-error none of the reviewed constructors takes free text
  Loggable.url(at.text, at.secrets);
  // @ts-expect-error a URL is judged by what the configuration knows
  Loggable.url(at.url);
  // @ts-expect-error none of the reviewed constructors takes free text
  Loggable.host(at.text, at.secrets);
  // @ts-expect-error a host is judged by what the configuration knows
  Loggable.host(at.url);
  // @ts-expect-error none of the reviewed constructors takes free text
  Loggable.proxy(at.text, at.secrets);
  // @ts-expect-error none of the reviewed constructors takes free text
  Loggable.status(at.text);
  // @ts-expect-error none of the reviewed constructors takes free text
  Loggable.serverText(at.text);
  // @ts-expect-error none of the reviewed constructors takes free text
  Loggable.transportError(at.text);
  // @ts-expect-error an Error is not yet the runtime's text
  Loggable.transportError(at.error);
  // @ts-expect-error an object that holds a text is none
  Loggable.transportError({ text: at.text });
  // @ts-expect-error a server's words are not the runtime's
  Loggable.transportError(at.backendText);
  // @ts-expect-error the runtime's words are no server's
  Loggable.serverText(at.runtimeText);
  // @ts-expect-error a server's words are no request id
  Loggable.requestId(at.backendText);
  // @ts-expect-error none of the reviewed constructors takes free text
  Loggable.word(at.text);
  // @ts-expect-error a word that nobody reviewed
  Loggable.word("another word");
  // @ts-expect-error what kind it is says its constructor
  const _kind: Loggable<"word"> = Loggable.status(200);
  // @ts-expect-error a port is a number
  Loggable.loopback(at.text);
  // @ts-expect-error a Secret is no server text
  Loggable.serverText(at.secret);
  // @ts-expect-error a text of others is made of what came, not of a string
  new BackendText("server", at.text, at.secrets);
  // @ts-expect-error a body is that of an answer
  void BackendText.ofAnswer(at.text, 1, at.secrets);
  // @ts-expect-error a parameter is one of a query
  BackendText.ofParameter(at.text, "error", at.secrets);
  // @ts-expect-error an object that has the public shape of a text
  Loggable.serverText({ forLog: () => at.text, forPerson: () => at.text, matches: () => true });
}

function anEventIsKnownAndWhole({ log, text, unknown }: AtHand): void {
  log.record({ event: "login cancelled" });
  // @ts-expect-error an unknown event
  log.record({ event: "something happened" });
  // @ts-expect-error an event that is made up as it goes
  log.record({ event: text });
  // @ts-expect-error a message
  log.record("login cancelled");
  // @ts-expect-error a message behind the event
  log.record({ event: "login cancelled" }, text);
  // @ts-expect-error unknown
  log.record(unknown);
  // @ts-expect-error a field is missing
  log.record({ event: "browser did not open" });
  // @ts-expect-error a field is undefined
  log.record({ event: "browser did not open", reason: undefined });
  // @ts-expect-error a field is a string
  log.record({ event: "browser did not open", reason: "not_found" });
  // @ts-expect-error a field that the event does not have
  log.record({ event: "login cancelled", reason: Loggable.word("other") });
  // @ts-expect-error a status where its row wants a word
  log.record({ event: "browser did not open", reason: Loggable.status(200) });
  // @ts-expect-error a boolean where its row wants a number
  log.record({ event: "device authorization succeeded", polls: true });
  // @ts-expect-error a number where its row wants a boolean
  log.record({ event: "logged out", had_credentials: 1 });
  const reason = Loggable.word("expired");
  log.record({ event: "access token was refused", reason });
  log.record({ event: "access token was refused", reason, status: Loggable.status(401) });
  // @ts-expect-error a word where an optional field is a status
  log.record({ event: "access token was refused", reason, status: reason });
  // @ts-expect-error a free string beside the fields
  log.record({ event: "login failed unexpectedly", message: text });
  // @ts-expect-error the field of another event
  log.record({ event: "login ended by a signal", status: Loggable.status(200) });
  log.record({
    event: "oauth token exchange returned non-success status",
    status: Loggable.status(400),
    error_code: Loggable.serverText(undefined),
    // @ts-expect-error the message of a server, not reviewed
    error_message: text,
  });
}

/** Every field of every event is a LogField: the union has no back door. */
type FieldsOf<E> = E extends unknown ? Exclude<E[Exclude<keyof E, "event">], LogField | undefined>
  : never;
const noBackDoor: FieldsOf<LoginEvent> extends never ? true : false = true;

function everyKindAndEventHasItsRow(): unknown[] {
  const known: Record<FailureKind, FailureTraits> = FAILURE_TRAITS;
  const { usage: _usage, ...withoutUsage } = FAILURE_TRAITS;
  // @ts-expect-error a kind has no exit code
  const missing: Record<FailureKind, FailureTraits> = withoutUsage;
  // @ts-expect-error a kind that there is not
  const unknownKind: FailureKind = "other";
  // @ts-expect-error an event has no level
  const missingLevel: EventRow = { target: "codex_login::server", fields: {}, means: undefined };
  // @ts-expect-error a level that there is not
  const unknownLevel = server("LOUD", {});
  // @ts-expect-error a field of a kind that there is not: free text
  const freeText = server("INFO", { text: "string" });
  // @ts-expect-error a failure that nobody has words for
  const noWords = server("INFO", {}, { failed: "other" });
  const { signal: _signal, ...withoutSignal } = ENDINGS;
  // @ts-expect-error an ending has no words
  const missingWords: typeof ENDINGS = withoutSignal;
  return [known, missing, unknownKind, missingLevel, unknownLevel, freeText, noWords, missingWords];
}

function aSecretIsNoText(secret: Secret, backendText: BackendText): void {
  // @ts-expect-error a Secret is no string
  const _fromSecret: string = secret;
  // @ts-expect-error its value is no property
  secret.value;
  // @ts-expect-error server text is no string
  const _fromBackend: string = backendText;
  // @ts-expect-error server text has no reader that leaves secrets in
  backendText.text;
}

/** What holds secrets is none of the strings that go from hand to hand. */
function noSecretIsHandedOnAsText({ text, backendText }: AtHand): unknown[] {
  const variable = "HTTPS_PROXY";
  return [
    // @ts-expect-error a proxy's URL may hold a password
    { kind: "proxy", variable, url: text } satisfies ProxyRoute,
    // @ts-expect-error a state
    { forceState: text } satisfies Pick<LoginSettings, "forceState">,
    // @ts-expect-error the code that a person enters
    { userCode: text } satisfies Pick<DevicePrompt, "userCode">,
    // @ts-expect-error the body of an answer
    { body: text } satisfies Pick<IssuerAnswer, "body">,
    // @ts-expect-error what a server says by a callback
    { kind: "denied", error: text, description: backendText } satisfies DecisiveCallback,
    // @ts-expect-error what a person pastes
    { pastedLines: pasted } satisfies Pick<LoginPorts, "pastedLines">,
  ];
}

async function* pasted(): AsyncIterable<string> {
  yield await Promise.resolve("a callback's address");
}

Deno.test("the log takes nothing but reviewed fields, as far as the compiler can tell", () => {
  const refusals = [
    theseAreFields,
    theseAreNone,
    aLoggableCannotBeMade,
    anEventIsKnownAndWhole,
    everyKindAndEventHasItsRow,
    aSecretIsNoText,
    noSecretIsHandedOnAsText,
  ];
  assert.equal(refusals.length, 7);
  assert.equal(noBackDoor, true);
});

Deno.test("every kind of failure has an exit code: 2 for bad input, 128 and the number for signals", () => {
  const traits: Record<string, FailureTraits> = FAILURE_TRAITS;
  const special: Record<string, number> = {
    usage: 2,
    SIGINT: 130,
    SIGTERM: 143,
    SIGHUP: 129,
    SIGQUIT: 131,
  };
  for (const [kind, { exitCode }] of Object.entries(traits)) {
    assert.equal(exitCode, special[kind] ?? 1, kind);
  }
});
