// What of a server's or the runtime's words the log takes.
import assert from "node:assert/strict";
import { allowListed } from "../../../src/log/text/allow_list.ts";
import { LiveSecrets } from "../../../src/log/text/live_secrets.ts";
import { Secret } from "../../../src/log/text/secret.ts";

const SECRETS = LiveSecrets.ofUrls(
  ["https://auth.example:8443/realms/one", "http://uvwx:klmn@proxy.example:3128"],
  new Secret("kX9_aB-3dQ7x0123456789"),
  new Secret("correcthorsebattery"),
);

/** Messages as servers and the runtime have them. */
const READABLE = [
  "The authorization code has expired",
  "invalid_grant: unsupported_country_region_territory, missing_codex_entitlement",
  "AADSTS70008: The provided authorization code or refresh token has expired due to inactivity.",
  "ORA-01017 (line 7, column 12), 3.5 seconds, 100 %, TLS 1.3, error 104",
  "client error (Connect): tcp connect error: Connection refused (os error 111)",
  "invalid peer certificate: UnknownIssuer; CaUsedAsEndEntity; not valid for DnsName",
  "peer closed connection without sending TLS close_notify",
  "Requires net access to auth.example:8443, run again with the --allow-net flag",
  "OAuth, OpenAI, ChatGPT, HTTPS, Content-Type, MISSING_CODE, e-mail, sign-in, Sign-in, don't",
  "Die Anmeldung ist abgelaufen – bitte erneut versuchen. “Zugriff verweigert”",
  "アクセスが拒否されました。もう一度お試しください。",
  'state=missing, Bearer error="invalid_token"',
  "proxy.example refused it",
  "error sending request for url (https://auth.example:8443/realms/one/oauth/token?a=1): reset",
  "",
  "—  … (), ;",
];

for (const text of READABLE) {
  Deno.test(`the log takes: ${text.slice(0, 60)}`, () => {
    assert.equal(allowListed(text, SECRETS), text);
  });
}

const MASKED: readonly (readonly [what: string, text: string, logged: string])[] = [
  ["a token", "bad aB3dQ7x0-_9 there", "bad <masked> there"],
  [
    "a word of 21 letters",
    `a ${"w".repeat(21)} b ${"w".repeat(20)}`,
    `a <masked> b ${"w".repeat(20)}`,
  ],
  ["letters in mixed case", "a qWeRtYuIoP b", "a <masked> b"],
  ["many words that are joined", `a ${"word-".repeat(8)}word b`, "a <masked> b"],
  ["joined words in mixed case", "abCd-efGh-ijKl, Abc-DEF-ghi", "<masked>, <masked>"],
  ["letters that are joined one by one", "a-b-c-d-e-f-g-h", "<masked>"],
  ["letters one by one", "it is a b c d e f g.", "it is <masked>."],
  ["numbers in a row", "4111 1111 1111 1111", "<masked>"],
  ["a number of 7 digits", "1234567 123456", "<masked> 123456"],
  ["a number and letters", "12a a12 x509 sha256", "<masked>"],
  [
    "addresses of this machine",
    "127.0.0.1:1455, 10.0.0.7, [::1]:80, fe80::1",
    "<masked>, [<masked>]<masked>, <masked>",
  ],
  ["an e-mail address", "no account alice@example.com here", "no account <masked> here"],
  [
    "paths",
    "read /home/alice/.codex, C:\\Users\\alice, ~/x and /tmp",
    "read <masked>, <masked>, <masked> and <masked>",
  ],
  ["another host", "login.corp.example refused", "<masked> refused"],
  ["another's URL", "see https://help.example/codes, or ftp://x.", "see <masked>, or <masked>."],
  [
    "the issuer's URL where it goes on",
    "at https://auth.example:8443/realms/one/x?y=aB3.",
    "at https://auth.example:8443/realms/one/<masked>?y=<masked>.",
  ],
  [
    "ids and times",
    "Trace ID: 0d8a7e3c-11aa, 2016-04-11 18:59:01Z",
    "Trace ID: <masked>, <masked>",
  ],
  ["a live secret of letters", "got correcthorsebattery and horsebat", "got <masked> and <masked>"],
  [
    "a live secret in capitals, reversed and apart",
    "CORRECTHORSE, yrettab, esroh. correct horse",
    "<masked>, <masked>",
  ],
  ["what is joined to a live secret", "not_correcthorse_at all", "<masked> all"],
  [
    "a live secret behind escapes",
    "it &#99;orrecthorse, %63orrecthorse %2563orrecthorse",
    "it <masked>, <masked>",
  ],
  [
    "what is unknown behind escapes",
    "it \\u0061\\u0042\\u0033 &amp;#97;&amp;#66;&amp;#51;",
    "it <masked>",
  ],
  ["base64 in the lines of mail", `it ${"aB3x".repeat(19)}\r\nYWFXYWFX end`, "it <masked> end"],
  ["a password of letters", "password=expired", "password=<masked>"],
  ["invisible characters", "a\u200bb \u{e0041}\u{e0042}", "<masked>"],
];

for (const [what, text, logged] of MASKED) {
  Deno.test(`the log masks ${what}`, () => {
    assert.equal(allowListed(text, SECRETS), logged);
  });
}

Deno.test("beside a secret beyond ASCII the log takes no word that is", () => {
  const secrets = new LiveSecrets(new Secret("парольсекретный"));
  for (
    const part of ["ПАРОЛЬСЕКРЕТНЫЙ", "парольсекр", "йынтеркесь", "п-а-р-о-л-ь-с-е"]
  ) {
    assert.equal(allowListed(`code ${part} is bad`, secrets), "code <masked> is bad");
  }
  assert.equal(allowListed("nicht möglich, refused", secrets), "nicht <masked>, refused");
});

Deno.test("escapes of punctuation are undone, so that words can be read", () => {
  assert.equal(
    allowListed("one%20two\\nthree &quot;four&quot; five&#39;s", SECRETS),
    'one two\nthree "four" five\'s',
  );
});
