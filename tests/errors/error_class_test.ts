// The class of a refusal is told by what came, not by what the mask left of it.
import assert from "node:assert/strict";
import { callbackDeniedError } from "../../src/errors/callback_errors.ts";
import { PLAIN_ROUTE } from "../../src/errors/explanation.ts";
import { readClues } from "../../src/errors/response_clues.ts";
import { LoginError } from "../../src/errors/errors.ts";
import { LiveSecrets } from "../../src/log/text/live_secrets.ts";
import { Loggable } from "../../src/log/loggable.ts";
import { serverText } from "../fixtures/server_text.ts";
import { Secret } from "../../src/log/text/secret.ts";
import { tokenEndpointDetail } from "../../src/oauth/token_endpoint_detail.ts";
import { tokenStatusError } from "../../src/errors/token_errors.ts";

// A proxy's name and password may be words that error codes are made of.
const secrets = () =>
  new LiveSecrets(...["user", "workspace", "codex"].map((word) => new Secret(word)));

/** What each line of the log holds under this name. */
function logged(error: LoginError, name: string): string[] {
  return error.events.flatMap((event) => {
    const value = (event as unknown as Record<string, unknown>)[name];
    return value === undefined ? [] : [Loggable.textOf(value)?.text ?? ""];
  });
}

const CASES: readonly [code: string, description: string, isClass: string, loggedCode: string][] = [
  ["token_exchange_user_error", "", "invalid_grant", "token_exchange_user_error"],
  ["missing_codex_entitlement", "", "missing_codex_entitlement", "missing_codex_entitlement"],
  ["x", "see missing_codex_entitlement", "missing_codex_entitlement", "x"],
  ["workspace_denied", "", "workspace", "<masked>"],
  ["user_unknown", "", "refused", "<masked>"],
];

Deno.test("at the token endpoint, the class and a known code survive the mask; nothing else does", async () => {
  for (const [error, error_description, isClass, loggedCode] of CASES) {
    const body = serverText(JSON.stringify({ error, error_description }), secrets());
    const failure = await tokenStatusError({
      status: 400,
      body,
      detail: tokenEndpointDetail(body, secrets()),
      clues: readClues(new Headers(), secrets(), 0),
    }, { ...PLAIN_ROUTE, url: new URL("https://issuer.example"), flow: "browser" });
    assert.equal(failure.failure.explanation?.class, isClass, error);
    assert.deepEqual(logged(failure, "class"), [isClass]);
    assert.deepEqual(logged(failure, "error_code"), [loggedCode]);
    assert.doesNotMatch(failure.message, /see missing_codex|user_unknown/);
  }
});

Deno.test("in a callback, the class and a known code survive the mask; nothing else does", async () => {
  for (const [code, description, isClass, loggedCode] of CASES) {
    const text = (said: string) => serverText(said, secrets());
    const failure = await callbackDeniedError(
      text(code),
      description ? text(description) : undefined,
    );
    assert.equal(failure.failure.explanation?.class, isClass, code);
    assert.deepEqual(logged(failure, "error_code"), [loggedCode]);
    assert.doesNotMatch(failure.message, /see missing_codex|user_unknown/);
  }
});

Deno.test("a workspace without Codex is told so, whatever the mask makes of the words", async () => {
  const text = (said: string) => serverText(said, secrets());
  const { failure } = await callbackDeniedError(
    text("access_denied"),
    text("missing_codex_entitlement"),
  );
  assert.match(failure.message, /^Codex is not enabled for your workspace/);
});

Deno.test("a known code with anything beside it is masked like any other text", () => {
  const text = serverText("token_exchange_user_error for user", secrets());
  assert.equal(text.forLog(), "<masked> for <masked>");
  assert.equal(text.forPerson(), "token_exchange_<redacted>_error for <redacted>");
});
