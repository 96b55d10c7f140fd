import assert from "node:assert/strict";
import { explainAnswer } from "../../src/errors/explain.ts";
import { PLAIN_ROUTE } from "../../src/errors/explanation.ts";
import { readClues } from "../../src/errors/response_clues.ts";
import { classifyAnswer } from "../../src/errors/classify.ts";
import { LiveSecrets } from "../../src/log/text/live_secrets.ts";
import { Secret } from "../../src/log/text/secret.ts";

const NOW = Date.parse("2026-03-06T22:00:00Z");
const clues = (headers: Record<string, string>, ...secrets: string[]) =>
  readClues(
    new Headers(headers),
    new LiveSecrets(...secrets.map((secret) => new Secret(secret))),
    NOW,
  );

Deno.test("the wait is told in whole seconds, and anything unreadable is no wait", () => {
  const wait = (value: string) => clues({ "retry-after": value }).retryAfterSeconds;
  assert.equal(wait("30"), 30);
  assert.equal(wait("Fri, 06 Mar 2026 22:00:10 GMT"), 10);
  assert.equal(wait("99999999999"), 86_400);
  for (const value of ["soon", "-5", "5.5"]) assert.equal(wait(value), undefined, value);
});

Deno.test("a skew is told beyond a minute, with its direction", () => {
  const at = (date: string) => clues({ date }).clockSkewSeconds;
  assert.equal(at("Fri, 06 Mar 2026 22:00:30 GMT"), undefined);
  assert.equal(at("Fri, 06 Mar 2026 21:50:00 GMT"), 600);
  assert.equal(at("Fri, 06 Mar 2026 22:10:00 GMT"), -600);
  assert.equal(at("yesterday"), undefined);
  assert.equal(
    clues({ date: "Fri, 06 Mar 2026 21:50:00 GMT", age: "1e308" }).clockSkewSeconds,
    undefined,
  );
});

Deno.test("a request id is taken from the first header that has one of its own alphabet", () => {
  const id = (headers: Record<string, string>) => clues(headers).requestId?.forLog();
  assert.equal(id({ "cf-ray": "8f1-FRA" }), "8f1-FRA");
  assert.equal(id({ "x-request-id": "req_1", "cf-ray": "8f1" }), "req_1");
  assert.equal(id({ "x-request-id": "<script>", "cf-ray": "8f1" }), "8f1");
  assert.equal(id({ "x-request-id": "a".repeat(81) }), undefined);
  assert.equal(id({}), undefined);
});

Deno.test("a request id that echoes a secret is masked", () => {
  const { requestId } = clues({ "x-request-id": "req-secret-code-1" }, "secret-code-1");
  assert.equal(requestId?.forLog(), "req-<redacted>");
});

const SETTING = {
  ...PLAIN_ROUTE,
  url: new URL("https://issuer.example"),
  flow: "browser",
} as const;
const PAGE = { "content-type": "text/html; charset=utf-8" };
const CHALLENGE_PAGE = `<title>Just a moment...</title><script>window._cf_chl_opt = {};</script>`;
// Cloudflare's own script, which any page behind it may have.
const PAGE_BEHIND_CLOUDFLARE = `<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js">`;

for (
  const [what, status, code, headers, text, expected] of [
    ["cf-mitigated", 403, undefined, { "cf-mitigated": "challenge" }, "", "challenge"],
    ["a page with the marks of a challenge", 403, undefined, PAGE, CHALLENGE_PAGE, "challenge"],
    ["a challenge with another status", 503, undefined, PAGE, CHALLENGE_PAGE, "challenge"],
    ["such marks in no page", 403, undefined, {}, CHALLENGE_PAGE, "refused"],
    ["a company's block page", 403, undefined, PAGE, "<h1>Blocked</h1>", "blocked_page"],
    [
      "a block page behind Cloudflare",
      403,
      undefined,
      PAGE,
      PAGE_BEHIND_CLOUDFLARE,
      "blocked_page",
    ],
    ["cf-mitigated of another kind", 403, undefined, { "cf-mitigated": "block" }, "", "refused"],
    ["403 without a page", 403, undefined, {}, "", "refused"],
    ["a region", 403, "unsupported_country_region_territory", {}, "", "unsupported_region"],
    ["a code in a page", 403, "invalid_grant", PAGE, "", "invalid_grant"],
    ["a proxy's 407", 407, undefined, PAGE, "", "proxy_authentication"],
    ["a network's 511", 511, undefined, PAGE, "", "captive_portal"],
    ["a page with 200", 200, undefined, PAGE, "<h1>Welcome to our hotel</h1>", "login_page"],
    ["something else with 200", 200, undefined, {}, "[]", "unusable_answer"],
    ["too many requests", 429, undefined, { "retry-after": "9" }, "", "rate_limited"],
    ["invalid_grant", 400, "invalid_grant", {}, "", "invalid_grant"],
    ["invalid_client", 401, "invalid_client", {}, "", "invalid_client"],
    ["invalid_request", 400, "invalid_request", {}, "", "invalid_request"],
    ["a redirect", 302, undefined, {}, "", "redirected"],
    ["304, which leads nowhere", 304, undefined, {}, "", "refused"],
    ["a page with 502", 502, undefined, PAGE, "", "server_error"],
    ["another code", 400, "constructor", {}, "", "refused"],
  ] as const
) {
  Deno.test(`${what} is the class ${expected}, with words of its own`, () => {
    const read = clues(headers as Record<string, string>);
    const detail = { code, message: undefined };
    const name = classifyAnswer({ status, body: text, clues: read, detail });
    assert.equal(name, expected);
    const { what, todo } = explainAnswer(name, read, SETTING);
    for (const words of [what, todo]) assert.match(words, /^[A-Zi].*[^.]\.$/);
  });
}

Deno.test("a wait that is over is no wait, in words and in the log", () => {
  for (const value of ["0", "Fri, 06 Mar 2026 21:59:00 GMT"]) {
    const { what } = explainAnswer("rate_limited", clues({ "retry-after": value }), SETTING);
    assert.equal(what, "There were too many requests.");
  }
});

Deno.test("the explanation names wait, request id, skew and the proxy's variable", () => {
  const read = clues({
    "retry-after": "9",
    "x-request-id": "req_7",
    "date": "Fri, 06 Mar 2026 21:00:00 GMT",
  });
  const setting = { ...SETTING, proxyVariable: "HTTPS_PROXY" };
  const { what } = explainAnswer("rate_limited", read, setting);
  assert.match(
    what,
    /request id req_7; wait 9 seconds; .* 3600 seconds ahead .*; proxy of HTTPS_PROXY/,
  );
});
