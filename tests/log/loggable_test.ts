import assert from "node:assert/strict";
import { inspect } from "node:util";
import { LiveSecrets } from "../../src/log/live_secrets.ts";
import { Loggable, statusWithPhrase } from "../../src/log/loggable.ts";
import { BackendText } from "../../src/log/backend_text.ts";
import { serverText as receivedText } from "../fixtures/server_text.ts";
import { Secret } from "../../src/log/secret.ts";
import { describeTransportFailure } from "../../src/errors/transport_failure.ts";

const CANARY = "canary-Q7x0123456789";
const secrets = LiveSecrets.ofUrls(["https://u:p@auth.example/base"], new Secret(CANARY));
const serverText = (text: string) => Loggable.serverText(receivedText(text, secrets));

for (
  const [what, loggable, text, isQuoted] of [
    [
      "a URL without what is secret in it",
      Loggable.url(new URL("https://u:p@auth.example/base/oauth/token?code=x&a=1#f"), secrets),
      "https://auth.example/base/oauth/token?code=<redacted>&a=1",
      false,
    ],
    [
      "an issuer with its slash",
      Loggable.url(new URL("https://auth.example"), secrets),
      "https://auth.example/",
      false,
    ],
    ["a status with its canonical phrase", Loggable.status(400), "400 Bad Request", false],
    ["success", Loggable.status(200), "200 OK", false],
    ["server text in quotes", serverText("access_denied"), "access_denied", true],
    ["an absent server text", Loggable.serverText(undefined), "unknown", true],
    ["an empty server text", serverText(""), "unknown", true],
    ["a secret in server text", serverText(`bad ${CANARY}`), "bad <masked>", true],
    ["an address of IPv4", Loggable.loopback(1455), "127.0.0.1:1455", false],
    ["an address of IPv6", Loggable.loopback6(1457), "[::1]:1457", false],
    ["a word of our own", Loggable.word("disk_full"), "disk_full", false],
    [
      "a transport error",
      Loggable.transportError(
        describeTransportFailure(
          new TypeError(`request for url (https://auth.example/t?code=${CANARY}) failed: reset`),
          secrets,
          { hasAnswerBegun: false, hasProxy: false },
        ).text,
      ),
      "request for url (https://auth.example/<masked>?code=<redacted>) failed: reset",
      false,
    ],
  ] as const
) {
  Deno.test(`the log can hold ${what}`, () => {
    assert.deepEqual(Loggable.textOf(loggable), { text, isQuoted });
  });
}

Deno.test("an unknown status has a phrase that says so, and never the server's own", () => {
  assert.equal(statusWithPhrase(599), "599 <unknown status code>");
  assert.equal(statusWithPhrase(418), "418 I'm a teapot");
  assert.equal(statusWithPhrase(502), "502 Bad Gateway");
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
    receivedText("text", secrets),
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
