// The old token's end, in this process: revoked after the save, only at the issuer that gave it, best effort.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import type { Endpoint } from "../../scripts/rehearsal/authorization_server.ts";
import { dropConnection, neverAnswer } from "../../scripts/rehearsal/misbehaviour.ts";
import { unsignedJwt } from "../../scripts/rehearsal/unsigned_jwt.ts";
import { fastForward } from "../fixtures/fast_forward.ts";
import { RECEIVED, START } from "../fixtures/log_lines.ts";
import { rehearse, type Rehearsed } from "../fixtures/rehearsed_login.ts";
import { testLogin } from "../fixtures/test_login.ts";

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

testLogin("a revocation that hangs: the page comes first, then the end, and success", async () => {
  using time = new FakeTime();
  const rehearsed = await fastForward(
    time,
    supersede(
      (issuer) => ({ ...OLD, oauth_provenance: { issuer } }),
      { revoke: () => neverAnswer() },
    ),
  );
  assert.equal(rehearsed.error, undefined);
  assert.equal(rehearsed.page?.status, 200);
  assert.match(rehearsed.logLines.slice(4).join(), /^( WARN .*reason=time_limit)?$/);
});

testLogin("a failed login revokes nothing and leaves auth.json as it is", async () => {
  const rehearsed = await rehearse({
    token: () => Response.json({ error: "invalid_grant" }, { status: 400 }),
    login: ({ issuer }) => ({ storedAuth: { tokens: { ...OLD, oauth_provenance: { issuer } } } }),
  });
  assert.deepEqual(rehearsed.logLines.slice(0, 2), [START, RECEIVED]);
  assert.deepEqual(revocations(rehearsed), []);
  assert.equal((rehearsed.auth?.["tokens"] as OldTokens).refresh_token, "old-refresh");
});
