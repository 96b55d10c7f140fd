// An echo of a secret is found in each encoding that a server or a page may have put it through.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { inspect } from "node:util";
import { LiveSecrets } from "../../../src/log/text/live_secrets.ts";
import { Secret } from "../../../src/log/text/secret.ts";
import { randomText, unsignedJwt } from "../../../scripts/rehearsal/unsigned_jwt.ts";

const percent = (text: string) =>
  Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
const perCharacter = (text: string, write: (codePoint: number) => string) =>
  Array.from(text, (character) => write(character.codePointAt(0) ?? 0)).join("");
const base64 = (text: string, before: number) =>
  Buffer.from("x".repeat(before) + text + "tail").toString("base64");
const hex4 = (text: string) =>
  text.split("").map((unit) => unit.charCodeAt(0).toString(16).padStart(4, "0"));

const ENCODINGS: Record<string, (text: string) => string> = {
  raw: (text) => text,
  "percent-encoded": encodeURIComponent,
  "percent-encoded twice": (text) => encodeURIComponent(encodeURIComponent(text)),
  "percent-encoded in every byte": percent,
  "percent-encoded in every byte, capitals": (text) => percent(text).toUpperCase(),
  "percent-encoded in every byte, twice": (text) => percent(text).replaceAll("%", "%25"),
  "written as a form": (text) => new URLSearchParams({ v: text }).toString().slice(2),
  "base64, first alignment": (text) => base64(text, 0),
  "base64, second alignment": (text) => base64(text, 1),
  "base64, third alignment": (text) => base64(text, 2),
  "base64 alone": (text) => Buffer.from(text).toString("base64"),
  "base64url, first alignment": (text) => Buffer.from(text).toString("base64url"),
  "base64url, second alignment": (text) => Buffer.from(`x${text}`).toString("base64url"),
  "base64url, third alignment": (text) => Buffer.from(`xx${text}`).toString("base64url"),
  "hexadecimal": (text) => Buffer.from(text).toString("hex"),
  "hexadecimal, capitals": (text) => Buffer.from(text).toString("hex").toUpperCase(),
  "decimal HTML entities": (text) => perCharacter(text, (point) => `&#${point};`),
  "padded decimal HTML entities": (text) => perCharacter(text, (point) => `&#00${point};`),
  "hexadecimal HTML entities": (text) => perCharacter(text, (point) => `&#x${point.toString(16)};`),
  "HTML entities where needed": (text) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;"),
  "a JSON string": (text) => JSON.stringify(text),
  "a JSON string in a JSON string": (text) => JSON.stringify(JSON.stringify(text)),
  "a JSON string with escaped slashes": (text) => JSON.stringify(text).replaceAll("/", "\\/"),
  "JSON escapes throughout": (text) => hex4(text).map((digits) => `\\u${digits}`).join(""),
  "JSON escapes in capitals": (text) =>
    hex4(text).map((digits) => `\\u${digits.toUpperCase()}`).join(""),
};

const SECRETS: Record<string, string> = {
  "a state": randomText(32),
  "a verifier": randomText(64),
  "a code with every URL-safe character": `ac-._~${randomText(16)}`,
  "a code with reserved characters": `a/b+c=d&e?f#${randomText(12)}`,
  "a password with HTML and JSON characters": `p<a>"s'\\s ${randomText(12)}`,
  "a code of the shortest length that is masked": "Q7x_",
  "a code of letters and regular-expression characters": "a.*b(c)[d]{2}|^e$-zz",
};

for (const [what, value] of Object.entries(SECRETS)) {
  Deno.test(`${what} is masked in every encoding`, () => {
    const secrets = new LiveSecrets(new Secret(value));
    for (const [name, encode] of Object.entries(ENCODINGS)) {
      // Four characters leave less than a group of base64: too little to be told from other text.
      if (value.length < 8 && name.startsWith("base64")) continue;
      const encoded = encode(value);
      const masked = secrets.mask(`before ${encoded} behind`);
      assert.ok(!masked.includes(encoded), `${name}: ${masked}`);
      assert.ok(!masked.includes(value), `${name}: ${masked}`);
      assert.ok(masked.includes("<redacted>"), `${name}: ${masked}`);
      assert.ok(masked.startsWith("before ") && masked.endsWith(" behind"), `${name}: ${masked}`);
    }
  });
}

Deno.test("no piece of a secret stays beside its base64 form", () => {
  const value = randomText(32);
  const secrets = new LiveSecrets(new Secret(value));
  for (let before = 0; before < 6; before++) {
    const masked = secrets.mask(Buffer.from("-".repeat(before) + value).toString("base64"));
    assert.equal(masked, "<redacted>");
  }
});

Deno.test("a token of several kilobytes goes as a whole, also percent-encoded", () => {
  // A dash at its end would be no part of a run.
  const token = `${unsignedJwt({ text: randomText(3000) })}z`;
  const opaque = `${randomText(3000)}z`;
  const secrets = new LiveSecrets(new Secret(token), new Secret(opaque));
  for (const value of [token, opaque]) {
    for (const encode of [(text: string) => text, encodeURIComponent, percent]) {
      assert.equal(secrets.mask(`<${encode(value)}>`), "<<redacted>>");
    }
    assert.equal(secrets.mask(Buffer.from(value).toString("base64")), "<redacted>");
    assert.equal(secrets.mask(Buffer.from(value).toString("hex")), "<redacted>");
  }
});

Deno.test("a secret that begins like another one leaves no tail", () => {
  const secrets = new LiveSecrets(new Secret("canary"), new Secret("canary-and-more"));
  assert.equal(secrets.mask("canary-and-more, canary"), "<redacted>, <redacted>");
});

Deno.test("every occurrence is masked, and secrets that are learnt later count from then on", () => {
  const secrets = new LiveSecrets();
  assert.equal(secrets.mask("first second"), "first second");
  secrets.add(new Secret("first"));
  assert.equal(secrets.mask("first second first"), "<redacted> second <redacted>");
  secrets.add(new Secret("second"));
  assert.equal(secrets.mask("first second first"), "<redacted> <redacted> <redacted>");
});

Deno.test("thousands of secrets are masked like one", () => {
  const values = Array.from({ length: 3_000 }, () => randomText(12));
  const secrets = new LiveSecrets(...values.map((value) => new Secret(value)));
  for (const value of values) {
    assert.match(secrets.mask(`a ${value} b`), /^a [_-]*<redacted>[_-]* b$/);
  }
});

Deno.test("a run of eight of a secret is masked, whatever its case and what stands between; seven stay", () => {
  const secrets = new LiveSecrets(new Secret("kX9_aB-3dQ7x0123"));
  for (const text of ["kx9ab3dq", "B3DQ7X01", "k X 9 a B 3 d Q", "k-X-9.a-B/3-d-Q", "3210x7Qd"]) {
    assert.equal(secrets.mask(`= ${text} =`), "= <redacted> =");
  }
  assert.equal(secrets.mask("kX9_aB-3d, it Q7x0123"), "kX9_aB-3d, it Q7x0123");
});

Deno.test("empty and very short values mask nothing, so that words stay readable", () => {
  const secrets = new LiveSecrets(new Secret(""), new Secret("a"), new Secret("the"));
  assert.equal(secrets.mask("the cat sat"), "the cat sat");
});

Deno.test("ordinary text beside live secrets stays", () => {
  const secrets = new LiveSecrets(...Object.values(SECRETS).map((value) => new Secret(value)));
  for (
    const text of [
      "token endpoint returned status 400 Bad Request: the code was used already",
      "error code: invalid_grant",
      "Mehr unter https://help.example.com/a/b?topic=login – 100 %",
      "dGhpcyBpcyBub3QgYSBzZWNyZXQgYXQgYWxs",
    ]
  ) assert.equal(secrets.mask(text), text);
});

Deno.test("text and secrets with lone surrogates and astral characters break nothing", () => {
  const secrets = new LiveSecrets(new Secret("ab🙂cd"), new Secret("ef\ud800gh"));
  assert.equal(secrets.mask("x ab🙂cd \udfff y"), "x <redacted> \udfff y");
  assert.equal(secrets.mask(encodeURIComponent("ab🙂cd")), "<redacted>");
  assert.equal(secrets.mask("ef\ud800gh"), "<redacted>");
});

Deno.test("the collection itself shows nothing", () => {
  const secrets = new LiveSecrets(new Secret("canary"));
  secrets.mask("canary"); // the pattern is there now
  for (const text of [Deno.inspect(secrets), inspect(secrets, true, 9), JSON.stringify(secrets)]) {
    assert.ok(!text.includes("canary"), text);
  }
});

Deno.test("secret in a configuration's URL are its userinfo, raw and decoded, and sensitive values", () => {
  const secrets = LiveSecrets.ofUrls([
    "https://user:p%40ss@host.example/path?a=keep&Code=cod1&token=tok1#fragment",
    "https://h/?accessToken=val1&password=val2&api-key=val3&session_id=val4&code_challenge=keep",
  ]);
  for (const value of ["user", "p%40ss", "p@ss", "cod1", "tok1", "val1", "val2", "val3", "val4"]) {
    assert.equal(secrets.mask(`a ${value} b`), "a <redacted> b", value);
  }
  const rest = "host.example path keep fragment code_challenge";
  assert.equal(secrets.mask(rest), rest);
});

Deno.test("a secret as large as the largest answer is masked like any other", () => {
  const value = `${"ab.".repeat(300_000)}c4n4ry${randomText()}`;
  assert.doesNotMatch(new LiveSecrets(new Secret(value)).mask(`x ${value.slice(-30)} y`), /c4n4ry/);
});
