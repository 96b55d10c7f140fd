import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readAccountClaims, readJwtPayload, unreadableClaim } from "../../src/oauth/id_token.ts";
import { isObject } from "../../src/base/json_object.ts";
import { assertLinear } from "../fixtures/linear_time.ts";
import { AUTH_CLAIM, unsignedJwt } from "../../scripts/rehearsal/unsigned_jwt.ts";

const PROFILE = "https://api.openai.com/profile";
const encode = (text: string | Uint8Array) => Buffer.from(text).toString("base64url");
const jwtOf = (payload: string | Uint8Array) => `e30.${encode(payload)}.c2ln`;

Deno.test("the payload of a JWT is read, also with characters of several bytes", () => {
  for (const claims of [{}, { sub: "a" }, { name: "Zoë 日本 🙂" }, { text: "???>>>~~~" }]) {
    assert.deepEqual(readJwtPayload(unsignedJwt(claims)), claims);
  }
  // Every remainder of a length divided by three: base64url without padding.
  for (let length = 0; length < 6; length++) {
    const claims = { x: "y".repeat(length) };
    assert.deepEqual(readJwtPayload(unsignedJwt(claims)), claims);
  }
});

for (
  const [what, jwt] of [
    ["nothing", ""],
    ["opaque text", "opaque"],
    ["two parts", "e30.e30"],
    ["empty parts", ".."],
    ["no signature", "e30.e30."],
    ["no payload", "e30..c2ln"],
    ["padding", `e30.${Buffer.from('{"a":1}').toString("base64")}.c2ln`],
    ["the other base64", "e30.e+/=.c2ln"],
    ["bits that no byte needs", "e30.e31.c2ln"],
    ["a length that base64 cannot have", "e30.eyJhI.c2ln"],
    ["a payload that is no JSON", jwtOf("not json")],
    ["a payload cut short", jwtOf('{"a":')],
    ["an array", jwtOf("[]")],
    ["null", jwtOf("null")],
    ["a string", jwtOf('"text"')],
    ["a byte order mark", jwtOf("\ufeff{}")],
    ["a claim of the account that comes twice", jwtOf('{"email":"a@b.c","email":"d@e.f"}')],
    ["the account twice", jwtOf(`{"${AUTH_CLAIM}":{},"${AUTH_CLAIM}":{}}`)],
    ["a claim twice within the account", jwtOf(`{"${AUTH_CLAIM}":{"user_id":"a","user_id":"a"}}`)],
    ["bytes that are no UTF-8", jwtOf(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]))],
  ] as const
) {
  Deno.test(`${what} is no JWT with claims`, () => assert.equal(readJwtPayload(jwt), undefined));
}

Deno.test("of the other parts nothing counts but that they are there, as for the real CLI", () => {
  for (const jwt of ["!!.e30.c2ln", "e30.e30.!!", "e30.e30.c2ln.x", ` ${jwtOf("{}")}\n`]) {
    assert.deepEqual(readJwtPayload(jwt), {});
  }
  assert.deepEqual(readJwtPayload(jwtOf('{"x":1,"x":2}')), { x: 2 });
});

for (
  const [name, claims] of [
    [undefined, {}],
    [undefined, { email: null, [AUTH_CLAIM]: null, [PROFILE]: null }],
    [undefined, { [AUTH_CLAIM]: [], sub: 5, exp: "x" }],
    [undefined, { [AUTH_CLAIM]: { is_org_owner: 5, chatgpt_plan_type: "zzz", user_id: null } }],
    ["email", { email: 5 }],
    ["email", { email: {} }],
    ["email", { [PROFILE]: { email: 5 } }],
    [AUTH_CLAIM, { [AUTH_CLAIM]: 5 }],
    [PROFILE, { [PROFILE]: "x" }],
    [AUTH_CLAIM, { [AUTH_CLAIM]: [1, 2] }],
    [undefined, { [AUTH_CLAIM]: ["pro", null] }],
    ...["chatgpt_plan_type", "chatgpt_account_id", "chatgpt_user_id", "user_id"]
      .map((name) => [name, { [AUTH_CLAIM]: { [name]: 5 } }] as const),
    ...["x", 1, null].map((value) =>
      ["chatgpt_account_is_fedramp", {
        [AUTH_CLAIM]: { chatgpt_account_is_fedramp: value },
      }] as const
    ),
  ] as const
) {
  Deno.test(`codex can read ${name === undefined ? "all" : `not ${name}`} of ${JSON.stringify(claims)}`, () => {
    assert.equal(unreadableClaim(claims), name);
  });
}

Deno.test("claims are read in time that grows with their length alone, however deep they are", () => {
  assertLinear("{", (text) => {
    const payload = `${text.replaceAll("{", '{"a":')}1${"}".repeat(text.length)}`;
    assert.notEqual(readJwtPayload(jwtOf(payload)), undefined);
  });
});

Deno.test("a payload cannot change what objects inherit", () => {
  const payload = readJwtPayload(jwtOf('{"__proto__":{"polluted":true},"constructor":1}'));
  assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  assert.equal(Object.getPrototypeOf(payload), Object.prototype);
});

for (
  const [what, payload, accountId] of [
    ["the account", { [AUTH_CLAIM]: { chatgpt_account_id: "acc-1" } }, "acc-1"],
    ["no namespace", { chatgpt_account_id: "acc-1" }, undefined],
    ["an empty namespace", { [AUTH_CLAIM]: {} }, undefined],
    ["an empty id", { [AUTH_CLAIM]: { chatgpt_account_id: "" } }, undefined],
    ["a number for an id", { [AUTH_CLAIM]: { chatgpt_account_id: 1 } }, undefined],
    ["null for an id", { [AUTH_CLAIM]: { chatgpt_account_id: null } }, undefined],
    ["a string for the namespace", { [AUTH_CLAIM]: "acc-1" }, undefined],
    ["an array for the namespace", { [AUTH_CLAIM]: ["acc-1"] }, undefined],
    ["null for the namespace", { [AUTH_CLAIM]: null }, undefined],
    ["nothing", {}, undefined],
  ] as [string, Record<string, unknown>, string | undefined][]
) {
  Deno.test(`claims with ${what} give ${accountId}`, () => {
    assert.equal(readAccountClaims(payload).accountId, accountId);
  });
}

Deno.test("an object is neither null, an array nor a plain value", () => {
  for (const value of [{}, { a: 1 }]) assert.equal(isObject(value), true);
  for (const value of [null, undefined, [], "a", 1, true, () => {}]) {
    assert.equal(isObject(value), false);
  }
});
