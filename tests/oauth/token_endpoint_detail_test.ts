import assert from "node:assert/strict";
import { LiveSecrets } from "../../src/log/text/live_secrets.ts";
import { serverText } from "../fixtures/server_text.ts";
import { Secret } from "../../src/log/text/secret.ts";
import { tokenEndpointDetail } from "../../src/oauth/token_endpoint_detail.ts";
import { assertLinear } from "../fixtures/linear_time.ts";

const CANARY = "canary-Q7x0123456789";
const detail = (body: string) => {
  const secrets = new LiveSecrets(new Secret(CANARY));
  return tokenEndpointDetail(serverText(body, secrets), secrets);
};

/** Code and message as the log gets them, and what people are shown. */
function read(body: unknown): [string?, string?, string?] {
  const { code, message, shown } = detail(typeof body === "string" ? body : JSON.stringify(body));
  return [code?.forLog(), message?.forLog(), shown?.forPerson()];
}

for (
  const [what, body, code, message, shown] of [
    ["error and description", { error: "e", error_description: "d" }, "e", "d", "d"],
    ["an error alone", { error: "e" }, "e", undefined, "e"],
    ["a description alone", { error_description: "d" }, undefined, "d", "d"],
    ["a nested error", { error: { code: "c", message: "m" } }, "c", "m", "m"],
    ["a nested message alone", { error: { message: "m" } }, undefined, "m", "m"],
    ["a nested code alone", { error: { code: "c" } }, "c", undefined, "c"],
    [
      "a description beside a nested error",
      { error: { message: "m" }, error_description: "d" },
      undefined,
      "d",
      "d",
    ],
    ["blanks around the words", { error: " e ", error_description: "\n d \n" }, "e", "d", "d"],
    ["an empty description", { error: "e", error_description: "" }, "e", undefined, "e"],
    ["a blank description", { error: "e", error_description: " \t" }, "e", undefined, "e"],
    ["a description that is no text", { error: "e", error_description: 5 }, "e", undefined, "e"],
    ["HTML", "<h1>502 Bad Gateway</h1>", undefined, undefined, "<h1>502 Bad Gateway</h1>"],
    ["plain text", "upstream failed", undefined, undefined, "upstream failed"],
    ["JSON without an error", { detail: "x" }, undefined, undefined, '{"detail":"x"}'],
    ["a number for the error", { error: 7 }, undefined, undefined, '{"error":7}'],
    ["null for the error", { error: null }, undefined, undefined, '{"error":null}'],
    ["an array", ["error"], undefined, undefined, '["error"]'],
    ["a string of JSON", '"error"', undefined, undefined, '"error"'],
    ["JSON cut short", '{"error":"e', undefined, undefined, '{"error":"e'],
    ["an empty body", "", undefined, undefined, undefined],
    ["a blank body", " \r\n ", undefined, undefined, undefined],
  ] as const
) {
  Deno.test(`of ${what}, code, message and the telling text are found`, () => {
    assert.deepEqual(read(body), [code, message, shown]);
  });
}

Deno.test("a body that is no JSON gives the log nothing", () => {
  for (
    const body of ["canary text", "<p>canary</p>", '"canary"', "[1]", "{canary", "error=canary"]
  ) {
    const { code, message } = detail(body);
    assert.deepEqual([code, message], [undefined, undefined], body);
  }
});

Deno.test("secrets and control characters in every part are masked and made visible", () => {
  const text = `${CANARY}\n\x1b[2J\u202e`;
  for (
    const body of [
      { error: text, error_description: text },
      { error: { code: text, message: text } },
      { error: text },
    ]
  ) {
    for (const part of read(body)) {
      if (part === undefined) continue;
      assert.match(part, /^<(?:redacted|masked)>/);
      // deno-lint-ignore no-control-regex -- these characters must not be there
      assert.doesNotMatch(part, /[\u0000-\u001f\u202e]|canary/);
    }
  }
});

Deno.test("a body with members called like methods is read like any other", () => {
  assert.deepEqual(
    read('{"__proto__":{"error":"x"},"constructor":"y","error":"e"}'),
    ["e", undefined, "e"],
  );
});

Deno.test("tokens that a refusing answer holds are masked in its own words", () => {
  for (const name of ["access_token", "refresh_token", "id_token"]) {
    const { message, shown } = detail(
      JSON.stringify({
        error: "e",
        error_description: "bad AT-echo-9931 there",
        [name]: "AT-echo-9931",
      }),
    );
    assert.equal(message?.forLog(), "bad <masked> there");
    assert.equal(shown?.forPerson(), "bad <redacted> there");
  }
});

const NESTED: readonly (readonly [what: string, body: Record<string, unknown>])[] = [
  ["beside the nested code", {
    error: { message: "bad AT-echo-9931", refresh_token: "AT-echo-9931" },
  }],
  ["deep inside", {
    error: "e",
    error_description: "bad AT-echo-9931",
    a: [{ b: { token: "AT-echo-9931" } }],
  }],
  ["in a list", {
    error: "e",
    error_description: "bad AT-echo-9931",
    access_token: ["AT-echo-9931"],
  }],
  ["in camelCase", {
    error: "e",
    error_description: "bad AT-echo-9931",
    refreshToken: "AT-echo-9931",
  }],
  ["of letters alone", {
    error_description: "bad canaryabcdefghij",
    token: "canaryabcdefghij",
    error: "canaryabcdefghij",
  }],
];

for (const [what, body] of NESTED) {
  Deno.test(`a token that stands ${what} is masked in the answer's words`, () => {
    const { code, message, shown } = detail(JSON.stringify(body));
    for (const text of [code?.forLog(), message?.forLog(), shown?.forPerson()]) {
      assert.doesNotMatch(text ?? "", /AT-echo|canaryabcdefghij/);
    }
    assert.match(`${code?.forLog()} ${message?.forLog()}`, /<masked>/);
  });
}

Deno.test("a word in place of a token masks nothing", () => {
  for (
    const token of ["invalid", "expired", "a", "1", "ab12", "", "not_provided", "invalid_grant"]
  ) {
    const words = "invalid_grant: a token expired, not_provided";
    assert.deepEqual(
      read({
        error: "invalid_grant",
        error_description: words,
        token,
        nested: { id_token: token },
      }),
      ["invalid_grant", words, words],
      token,
    );
  }
});

Deno.test("an answer that is nothing but nesting, or full of tokens, takes time that grows with its length alone", () => {
  const bodies: ((length: number) => string)[] = [
    (length) => "[".repeat(length / 2) + "]".repeat(length / 2),
    (length) => `{"a":${'{"a":'.repeat(length / 6)}1${"}".repeat(length / 6)},"error":"e"}`,
    (length) => {
      const tokens = Array.from({ length: length / 24 }, (_, i) => ({ token: `canary-${i}` }));
      return JSON.stringify({ error: "e", error_description: "d", tokens });
    },
  ];
  for (const body of bodies) {
    assertLinear(" ", ({ length }) => void detail(body(length)).shown?.forPerson());
  }
});
