// What follows the exchange, in this process: workspace, API key, the save, and the old token's end.
import assert from "node:assert/strict";
import type { Endpoint } from "../scripts/rehearsal/authorization_server.ts";
import {
  dropConnection,
  gzipped,
  hugeBody,
  neverAnswer,
  sendRaw,
} from "../scripts/rehearsal/misbehaviour.ts";
import { AUTH_CLAIM, unsignedJwt } from "../scripts/rehearsal/unsigned_jwt.ts";
import { EXCHANGE_SUCCEEDED, RECEIVED, START } from "./support/log_lines.ts";
import { rehearse, type Rehearsed } from "./support/rehearsed_login.ts";
import { testLogin } from "./support/test_login.ts";

/** The claims that Codex reads; `undefined` for an id_token without the namespace. */
function idToken(claims: unknown): string {
  return unsignedJwt({ sub: "person", ...(claims === undefined ? {} : { [AUTH_CLAIM]: claims }) });
}

const OWN = "ws-own";
const RESTRICTED = "Login is restricted to workspace id(s)";

for (const workspaceIds of [[OWN], ["ws-other", OWN]]) {
  testLogin(`an account of the workspaces ${workspaceIds} signs in`, async () => {
    const { error, auth } = await rehearse({
      account: { chatgpt_account_id: OWN },
      login: { workspaceIds },
    });
    assert.equal(error, undefined);
    assert.equal((auth?.["tokens"] as Record<string, unknown>)["account_id"], OWN);
  });
}

const refusedWorkspaces: [
  what: string,
  claims: unknown,
  ids: string[],
  message: RegExp,
  hasId: boolean,
][] = [
  ["another workspace", { chatgpt_account_id: OWN }, ["ws-a"], /ws-a\.$/, true],
  ["none of a list", { chatgpt_account_id: OWN }, ["ws-a", "ws-b"], /ws-a, ws-b\.$/, true],
  ["its id in another case", { chatgpt_account_id: "WS-A" }, ["ws-a"], /ws-a\.$/, true],
  ["no claim", {}, ["ws-a"], /did not include/, false],
  ["an empty claim", { chatgpt_account_id: "" }, ["ws-a"], /did not include/, false],
  ["a claim that is no text", { chatgpt_account_id: 7 }, ["ws-a"], /did not include/, false],
  ["no claims at all", undefined, ["ws-a"], /did not include/, false],
];

for (const [what, claims, workspaceIds, message, hasId] of refusedWorkspaces) {
  testLogin(`a restricted login with ${what} is refused and saves nothing`, async () => {
    const storedAuth = { OPENAI_API_KEY: "old" };
    const { error, auth, logLines, page, server } = await rehearse({
      tokens: { idToken: idToken(claims) },
      login: { workspaceIds, storedAuth },
    });
    assert.equal(error?.failure.kind, "workspace_restricted");
    assert.match(error?.message ?? "", message);
    if (hasId) assert.ok(error?.message.startsWith(RESTRICTED));
    assert.deepEqual(auth, storedAuth);
    assert.deepEqual(logLines.slice(3), [
      EXCHANGE_SUCCEEDED,
      ` WARN codex_login::server: login is restricted to other workspaces has_account_id=${hasId}`,
    ]);
    assert.equal(page?.status, 403);
    assert.equal(server.requestsTo("apiKey").length, 0);
    assert.equal(server.requestsTo("revoke").length, 0);
  });
}

const noKeys: [what: string, apiKey: Endpoint][] = [
  ["401", () => Response.json({ error: "no" }, { status: 401 })],
  ["a key in a 403", () => Response.json({ access_token: "sk-refused" }, { status: 403 })],
  ["HTML", () => new Response("<h1>key</h1>")],
  ["no access_token", () => Response.json({ token: "x" })],
  ["an empty access_token", () => Response.json({ access_token: "" })],
  ["a number", () => Response.json({ access_token: 7 })],
  ["a list", () => Response.json(["sk"])],
  ["a dropped connection", () => dropConnection()],
  ["no HTTP", () => sendRaw("nonsense")],
  ["a redirect", () => new Response(null, { status: 307, headers: { location: "/oauth/token" } })],
  ["an endless body", () => hugeBody(Infinity)],
  ["a gzip bomb", () => gzipped(hugeBody(20 * 1024 * 1024))],
];

for (const [what, apiKey] of noKeys) {
  testLogin(`an API-key answer with ${what} leaves the key null, silently`, async () => {
    const { error, auth, logLines, terminal, server } = await rehearse({ apiKey });
    assert.equal(error, undefined);
    assert.equal(auth?.["OPENAI_API_KEY"], null);
    assert.equal(logLines.at(-1), EXCHANGE_SUCCEEDED);
    assert.doesNotMatch(terminal, /key/i);
    assert.equal(server.requestsTo("apiKey").length, 1);
  });
}

testLogin("the API key is asked for with the id_token, by the token-exchange grant", async () => {
  const { server } = await rehearse();
  assert.deepEqual(Object.fromEntries(server.requestsTo("apiKey")[0]?.form ?? []), {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    client_id: server.clientId,
    requested_token: "openai-api-key",
    subject_token: server.tokens.idToken,
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
  });
});

testLogin("what other tools keep in auth.json stays, the old method's credentials go", async () => {
  const { auth } = await rehearse({
    login: {
      storedAuth: { auth_mode: "apikey", other_tool: { a: 1 }, personal_access_token: "old" },
    },
  });
  assert.equal(auth?.["auth_mode"], "chatgpt");
  assert.deepEqual(auth?.["other_tool"], { a: 1 });
  assert.equal(auth?.["personal_access_token"], undefined);
});

interface OldTokens {
  readonly refresh_token?: string;
  readonly access_token?: string;
  readonly id_token?: string;
  readonly oauth_provenance?: { issuer?: string; client_id?: string };
}

/** A login over a stored one, whose tokens are made for the new login's issuer. */
async function supersede(
  old: (issuer: string) => OldTokens,
  changes: { revoke?: Endpoint; auth_mode?: string; tokens?: { refreshToken: string } } = {},
): Promise<Rehearsed> {
  const { revoke, auth_mode = "chatgpt", tokens } = changes;
  return await rehearse({
    ...(revoke ? { revoke } : {}),
    ...(tokens ? { tokens } : {}),
    login: ({ issuer }) => ({ storedAuth: { auth_mode, tokens: old(issuer) } }),
  });
}

function revocations({ server }: Rehearsed): unknown[] {
  return server.requestsTo("revoke").map(({ body }) => JSON.parse(body));
}

testLogin(
  "the superseded refresh token is revoked, for the client that it was given to",
  async () => {
    const rehearsed = await supersede((issuer) => ({
      refresh_token: "old-refresh",
      access_token: "old-access",
      oauth_provenance: { issuer, client_id: "old-client" },
    }));
    assert.equal(rehearsed.error, undefined);
    assert.deepEqual(revocations(rehearsed), [
      { token: "old-refresh", token_type_hint: "refresh_token", client_id: "old-client" },
    ]);
    const [request] = rehearsed.server.requestsTo("revoke");
    assert.match(request?.headers.get("content-type") ?? "", /^application\/json/);
    assert.equal(request?.headers.get("authorization"), null);
  },
);

testLogin("without a refresh token the access token is revoked", async () => {
  const rehearsed = await supersede((issuer) => ({
    access_token: "old-access",
    id_token: unsignedJwt({ iss: issuer }),
  }));
  assert.deepEqual(revocations(rehearsed), [{
    token: "old-access",
    token_type_hint: "access_token",
    client_id: rehearsed.server.clientId,
  }]);
});

const OLD = { refresh_token: "old-refresh", access_token: "old-access" };
const untouched: [what: string, old: (issuer: string) => OldTokens][] = [
  ["of another issuer", () => ({ ...OLD, oauth_provenance: { issuer: "https://other.example" } })],
  [
    "whose issuer differs by a slash",
    (issuer) => ({ ...OLD, oauth_provenance: { issuer: `${issuer}/` } }),
  ],
  [
    "whose issuer differs by case",
    (issuer) => ({ ...OLD, oauth_provenance: { issuer: issuer.toUpperCase() } }),
  ],
  [
    "whose id_token is from another issuer",
    () => ({ ...OLD, id_token: unsignedJwt({ iss: "https://other.example" }) }),
  ],
  [
    "whose provenance is another than its id_token's iss",
    (issuer) => ({
      ...OLD,
      id_token: unsignedJwt({ iss: issuer }),
      oauth_provenance: { issuer: "https://other.example" },
    }),
  ],
  ["of unknown origin", () => OLD],
  ["with a broken id_token", () => ({ ...OLD, id_token: "broken" })],
  [
    "that is empty",
    (issuer) => ({ refresh_token: "", access_token: "", oauth_provenance: { issuer } }),
  ],
];

for (const [what, old] of untouched) {
  testLogin(`an old token ${what} is not sent anywhere`, async () => {
    const rehearsed = await supersede(old);
    assert.equal(rehearsed.error, undefined);
    assert.deepEqual(revocations(rehearsed), []);
  });
}

testLogin("a token that equals a new one is never revoked", async () => {
  for (const name of ["refresh_token", "access_token"] as const) {
    const rehearsed = await supersede(
      (issuer) => ({ [name]: "the-same-token", oauth_provenance: { issuer } }),
      { tokens: { refreshToken: "the-same-token" } },
    );
    assert.equal(rehearsed.error, undefined);
    assert.deepEqual(revocations(rehearsed), []);
  }
});

testLogin("credentials of another method are not revoked as tokens", async () => {
  const rehearsed = await supersede(
    (issuer) => ({ ...OLD, oauth_provenance: { issuer } }),
    { auth_mode: "apikey" },
  );
  assert.deepEqual(revocations(rehearsed), []);
});

const failedRevocations: [what: string, revoke: Endpoint, reason: string][] = [
  ["an error", () => new Response("no", { status: 500 }), "status"],
  [
    "a redirect",
    () => new Response(null, { status: 307, headers: { location: "/oauth/revoke" } }),
    "status",
  ],
  ["a dropped connection", () => dropConnection(), "transport"],
];

for (const [what, revoke, reason] of failedRevocations) {
  testLogin(`a revocation with ${what} is one WARN and success all the same`, async () => {
    const rehearsed = await supersede(
      (issuer) => ({ ...OLD, oauth_provenance: { issuer } }),
      { revoke },
    );
    assert.equal(rehearsed.error, undefined);
    assert.equal(revocations(rehearsed).length, 1);
    assert.equal(
      rehearsed.logLines.at(-1),
      ` WARN codex_login::server: superseded token could not be revoked reason=${reason}`,
    );
    assert.doesNotMatch(rehearsed.terminal, /revo/i);
  });
}

testLogin(
  "a revocation that hangs: the page comes first, the end within 2 s, and success",
  async () => {
    const start = performance.now();
    const rehearsed = await supersede(
      (issuer) => ({ ...OLD, oauth_provenance: { issuer } }),
      { revoke: () => neverAnswer() },
    );
    assert.equal(rehearsed.error, undefined);
    assert.equal(rehearsed.page?.status, 200);
    const elapsed = performance.now() - start;
    assert.ok(elapsed > 1_500 && elapsed < 3_500, `${elapsed} ms`);
    assert.match(rehearsed.logLines.slice(4).join(), /^( WARN .*reason=time_limit)?$/);
  },
);

testLogin("a failed login revokes nothing and leaves auth.json as it is", async () => {
  const rehearsed = await rehearse({
    token: () => Response.json({ error: "invalid_grant" }, { status: 400 }),
    login: ({ issuer }) => ({ storedAuth: { tokens: { ...OLD, oauth_provenance: { issuer } } } }),
  });
  assert.deepEqual(rehearsed.logLines.slice(0, 2), [START, RECEIVED]);
  assert.deepEqual(revocations(rehearsed), []);
  assert.equal((rehearsed.auth?.["tokens"] as OldTokens).refresh_token, "old-refresh");
});
