// The flow tests mean something only if the server that they run against is strict.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  type AuthorizationServer,
  startAuthorizationServer,
} from "../../scripts/rehearsal/authorization_server.ts";
import { randomText } from "../../scripts/rehearsal/unsigned_jwt.ts";

const REDIRECT_URI = "http://localhost:1455/auth/callback";
const VERIFIER = randomText(64);

function authorizeUrl(server: AuthorizationServer, changes: Record<string, string> = {}): URL {
  const url = new URL("/oauth/authorize", server.issuer);
  const parameters = {
    response_type: "code",
    client_id: server.clientId,
    redirect_uri: REDIRECT_URI,
    code_challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
    code_challenge_method: "S256",
    state: "state-of-this-test",
    ...changes,
  };
  url.search = new URLSearchParams(parameters).toString();
  return url;
}

async function get(url: URL): Promise<{ status: number; location: URL | undefined }> {
  const answer = await fetch(url, { redirect: "manual" });
  await answer.body?.cancel();
  const location = answer.headers.get("location");
  return { status: answer.status, location: location ? new URL(location) : undefined };
}

async function newCode(server: AuthorizationServer): Promise<string> {
  const { location } = await get(authorizeUrl(server));
  return location?.searchParams.get("code") ?? assert.fail("no code was issued");
}

async function post(server: AuthorizationServer, path: string, body: BodyInit) {
  const answer = await fetch(server.issuer + path, { method: "POST", body });
  return { status: answer.status, json: await answer.json() };
}

async function exchange(
  server: AuthorizationServer,
  code: string,
  changes: Record<string, string> = {},
) {
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: server.clientId,
    code,
    redirect_uri: REDIRECT_URI,
    code_verifier: VERIFIER,
    ...changes,
  });
  return await post(server, "/oauth/token", form);
}

Deno.test("a whole sign-in gives the tokens, and every secret of it is known by name", async () => {
  await using server = startAuthorizationServer();
  const { status, location } = await get(authorizeUrl(server));
  assert.equal(status, 302);
  assert.equal(location?.searchParams.get("state"), "state-of-this-test");
  const code = location?.searchParams.get("code") ?? "";
  const answer = await exchange(server, code);
  assert.equal(answer.status, 200);
  assert.equal(answer.json.access_token, server.tokens.accessToken);
  assert.equal(server.requestsTo("token").length, 1);
  const values = server.secrets().map((secret) => secret.value);
  const { idToken, accessToken, refreshToken, apiKey } = server.tokens;
  const expected = [code, "state-of-this-test", VERIFIER, idToken, accessToken, refreshToken];
  for (const value of [...expected, apiKey]) assert.ok(values.includes(value));
});

for (
  const [what, changes, error] of [
    ["a wrong PKCE verifier", { code_verifier: randomText(64) }, "invalid_grant"],
    ["a missing PKCE verifier", { code_verifier: "" }, "invalid_grant"],
    [
      "a wrong redirect_uri",
      { redirect_uri: "http://localhost:1457/auth/callback" },
      "invalid_grant",
    ],
    ["a wrong client_id", { client_id: "app_other" }, "invalid_client"],
    ["a code that it never issued", { code: "ac_other" }, "invalid_grant"],
    ["a grant that it does not know", { grant_type: "password" }, "unsupported_grant_type"],
  ] as const
) {
  Deno.test(`the token endpoint refuses ${what}`, async () => {
    await using server = startAuthorizationServer();
    const { status, json } = await exchange(server, await newCode(server), changes);
    assert.equal(json.error, error);
    assert.equal(status, error === "invalid_client" ? 401 : 400);
  });
}

Deno.test("the token endpoint takes a code once, also where the first try was wrong", async () => {
  await using server = startAuthorizationServer();
  const good = await newCode(server);
  assert.equal((await exchange(server, good)).status, 200);
  assert.equal((await exchange(server, good)).json.error, "invalid_grant");
  const spoilt = await newCode(server);
  await exchange(server, spoilt, { code_verifier: randomText(64) });
  assert.equal((await exchange(server, spoilt)).json.error, "invalid_grant");
});

Deno.test("the authorize endpoint shows a page, and never redirects, for a client or address it does not know", async () => {
  await using server = startAuthorizationServer();
  const mistakes: Record<string, string>[] = [
    { client_id: "app_other" },
    { redirect_uri: "http://example.com/auth/callback" },
    { redirect_uri: "http://localhost:1455/elsewhere" },
  ];
  for (const changes of mistakes) {
    const { status, location } = await get(authorizeUrl(server, changes));
    assert.equal(status, 400);
    assert.equal(location, undefined);
  }
});

Deno.test("the authorize endpoint sends other mistakes back as an error with the state", async () => {
  await using server = startAuthorizationServer();
  for (
    const [changes, error] of [
      [{ response_type: "token" }, "unsupported_response_type"],
      [{ code_challenge_method: "plain" }, "invalid_request"],
      [{ code_challenge: "short" }, "invalid_request"],
      [{ state: "" }, "invalid_request"],
    ] as const
  ) {
    const { location } = await get(authorizeUrl(server, changes));
    assert.equal(location?.searchParams.get("error"), error);
    assert.equal(location?.searchParams.has("code"), false);
  }
});

Deno.test("the API key is given for this login's id_token only", async () => {
  await using server = startAuthorizationServer();
  const form = (idToken: string) =>
    new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      client_id: server.clientId,
      requested_token: "openai-api-key",
      subject_token: idToken,
      subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    });
  const good = await post(server, "/oauth/token", form(server.tokens.idToken));
  assert.equal(good.json.access_token, server.tokens.apiKey);
  assert.equal((await post(server, "/oauth/token", form("another"))).json.error, "invalid_grant");
  assert.equal(server.requestsTo("apiKey").length, 2);
});

Deno.test("revocation takes JSON with a token and the client, and nothing else", async () => {
  await using server = startAuthorizationServer();
  const good = JSON.stringify({ token: "old", client_id: server.clientId });
  assert.equal((await post(server, "/oauth/revoke", good)).status, 200);
  assert.equal((await post(server, "/oauth/revoke", "token=old")).status, 400);
});
