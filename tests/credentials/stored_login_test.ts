// The one reader of what is stored: what it takes and what it refuses, as the real CLI does, and that no
// secret of it is ever printed.
import assert from "node:assert/strict";
import { foreignKeys, LOGIN_KEYS } from "../../src/credentials/auth_json.ts";
import { readStoredLogin } from "../../src/credentials/stored_login.ts";
import { unsignedJwt } from "../../scripts/rehearsal/unsigned_jwt.ts";
import { OF_ANOTHER_CODEX, REFUSED, TAKEN } from "../fixtures/auth_documents.ts";

const shown = (text: string) => text.replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, "<JWT>");
const read = (text: string) => readStoredLogin(JSON.parse(text), text);

for (const [text] of [...TAKEN, ...OF_ANOTHER_CODEX]) {
  Deno.test(`taken is ${shown(text)}`, () => assert.equal(read(text).flaw, undefined));
}

for (const [text, flaw] of REFUSED) {
  Deno.test(`refused is ${shown(text)}`, () => assert.equal(read(text).flaw, flaw));
}

Deno.test("every key of a login goes with it, and no other", () => {
  const document = Object.fromEntries(Object.keys(LOGIN_KEYS).map((key) => [key, "x"]));
  assert.deepEqual(foreignKeys({ ...document, toString: 1, other: 2 }), { toString: 1, other: 2 });
});

Deno.test("what is read shows no secret, however it is printed", () => {
  const canary = "canary-0123456789";
  const stored = readStoredLogin({
    OPENAI_API_KEY: canary,
    tokens: { id_token: unsignedJwt({ jti: canary }), access_token: canary, refresh_token: canary },
    personal_access_token: null,
    bedrock_access_keys: null,
  });
  assert.equal(stored.way?.method, "api_key");
  assert.equal(stored.apiKey?.reveal(), canary);
  const shown = Deno.inspect(stored, { depth: 9 }) + JSON.stringify(stored) + String(stored);
  assert.ok(!shown.includes(canary), shown);
});

Deno.test("a file with a key for each of a million lines is read in its time", () => {
  const text = `{"OPENAI_API_KEY":"sk-1"${',"x":"\\n"'.repeat(200_000)}}`;
  assert.equal(readStoredLogin(JSON.parse(text), text).flaw, undefined);
});
