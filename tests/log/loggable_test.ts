import assert from "node:assert/strict";
import { inspect } from "node:util";
import { LiveSecrets } from "../../src/log/text/live_secrets.ts";
import { BackendText } from "../../src/log/text/backend_text.ts";
import { Loggable, statusWithPhrase } from "../../src/log/loggable.ts";
import { serverText as receivedText } from "../fixtures/server_text.ts";
import { Secret } from "../../src/log/text/secret.ts";
import { describeTransportFailure } from "../../src/errors/transport_failure.ts";

const CANARY = "canary-Q7x0123456789";
const secrets = LiveSecrets.ofUrls(["https://u:p@auth.example/base"], new Secret(CANARY));
const serverText = (text: string) => Loggable.serverText(receivedText(text, secrets));

for (
  const [what, loggable, text, kind] of [
    [
      "a URL without what is secret in it",
      Loggable.url(new URL("https://u:p@auth.example/base/oauth/token?code=x&a=1#f"), secrets),
      "https://auth.example/base/oauth/token?code=<redacted>&a=1",
      "url",
    ],
    [
      "an issuer with its slash",
      Loggable.url(new URL("https://auth.example"), secrets),
      "https://auth.example/",
      "url",
    ],
    ["a status with its canonical phrase", Loggable.status(400), "400 Bad Request", "status"],
    ["success", Loggable.status(200), "200 OK", "status"],
    ["server text in quotes", serverText("access_denied"), "access_denied", "serverText"],
    ["an absent server text", Loggable.serverText(undefined), "unknown", "serverText"],
    ["an empty server text", serverText(""), "unknown", "serverText"],
    ["a secret in server text", serverText(`bad ${CANARY}`), "bad <masked>", "serverText"],
    ["an address of IPv4", Loggable.loopback(1455), "127.0.0.1:1455", "loopback"],
    ["an address of IPv6", Loggable.loopback(1457, "::1"), "[::1]:1457", "loopback"],
    ["a word of our own", Loggable.word("disk_full"), "disk_full", "word"],
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

Deno.test("the phrase of a status is codex's, where @std has another", () => {
  assert.equal(statusWithPhrase(203), "203 Non Authoritative Information");
  assert.equal(statusWithPhrase(207), "207 Multi-Status");
  assert.equal(statusWithPhrase(407), "407 Proxy Authentication Required");
  assert.equal(statusWithPhrase(413), "413 Payload Too Large");
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

const STATE = "kX9_aB-3dQ7x0123456789";
const told = (loggable: Loggable) => Loggable.textOf(loggable)?.text;

for (
  const [url, text] of [
    [`x:${STATE}`, "<unreviewed>"],
    [`data:text/plain,${STATE}`, "<unreviewed>"],
    [`https://h/${STATE}`, "<masked>"],
    [`https://${STATE}/`, "<masked>"],
    [`http://auth.example/base`, "<masked>"],
    [`https://auth.example/base/${STATE}`, "https://auth.example/base/<masked>"],
    [
      `https://auth.example/base/oauth/token/words`,
      "https://auth.example/base/<masked>/<masked>/<masked>",
    ],
    [
      `https://auth.example/${STATE}/oauth/token`,
      "https://auth.example/<masked>/<masked>/<masked>",
    ],
    ["https://auth.example/oauth/token", "https://auth.example/oauth/token"],
    ["https://auth.example/base/api/accounts/deviceauth/token", undefined],
    ["http://localhost:1455/auth/callback", undefined],
    [`http://127.0.0.1:1/${STATE}?${STATE}`, "http://127.0.0.1:1/<masked>?<masked>"],
    [`https://auth.example/?hint=${STATE}`, "https://auth.example/?hint=<masked>"],
    [`https://auth.example/?${STATE}=1&a=1`, "https://auth.example/?<masked>&a=1"],
    [
      `https://auth.example/?scope=a+b&state=${STATE}`,
      "https://auth.example/?scope=a+b&state=<redacted>",
    ],
    [`https://auth.example/?scope=${CANARY}`, "https://auth.example/?scope=<redacted>"],
    ["https://auth.example/?q=access-token:%20canary-01", "https://auth.example/?q=<masked>"],
  ] as const
) {
  Deno.test(`of the URL ${url} the log gets what this program asks for`, () => {
    assert.equal(told(Loggable.url(new URL(url), secrets)), text ?? url);
  });
}

Deno.test("a host is named where the configuration names it", () => {
  assert.equal(told(Loggable.host(new URL("https://auth.example/x"), secrets)), "auth.example:443");
  for (const known of [secrets, new LiveSecrets(), undefined]) {
    assert.equal(told(Loggable.host(new URL(`https://${STATE}`), known)), "<masked>");
  }
});

Deno.test("of a proxy scheme, host and port are named, where the configuration names it", () => {
  for (const url of ["http://u:p@h:3128/", "socks5://u:p@h:1080", "https://h/"]) {
    const { protocol, host, pathname } = new URL(url);
    const proxy = Loggable.proxy(new URL(url), LiveSecrets.ofUrls([url]));
    assert.equal(told(proxy), `${protocol}//${host}${pathname}`);
    assert.equal(told(Loggable.proxy(new URL(`${protocol}//${STATE}`), secrets)), "<masked>");
  }
});

Deno.test("what only looks like a text of others, or came from elsewhere, is refused", () => {
  const genuine = receivedText("words", secrets);
  const runtime = BackendText.ofError(new Error("words"), secrets);
  const fake = { text: "words", forLog: () => "words", forPerson: () => "words" };
  const fakes = [
    ...["words", fake, { text: genuine }, Object.create(genuine), new Proxy(genuine, {})],
    ...[
      Object.setPrototypeOf(fake, BackendText.prototype),
      structuredClone(genuine),
      new Error("words"),
    ],
  ];
  for (const value of [...fakes, runtime]) {
    assert.equal(told(Loggable.serverText(value as never)), "<unreviewed>");
  }
  for (const value of [...fakes, genuine, undefined]) {
    assert.equal(told(Loggable.transportError(value as never)), "<unreviewed>");
    assert.equal(told(Loggable.requestId(value as never)), "<unreviewed>");
  }
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
