import assert from "node:assert/strict";
import { explainStatus, PLAIN_ROUTE } from "../../src/errors/explanation.ts";
import { readClues } from "../../src/errors/response_clues.ts";
import { classifyStatus } from "../../src/errors/status_class.ts";
import { LiveSecrets } from "../../src/log/live_secrets.ts";
import { Secret } from "../../src/log/secret.ts";

const NOW = Date.parse("2026-03-06T22:00:00Z");
const clues = (status: number, headers: Record<string, string>, ...secrets: string[]) =>
  readClues(
    status,
    new Headers(headers),
    new LiveSecrets(...secrets.map((secret) => new Secret(secret))),
    NOW,
  );

Deno.test("the wait is told in whole seconds, and anything unreadable is no wait", () => {
  const wait = (value: string) => clues(429, { "retry-after": value }).retryAfterSeconds;
  assert.equal(wait("30"), 30);
  assert.equal(wait("Fri, 06 Mar 2026 22:00:10 GMT"), 10);
  assert.equal(wait("99999999999"), 86_400);
  for (const value of ["soon", "-5", "5.5"]) assert.equal(wait(value), undefined, value);
});

Deno.test("a skew is told beyond a minute, with its direction", () => {
  const at = (date: string) => clues(400, { date }).clockSkewSeconds;
  assert.equal(at("Fri, 06 Mar 2026 22:00:30 GMT"), undefined);
  assert.equal(at("Fri, 06 Mar 2026 21:50:00 GMT"), 600);
  assert.equal(at("Fri, 06 Mar 2026 22:10:00 GMT"), -600);
  assert.equal(at("yesterday"), undefined);
});

Deno.test("a request id is taken from the first header that has one of its own alphabet", () => {
  const id = (headers: Record<string, string>) => clues(500, headers).requestId?.forLog();
  assert.equal(id({ "cf-ray": "8f1-FRA" }), "8f1-FRA");
  assert.equal(id({ "x-request-id": "req_1", "cf-ray": "8f1" }), "req_1");
  assert.equal(id({ "x-request-id": "<script>", "cf-ray": "8f1" }), "8f1");
  assert.equal(id({ "x-request-id": "a".repeat(81) }), undefined);
  assert.equal(id({}), undefined);
});

Deno.test("a request id that echoes a secret is masked", () => {
  const { requestId } = clues(500, { "x-request-id": "req-secret-code-1" }, "secret-code-1");
  assert.equal(requestId?.forLog(), "req-<redacted>");
});

for (
  const [what, status, code, headers, expected] of [
    ["cf-mitigated", 403, undefined, { "cf-mitigated": "challenge" }, "challenge"],
    ["a 403 page", 403, undefined, { "content-type": "text/html; charset=utf-8" }, "challenge"],
    ["a region", 403, "unsupported_country_region_territory", {}, "unsupported_region"],
    ["too many requests", 429, undefined, { "retry-after": "9" }, "rate_limited"],
    ["invalid_grant", 400, "invalid_grant", {}, "invalid_grant"],
    ["invalid_client", 401, "invalid_client", {}, "invalid_client"],
    ["invalid_request", 400, "invalid_request", {}, "invalid_request"],
    ["a redirect", 302, undefined, {}, "redirected"],
    ["a page with 502", 502, undefined, { "content-type": "text/html" }, "server_error"],
    ["another code", 400, "constructor", {}, "refused"],
  ] as const
) {
  Deno.test(`${what} is the class ${expected}, with words of its own`, () => {
    const read = clues(status, headers);
    const statusClass = classifyStatus(status, code, read);
    assert.equal(statusClass, expected);
    const setting = { ...PLAIN_ROUTE, url: new URL("https://issuer.example") };
    const { what, todo } = explainStatus(statusClass, read, setting);
    assert.match(what, /\.$/);
    assert.match(todo, /\.$/);
  });
}

Deno.test("the explanation names wait, request id, skew and the proxy's variable", () => {
  const read = clues(429, {
    "retry-after": "9",
    "x-request-id": "req_7",
    "date": "Fri, 06 Mar 2026 21:00:00 GMT",
  });
  const setting = {
    ...PLAIN_ROUTE,
    proxyVariable: "HTTPS_PROXY",
    url: new URL("https://issuer.example"),
  };
  const { what } = explainStatus("rate_limited", read, setting);
  assert.match(
    what,
    /request id req_7; wait 9 seconds; .* 3600 seconds ahead .*; proxy of HTTPS_PROXY/,
  );
});
