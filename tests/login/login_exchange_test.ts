// Answers of a token endpoint that are success or should have been, and answers that never came.
import assert from "node:assert/strict";
import type { Endpoint } from "../../scripts/rehearsal/authorization_server.ts";
import {
  dropConnection,
  dropMidBody,
  gzipped,
  hugeBody,
  sendRaw,
} from "../../scripts/rehearsal/misbehaviour.ts";
import { unsignedJwt } from "../../scripts/rehearsal/unsigned_jwt.ts";
import {
  EXCHANGE_FAILED,
  EXCHANGE_SUCCEEDED,
  exchangeStart,
  RECEIVED,
  START,
  withoutClass,
} from "../fixtures/log_lines.ts";
import { rehearse } from "../fixtures/rehearsed_login.ts";
import { testLogin } from "../fixtures/test_login.ts";

const TOKENS = {
  id_token: unsignedJwt({ sub: "person" }),
  access_token: "access-token-of-this-test",
  refresh_token: "refresh-token-of-this-test",
};

function json(body: unknown, status = 200, headers: Record<string, string> = {}): Endpoint {
  return () => Response.json(body, { status, headers });
}

function text(body: string, status: number, type = "text/html"): Endpoint {
  return () => new Response(body, { status, headers: { "content-type": type } });
}

const successes: [what: string, token: Endpoint, status: string][] = [
  ["200 without a token_type", json(TOKENS), "200 OK"],
  ["201", json(TOKENS, 201), "201 Created"],
  ["another 2xx", json(TOKENS, 299), "299 <unknown status code>"],
  ["a content type of text", () => new Response(JSON.stringify(TOKENS)), "200 OK"],
  ["gzip", () => gzipped(Response.json(TOKENS)), "200 OK"],
  ["a token_type of another kind", json({ ...TOKENS, token_type: "mac" }), "200 OK"],
  ["further members", json({ ...TOKENS, error: "none", expires_in: "soon" }), "200 OK"],
];

for (const [what, token, status] of successes) {
  testLogin(`a token answer with ${what} is success`, async () => {
    const { error, auth, logLines, page } = await rehearse({ token });
    assert.equal(error, undefined);
    assert.equal(logLines.at(-1), EXCHANGE_SUCCEEDED.replace("200 OK", status));
    assert.equal(page?.status, 200);
    const { refresh_token, account_id } = auth?.["tokens"] as Record<string, unknown>;
    assert.deepEqual([refresh_token, account_id], [TOKENS.refresh_token, null]);
  });
}

const jwtShapes = [
  "no-jwt",
  "a.b",
  "a.b.c.d",
  `x.${btoa("[]")}.y`,
  "e30.!!.x",
  `e30.${btoa("7")}.x`,
  "..",
  "e30.e30.",
];

const invalid: [what: string, token: Endpoint, reason: string, status?: string][] = [
  ["204", () => new Response(null, { status: 204 }), "not_json", "204 No Content"],
  ["HTML in a 200", text("<h1>Welcome</h1>", 200), "not_json"],
  ["an empty 200", text("", 200), "not_json"],
  ["a JSON list", json([TOKENS]), "not_json"],
  ["a JSON null", json(null), "not_json"],
  ["JSON that is cut off", text(JSON.stringify(TOKENS).slice(0, -9), 200), "not_json"],
  ["a form in place of JSON", text(`${new URLSearchParams(TOKENS)}`, 200), "not_json"],
  ["more than 1 MiB", () => hugeBody(1025 * 1024), "too_large"],
  ["an endless body", () => hugeBody(Infinity), "too_large"],
  ["a gzip bomb", () => gzipped(hugeBody(20 * 1024 * 1024)), "too_large"],
  ...["id_token", "access_token", "refresh_token"].flatMap((name): [string, Endpoint, string][] => [
    [`no ${name}`, json({ ...TOKENS, [name]: undefined }), `missing_${name}`],
    [`an empty ${name}`, json({ ...TOKENS, [name]: "" }), `missing_${name}`],
    [`a ${name} of null`, json({ ...TOKENS, [name]: null }), `missing_${name}`],
    [`a number as ${name}`, json({ ...TOKENS, [name]: 7 }), `missing_${name}`],
    [`half a character in ${name}`, json({ ...TOKENS, [name]: "\ud800" }), `missing_${name}`],
  ]),
  ...jwtShapes.map((shape): [string, Endpoint, string] => [
    `the id_token ${shape}`,
    json({ ...TOKENS, id_token: shape }),
    "id_token_is_no_jwt",
  ]),
];

testLogin("claims of the wrong type, which codex could not read back, are not saved", async () => {
  const token = json({ ...TOKENS, id_token: unsignedJwt({ email: 5 }) });
  const { error, authText, logLines, page } = await rehearse({ token });
  assert.equal(error?.failure.kind, "token_invalid");
  assert.match(error?.message ?? "", /: its id_token has a claim of the wrong type/);
  assert.equal(authText, undefined);
  assert.equal(page?.status, 502);
  assert.ok(
    logLines.some((line) => line.endsWith("is invalid status=200 OK reason=id_token_claim")),
  );
});

for (const [what, token, reason, status = "200 OK"] of invalid) {
  testLogin(`a token answer with ${what} is invalid: ${reason}`, async () => {
    const { error, authText, logLines, page, server, port } = await rehearse({ token });
    assert.equal(error?.failure.kind, "token_invalid");
    assert.match(error?.message ?? "", /^Token exchange failed: OAuth token response is invalid/);
    assert.deepEqual(withoutClass(logLines), [
      START,
      RECEIVED,
      exchangeStart(server.issuer, port),
      ` WARN codex_login::server: oauth token response is invalid status=${status} reason=${reason}`,
      EXCHANGE_FAILED,
    ]);
    assert.equal(authText, undefined);
    assert.equal(page?.status, 502);
    assert.match(page?.body ?? "", /Token exchange failed: OAuth token response is invalid/);
    assert.equal(server.requestsTo("apiKey").length, 0);
  });
}

const transports: [what: string, token: Endpoint, isRequest: boolean, error: RegExp][] = [
  [
    "a connection that is dropped",
    () => dropConnection(),
    true,
    /connection (closed|reset)|closed before|unexpected/i,
  ],
  ["no HTTP", () => sendRaw("SSH-2.0-nothing\r\n"), true, /HTTP|parse|invalid/i],
  ["half a body", () => dropMidBody(TOKENS), false, /.+/],
];

for (const [what, token, isRequest, words] of transports) {
  testLogin(`a token endpoint with ${what} is a transport failure`, async () => {
    const { error, authText, logLines, page } = await rehearse({ token });
    assert.equal(error?.failure.kind, "token_transport");
    assert.match(error?.message ?? "", /^Token exchange failed: \S/);
    const [line = "", last] = logLines.slice(-2);
    const shape = `is_timeout=false is_connect=false is_request=${isRequest} error=`;
    assert.ok(
      line.startsWith(`ERROR codex_login::server: oauth token exchange transport failure ${shape}`),
      line,
    );
    assert.match(line.slice(line.indexOf(" error=") + 7), words);
    assert.equal(last, EXCHANGE_FAILED);
    assert.equal(authText, undefined);
    assert.equal(page?.status, 502);
  });
}

testLogin(
  "a refused connection is a connect failure, its URL without the query in the log",
  async () => {
    const { error, logLines } = await rehearse({
      login: ({ issuer }) => ({ issuer: `${issuer}?tenant=t&token=secret-of-the-url` }),
      async person(login, server) {
        const code = await login.approve();
        await server.stopListening();
        const { status } = await login.callback({ code });
        assert.equal(status, 302);
      },
    });
    assert.equal(error?.failure.kind, "token_transport");
    assert.doesNotMatch(error?.message ?? "", /secret-of-the-url/);
    const line = logLines.at(-2) ?? "";
    assert.match(line, /is_timeout=false is_connect=true is_request=true error=.*refused/i);
    assert.doesNotMatch(line, /secret-of-the-url/);
    assert.match(line, /\/oauth\/token\?tenant=t&token=<redacted>/);
  },
);
