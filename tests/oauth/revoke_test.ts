import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { PLAIN_ROUTE } from "../../src/errors/explanation.ts";
import { LiveSecrets } from "../../src/log/live_secrets.ts";
import { Loggable } from "../../src/log/loggable.ts";
import type { LoginEvent, LoginLog } from "../../src/log/login_events.ts";
import { revoke, REVOKE_LIMIT_MS, supersededToken } from "../../src/oauth/revoke.ts";
import { Secret } from "../../src/log/secret.ts";
import type { Tokens } from "../../src/oauth/token_exchange.ts";
import type { TokenClient } from "../../src/oauth/token_request.ts";
import { unsignedJwt } from "../../scripts/rehearsal/unsigned_jwt.ts";

const ISSUER = "https://auth.example";
const NEW: Tokens = {
  idToken: new Secret("new-id"),
  accessToken: new Secret("new-access"),
  refreshToken: new Secret("new-refresh"),
  idTokenPayload: {},
};
const CLIENT = { issuer: ISSUER, clientId: "app_new" };
const provenance = { issuer: ISSUER, client_id: "app_old" };

/** The token that would be revoked, as `hint token client`. */
function superseded(stored: Record<string, unknown> | undefined): string | undefined {
  const found = supersededToken(stored, CLIENT, NEW);
  return found && `${found.hint} ${found.token.reveal()} ${found.clientId}`;
}
const tokens = (changes: Record<string, unknown>) => ({
  auth_mode: "chatgpt",
  tokens: { refresh_token: "r", access_token: "a", oauth_provenance: provenance, ...changes },
});
const idTokenOf = (iss: unknown) => unsignedJwt({ iss });

for (
  const [what, stored, expected] of [
    ["the refresh token of the same issuer", tokens({}), "refresh_token r app_old"],
    [
      "the access token, where there is no other",
      tokens({ refresh_token: "" }),
      "access_token a app_old",
    ],
    [
      "the token of a file that names no mode",
      { ...tokens({}), auth_mode: undefined },
      "refresh_token r app_old",
    ],
    [
      "the token of an id_token from this issuer",
      tokens({ oauth_provenance: undefined, id_token: idTokenOf(ISSUER) }),
      "refresh_token r app_new",
    ],

    ["nothing was stored", undefined, undefined],
    ["the file has no tokens", { auth_mode: "chatgpt" }, undefined],
    ["the tokens are no object", { tokens: "r" }, undefined],
    ["the stored sign-in is no ChatGPT one", { ...tokens({}), auth_mode: "apikey" }, undefined],
    ["the tokens are null", { auth_mode: "chatgpt", tokens: null }, undefined],
    ["there is no token in them", tokens({ refresh_token: null, access_token: 7 }), undefined],
    ["nothing says who gave them", tokens({ oauth_provenance: undefined }), undefined],
    [
      "another issuer gave them",
      tokens({ oauth_provenance: { issuer: "https://other.example" } }),
      undefined,
    ],
    [
      "another issuer gave them, whatever the id_token says",
      tokens({
        oauth_provenance: { issuer: "https://other.example" },
        id_token: idTokenOf(ISSUER),
      }),
      undefined,
    ],
    [
      "the issuer has a slash more",
      tokens({ oauth_provenance: { issuer: `${ISSUER}/` } }),
      undefined,
    ],
    [
      "the issuer is in other case",
      tokens({ oauth_provenance: { issuer: "https://AUTH.example" } }),
      undefined,
    ],
    [
      "the issuer begins alike",
      tokens({ oauth_provenance: { issuer: `${ISSUER}.evil` } }),
      undefined,
    ],
    ["the issuer is a list", tokens({ oauth_provenance: { issuer: [ISSUER] } }), undefined],
    [
      "the id_token is of another issuer",
      tokens({ oauth_provenance: undefined, id_token: idTokenOf("https://other.example") }),
      undefined,
    ],
    [
      "the id_token is no JWT",
      tokens({ oauth_provenance: undefined, id_token: "opaque" }),
      undefined,
    ],
    [
      "the id_token has no iss",
      tokens({ oauth_provenance: undefined, id_token: idTokenOf(undefined) }),
      undefined,
    ],
    ["the refresh token is in use again", tokens({ refresh_token: "new-refresh" }), undefined],
    [
      "the access token is in use again",
      tokens({ refresh_token: "", access_token: "new-access" }),
      undefined,
    ],
    [
      "the refresh token is now the access token",
      tokens({ refresh_token: "new-access" }),
      undefined,
    ],
  ] as [string, Record<string, unknown> | undefined, string | undefined][]
) {
  Deno.test(`${expected ? "revoked is" : "nothing is revoked where"} ${what}`, () => {
    assert.equal(superseded(stored), expected);
  });
}

const TOKEN = {
  token: new Secret("old-refresh"),
  hint: "refresh_token",
  clientId: "app_old",
} as const;

/** Runs a revocation against `fetch`, and gives its requests and what was logged. */
async function run(fetch: TokenClient["fetch"], signal = new AbortController().signal) {
  const requests: { url: string; init: RequestInit }[] = [];
  const reasons: (string | undefined)[] = [];
  const log: LoginLog = {
    record(event: LoginEvent) {
      assert.match(event.event, /^superseded token (?:could not be )?revoked$/);
      if ("reason" in event) reasons.push(Loggable.textOf(event.reason)?.text);
    },
  };
  const client: TokenClient = {
    issuer: ISSUER,
    clientId: "app_new",
    secrets: new LiveSecrets(),
    route: PLAIN_ROUTE,
    fetch(url, init) {
      requests.push({ url, init });
      return fetch(url, init);
    },
  };
  await revoke(TOKEN, client, log, signal);
  return { requests, reasons };
}

Deno.test("the revocation is one POST of JSON to the issuer, and follows no redirect", async () => {
  const { requests, reasons } = await run(() => Promise.resolve(new Response(null)));
  assert.deepEqual(reasons, []);
  assert.equal(requests.length, 1);
  const [{ url, init } = { url: "", init: {} as RequestInit }] = requests;
  assert.equal(url, `${ISSUER}/oauth/revoke`);
  assert.equal(init.method, "POST");
  assert.equal(init.redirect, "manual");
  assert.equal(new Headers(init.headers).get("content-type"), "application/json");
  assert.deepEqual(JSON.parse(String(init.body)), {
    token: "old-refresh",
    token_type_hint: "refresh_token",
    client_id: "app_old",
  });
});

for (
  const [what, answer, reason] of [
    ["a refusal", () => Promise.resolve(new Response("no", { status: 400 })), "status"],
    [
      "a redirect",
      () =>
        Promise.resolve(
          new Response(null, { status: 302, headers: { location: "https://evil.example" } }),
        ),
      "status",
    ],
    ["a failed connection", () => Promise.reject(new TypeError("old-refresh")), "transport"],
    ["a fetch that throws at once", () => {
      throw new TypeError("old-refresh");
    }, "transport"],
  ] as [string, () => Promise<Response>, string][]
) {
  Deno.test(`${what} is one reviewed word in the log, and nobody's error`, async () => {
    assert.deepEqual((await run(answer)).reasons, [reason]);
  });
}

Deno.test("an issuer that never answers is given up after two seconds, its request aborted", async () => {
  using time = new FakeTime();
  let given: AbortSignal | null | undefined;
  const ended = run((_, init) => {
    given = init.signal;
    return new Promise(() => {});
  });
  await time.tickAsync(REVOKE_LIMIT_MS - 1);
  assert.equal(given?.aborted, false);
  await time.tickAsync(1);
  assert.deepEqual((await ended).reasons, ["time_limit"]);
  assert.equal(given?.aborted, true);
});

Deno.test("an interrupted revocation ends at once", async () => {
  const { reasons } = await run(
    () => new Promise(() => {}),
    AbortSignal.abort(new Error("Ctrl-C")),
  );
  assert.deepEqual(reasons, ["interrupted"]);
});
