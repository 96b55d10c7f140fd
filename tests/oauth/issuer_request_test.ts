// A request to the issuer goes to the issuer alone.
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { LiveSecrets } from "../../src/log/text/live_secrets.ts";
import { Secret } from "../../src/log/text/secret.ts";
import { askIssuer, type IssuerRequest } from "../../src/oauth/issuer_request.ts";

const REQUESTS: readonly IssuerRequest[] = [
  { method: "POST", json: { user_code: "c4nary" } },
  { method: "GET", bearer: new Secret("c4nary") },
];

for (const request of REQUESTS) {
  for (const status of [301, 302, 303, 307, 308]) {
    Deno.test(`${request.method}: a redirect with ${status} is an answer, and nobody else is asked`, async () => {
      await using elsewhere = startAuthorizationServer();
      await using server = startAuthorizationServer({
        more: {
          [`${request.method} /asked`]: () =>
            new Response(null, { status, headers: { location: `${elsewhere.issuer}/stolen` } }),
        },
      });
      const client = { issuer: server.issuer, fetch, secrets: new LiveSecrets() };
      const answer = await askIssuer(client, "/asked", request, new AbortController().signal);
      assert.equal(answer.kind === "answer" && answer.status, status);
      assert.equal(elsewhere.requests.length, 0);
      assert.equal(server.requests.length, 1);
    });
  }
}
