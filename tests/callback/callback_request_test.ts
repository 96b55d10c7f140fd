import assert from "node:assert/strict";
import {
  type DecisiveCallback,
  isFromProgram,
  isOwnHost,
  isSameCallback,
  judge,
  summarize,
} from "../../src/callback/callback_request.ts";
import { serverText } from "../fixtures/server_text.ts";
import { Secret } from "../../src/log/text/secret.ts";

const STATE = "Qm9vQm9vQm9vQm9vQm9vQm9vQm9vQm9vQm9vQm9vQm8";
const ISSUER = "https://auth.example";
const expected = { state: new Secret(STATE), issuer: ISSUER };

const query = (text: string) => new URLSearchParams(text.replaceAll("{S}", STATE));

/** The verdict in words; a code is shown, so that the wrong one cannot pass. */
function verdict(text: string): string {
  const judged = judge(query(text), expected);
  switch (judged.kind) {
    case "ignored":
      return `ignored: ${judged.reason}`;
    case "code":
      return `code: ${judged.code.reveal()}`;
    case "denied":
      return `denied: ${judged.error.forPerson()} (${judged.description?.forPerson()})`;
    case "missing_code":
      return judged.kind;
  }
}

for (
  const [what, text, wanted] of [
    ["the awaited one", "code=c&state={S}", "code: c"],
    ["one with other parameters", "code=c&state={S}&scope=openid&session_state=x", "code: c"],
    ["a code with encoded characters", "code=a%2Bb%26c%20d&state={S}", "code: a+b&c d"],
    ["the issuer's own name", `code=c&state={S}&iss=${encodeURIComponent(ISSUER)}`, "code: c"],

    ["no state", "code=c", "ignored: state_mismatch"],
    ["an empty state", "code=c&state=", "ignored: state_mismatch"],
    ["a wrong state", "code=c&state=wrong", "ignored: state_mismatch"],
    ["a state in other case", `code=c&state=${STATE.toLowerCase()}`, "ignored: state_mismatch"],
    ["a state in capitals", `code=c&state=${STATE.toUpperCase()}`, "ignored: state_mismatch"],
    ["a state that is too short", `code=c&state=${STATE.slice(0, -1)}`, "ignored: state_mismatch"],
    ["a state that is too long", "code=c&state={S}x", "ignored: state_mismatch"],
    ["a state with a blank", "code=c&state={S}+", "ignored: state_mismatch"],
    ["a state with a NUL", "code=c&state={S}%00", "ignored: state_mismatch"],
    ["a doubled state, both right", "code=c&state={S}&state={S}", "ignored: state_mismatch"],
    ["a right state before a wrong one", "code=c&state={S}&state=x", "ignored: state_mismatch"],
    ["a right state behind a wrong one", "code=c&state=x&state={S}", "ignored: state_mismatch"],
    ["the state under another name", "code=c&State={S}", "ignored: state_mismatch"],
    ["the state in an array", "code=c&state[]={S}", "ignored: state_mismatch"],
    ["nothing at all", "", "ignored: state_mismatch"],

    ["an error without a state", "error=access_denied", "ignored: state_mismatch"],
    ["an error with a wrong state", "error=access_denied&state=x", "ignored: state_mismatch"],
    ["a denial", "error=access_denied&state={S}", "denied: access_denied (undefined)"],
    ["one with words", "error=e&error_description=d+d&state={S}", "denied: e (d d)"],
    ["an error beside a code", "error=e&code=c&state={S}", "denied: e (undefined)"],
    ["an error beside a token", "error=e&id_token=t&state={S}", "denied: e (undefined)"],
    ["an empty error beside a code", "error=&code=c&state={S}", "code: c"],

    ["a root issuer with a slash", `code=c&state={S}&iss=${ISSUER}/`, "code: c"],
    ["no code", "state={S}", "missing_code"],
    ["an empty code", "code=&state={S}", "missing_code"],
    ["a code under another name", "Code=c&state={S}", "missing_code"],
    ["a doubled code", "code=a&code=b&state={S}", "ignored: doubled_parameter"],
    ["the same code twice", "code=a&code=a&state={S}", "ignored: doubled_parameter"],
    ["an empty code beside another", "code=&code=b&state={S}", "ignored: doubled_parameter"],
    ["a doubled error", "error=a&error=b&state={S}", "ignored: doubled_parameter"],
    [
      "a doubled description",
      "error=a&error_description=b&error_description=c&state={S}",
      "ignored: doubled_parameter",
    ],
    [
      "a doubled issuer",
      `code=c&state={S}&iss=${ISSUER}&iss=${ISSUER}`,
      "ignored: doubled_parameter",
    ],

    ["another issuer", "code=c&state={S}&iss=https://evil.example", "ignored: issuer_mismatch"],
    ["an empty issuer", "code=c&state={S}&iss=", "ignored: issuer_mismatch"],
    [
      "the issuer in other case",
      "code=c&state={S}&iss=https://AUTH.example",
      "ignored: issuer_mismatch",
    ],
    [
      "an issuer with two slashes",
      `code=c&state={S}&iss=${ISSUER}//`,
      "ignored: issuer_mismatch",
    ],
    [
      "an issuer that begins alike",
      `code=c&state={S}&iss=${ISSUER}.evil`,
      "ignored: issuer_mismatch",
    ],
    ["an error of another issuer", "error=e&state={S}&iss=https://x", "ignored: issuer_mismatch"],

    ["a token in the query", "code=c&id_token=t&state={S}", "ignored: unsupported_response"],
    ["a packed answer", "response=jwt&state={S}", "ignored: unsupported_response"],
  ] as const
) {
  Deno.test(`a callback with ${what}: ${wanted}`, () => assert.equal(verdict(text), wanted));
}

Deno.test("the log's summary says what is there, and nothing of it", () => {
  const cases: [string, boolean, boolean, boolean, boolean][] = [
    // has_code, has_state, has_error, state_valid
    ["code=c&state={S}", true, true, false, true],
    ["error=access_denied&state={S}", false, true, true, true],
    ["code=c&state=x", true, true, false, false],
    ["code=c", true, false, false, false],
    ["code=&state=&error=", false, false, false, false],
    ["code=&code=c&state={S}&state={S}", true, true, false, false],
    ["", false, false, false, false],
  ];
  for (const [text, has_code, has_state, has_error, state_valid] of cases) {
    assert.deepEqual(
      summarize(query(text), expected),
      { has_code, has_state, has_error, state_valid },
      text,
    );
  }
});

Deno.test("a repetition is the same callback; another code, or an error after a code, is not", () => {
  const code = (value: string): DecisiveCallback => ({ kind: "code", code: new Secret(value) });
  const denied = (error: string): DecisiveCallback => ({
    kind: "denied",
    error: serverText(error),
    description: undefined,
  });
  const missing: DecisiveCallback = { kind: "missing_code" };
  assert.equal(isSameCallback(code("c"), code("c")), true);
  assert.equal(isSameCallback(denied("e"), denied("e")), true);
  assert.equal(isSameCallback(missing, missing), true);
  assert.equal(isSameCallback(code("c"), code("d")), false);
  assert.equal(isSameCallback(code("c"), code("C")), false);
  assert.equal(isSameCallback(code("c"), denied("e")), false);
  assert.equal(isSameCallback(denied("e"), code("c")), false);
  assert.equal(isSameCallback(missing, code("c")), false);
});

for (
  const [host, isOwn] of [
    ["localhost:1455", true],
    ["LOCALHOST:1455", true],
    ["127.0.0.1:1455", true],
    ["[::1]:1455", true],
    ["localhost:1457", false],
    ["localhost", false],
    ["localhost:01455", false],
    ["localhost:1455x", false],
    ["localhost.:1455", false],
    ["localhost:1455.evil.example", false],
    ["evil.localhost:1455", false],
    ["user@localhost:1455", false],
    ["evil.example:1455", false],
    ["127.0.0.2:1455", false],
    ["127.1:1455", false],
    ["0.0.0.0:1455", false],
    ["[::]:1455", false],
    ["::1:1455", false],
    ["[::ffff:127.0.0.1]:1455", false],
    ["localhost:1455, localhost:1455", false],
    [" localhost:1455", false],
    ["", false],
  ] as const
) {
  Deno.test(`Host ${JSON.stringify(host)} is ${isOwn ? "our own" : "refused"}`, () => {
    assert.equal(isOwnHost(host, 1455), isOwn);
  });
}

Deno.test("port 80 is left out by browsers, and by them alone", () => {
  for (const host of ["localhost", "localhost:80", "127.0.0.1", "[::1]"]) {
    assert.equal(isOwnHost(host, 80), true, host);
  }
  for (const host of ["localhost:8080", "localhost:", "evil.example", "evil.example:80"]) {
    assert.equal(isOwnHost(host, 80), false, host);
  }
});

for (
  const [names, isProgram] of [
    [["host", "connection"], true],
    [[], true],
    [["host", "user-agent", "accept"], true],
    // Safari 15, with a no-cors GET.
    [["host", "accept", "connection", "user-agent", "accept-language", "accept-encoding"], false],
    [["host", "accept-encoding"], false],
    [["host", "accept-language"], false],
    [["host", "origin"], false],
    [["host", "referer"], false],
    [["host", "sec-fetch-site"], false],
    [["host", "sec-fetch-storage-access"], false],
    [["host", "cookie"], false],
    [["host", "x-anything"], false],
  ] as [string[], boolean][]
) {
  Deno.test(`a request with "${names}" is from a ${isProgram ? "program" : "web page"}`, () => {
    const fields = names.map((name): [string, string] => [name, "x"]);
    assert.equal(isFromProgram({ method: "GET", target: "/cancel", fields }), isProgram);
  });
}

Deno.test("below the root an issuer with a slash is another one", () => {
  const below = { ...expected, issuer: `${ISSUER}/tenant` };
  const kindOf = (iss: string) =>
    judge(new URLSearchParams({ code: "c", state: STATE, iss }), below).kind;
  assert.deepEqual([`${ISSUER}/tenant`, `${ISSUER}/tenant/`].map(kindOf), ["code", "ignored"]);
});
