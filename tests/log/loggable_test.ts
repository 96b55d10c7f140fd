import assert from "node:assert/strict";
import { inspect } from "node:util";
import { LiveSecrets } from "../../src/log/live_secrets.ts";
import { Loggable, statusWithPhrase } from "../../src/log/loggable.ts";
import { BackendText } from "../../src/log/redaction.ts";
import { Secret } from "../../src/log/secret.ts";
import { describeTransportFailure } from "../../src/errors/transport_failure.ts";

const CANARY = "canary-Q7x0123456789";
const secrets = new LiveSecrets(new Secret(CANARY));
const serverText = (text: string) => Loggable.serverText(new BackendText(text, secrets));

for (
  const [what, loggable, text, kind] of [
    [
      "a URL without what is secret in it",
      Loggable.url(new URL("https://u:p@auth.example/?code=x&a=1#f")),
      "https://auth.example/?code=<redacted>&a=1",
      "url",
    ],
    [
      "an issuer with its slash",
      Loggable.url(new URL("https://h.example")),
      "https://h.example/",
      "url",
    ],
    ["a status with its canonical phrase", Loggable.status(400), "400 Bad Request", "status"],
    ["success", Loggable.status(200), "200 OK", "status"],
    ["server text in quotes", serverText("access_denied"), "access_denied", "serverText"],
    ["an absent server text", Loggable.serverText(undefined), "unknown", "serverText"],
    ["an empty server text", serverText(""), "unknown", "serverText"],
    ["a secret in server text", serverText(`bad ${CANARY}`), "bad <redacted>", "serverText"],
    ["an address of IPv4", Loggable.loopback(1455), "127.0.0.1:1455", "loopback"],
    ["an address of IPv6", Loggable.loopback6(1457), "[::1]:1457", "loopback"],
    ["a word of our own", Loggable.word("disk_full"), "disk_full", "word"],
    [
      "a transport error",
      Loggable.transportError(
        describeTransportFailure(
          new TypeError(`error sending request for url (https://h/t?code=${CANARY}): reset`),
          secrets,
          { hasAnswerBegun: false, hasProxy: false },
        ),
      ),
      "error sending request for url (https://h/t?code=<redacted>): reset",
      "transportError",
    ],
  ] as const
) {
  Deno.test(`the log can hold ${what}`, () => {
    assert.deepEqual(Loggable.textOf(loggable), { kind, text });
  });
}

Deno.test("an unknown status has a phrase that says so, and never the server's own", () => {
  assert.equal(statusWithPhrase(599), "599 <unknown status code>");
  assert.equal(statusWithPhrase(418), "418 I'm a teapot");
  assert.equal(statusWithPhrase(502), "502 Bad Gateway");
});

Deno.test("a word that is in no list of ours is not printed, as `any` lets one in", () => {
  const body = '{"errors": ["canary", "", "DNS", "dns ", "constructor", ["dns"], {}, 1, null]}';
  for (const word of [...JSON.parse(body).errors, undefined, Object("dns")]) {
    assert.equal(Loggable.textOf(Loggable.word(word))?.text, "<unreviewed>");
  }
  assert.equal(Loggable.textOf(Loggable.word(JSON.parse('"dns"')))?.text, "dns");
  assert.equal(
    Loggable.textOf(Loggable.status(JSON.parse('"400 canary"')))?.text.slice(0, 4),
    "NaN ",
  );
});

Deno.test("only what a reviewed constructor made has a text", () => {
  const genuine = Loggable.word("disk_full");
  const copies: unknown[] = [
    "text",
    1,
    null,
    undefined,
    Symbol("text"),
    { text: "text", isQuoted: false },
    Object.create(Loggable.prototype),
    Object.setPrototypeOf({ text: "text" }, Loggable.prototype),
    Object.create(genuine),
    new Proxy(genuine, {}),
    structuredClone(genuine),
    { ...genuine },
    Loggable,
    new BackendText("text", secrets),
    new Secret("text"),
    new Error("text"),
    new URL("https://text.example"),
  ];
  for (const copy of copies) assert.equal(Loggable.textOf(copy), undefined, inspect(copy));
});

Deno.test("a Loggable hides its text from every inspection, so that it is read through the formatter", () => {
  const loggable = serverText("server-words");
  for (const text of [`${loggable}`, JSON.stringify(loggable), Deno.inspect(loggable)]) {
    assert.ok(!text.includes("server-words"), text);
  }
});
