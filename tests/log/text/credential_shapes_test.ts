// The net below the types: what looks like a credential goes, what people need to read stays.
import assert from "node:assert/strict";
import {
  credentialShapes,
  redactCredentialShapes,
  SENSITIVE_KEYS,
} from "../../../src/log/text/credential_shapes.ts";
import { assertLinear } from "../../fixtures/linear_time.ts";
import { unsignedJwt } from "../../../scripts/rehearsal/unsigned_jwt.ts";

const JWT = unsignedJwt({ sub: "canary", iss: "https://issuer.example" });
const [HEADER = "", PAYLOAD = ""] = JWT.split(".");
const KEY = "sk-proj-Canary0123456789abcdef";

/** Of each shape texts that hold one, which stands between « and », and texts that only look like it. */
const EXAMPLES: Readonly<Record<string, readonly [hits: string[], misses: string[]]>> = {
  "a token by how it begins": [
    [
      "token «eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.» is expired (or «eyJhbGciOi»…)",
      "«sk-proj-Canary0123456789», «SK-CANARY0123456789», «sess-Canary0123456789»",
      "«sk_live_Canary0123456789», «AKIA0CANARY012345678», «ghp_Canary0123456789»",
      "«rt_Canary0123456789abcdef», «ac_canaryabcdefghijklmnop», «at-canary-0123456789»",
    ],
    [
      "task-management, risk-free, desk-booking and ask-me, at-home, at-10:30",
      "at_least_one_of_the_parameters, rt_is_the_prefix_of_a_refresh_token",
    ],
  ],
  "a header, to the end of the line": [
    ["X: 1, Authorization: «Digest Canary-01»", "Cookie: «a=1; session=Canary01»"],
    ["authorization required"],
  ],
  "a value of Authorization (RFC 6750 section 2.1, RFC 7617)": [
    ["Bearer «canary-0123456789», Basic «dXNlcjpjYW5hcnk=»", "authorization+BEARER+«canary-01»"],
    [
      "The bearer of this ticket, on the basic plan. Basic Authentication. Then",
      'Bearer realm="example", error="invalid_token", error_description="The token expired"',
    ],
  ],
  "user:password@host without a scheme": [
    ["«user:Canary-01»@host.example, «user:canary!»@10.0.0.1:8080"],
    ["mailto:help@example.com, npm:deno@2.9.6, ratio 3:4@5, 10:30 at help@example.com"],
  ],
  "a member of JSON": [
    [
      `{ "refresh_token" : "«Canary-01»", 'client_secret': '«Canary-01»' }`,
      `{"refresh_token":[«"Canary01", "Canary02"»],"client_secret":«4111111111»}`,
    ],
    ['{"error":{"code":"invalid_grant","message":"The code was used"}}'],
  ],
  "a parameter": [
    [`?a=1&access_token=«Canary-01»&id_token="«a b»"&accessToken = «canary»`],
    ["error_code=invalid_grant status_code=400 session=expired; try again"],
  ],
  "a password": [
    [`password: «Canary-01», secret="«a b Canary01»" passwd=«expired»`],
    ["the password has expired"],
  ],
  "a name that is never prose, and no word behind it": [
    [`refresh_token: «Canary-01», access-token: "«canaryabcdefghijklm»"`],
    ["Your refresh_token has expired", "refresh_token: expired"],
  ],
  "a name that may be prose, and a code behind it": [
    ["Token: «Canary01», token: «canaryabcdefghijklmn»"],
    ["token: token_expired, session: ended, key: value pairs are expected"],
  ],
  "the userinfo of a URL (RFC 3986 section 3.2.1), up to the last @": [
    ["https://«user:p@Canary-01»@host.example/path, //«Canary-01»@host.example"],
    ["https://host.example/path, https://help.example/@someone"],
  ],
};

for (const { name, pattern } of credentialShapes()) {
  const [hits, misses] = EXAMPLES[name] ?? assert.fail(`${name} has no examples`);
  Deno.test(`of ${name} what is a credential goes, and nothing else`, () => {
    for (const hit of hits) {
      const text = hit.replace(/[«»]/g, "");
      const wanted = hit.replace(/«[^»]*»/g, "<redacted>");
      assert.notEqual(text.replace(pattern, ""), text, text);
      assert.equal(redactCredentialShapes(text), wanted);
      assert.equal(redactCredentialShapes(wanted), wanted, "what was redacted once stays as it is");
    }
    for (const miss of misses) {
      assert.equal(miss.replace(pattern, ""), miss);
      assert.equal(redactCredentialShapes(miss), miss);
    }
  });
}

/** The text, and the part of it that must not stay. */
const CREDENTIALS: readonly (readonly [what: string, text: string, secret: string])[] = [
  ["a JWT", `token ${JWT} is expired`, PAYLOAD],
  ["a JWT in quotes", `"${JWT}"`, PAYLOAD],
  ["a JWT in brackets", `(${JWT})`, PAYLOAD],
  ["a JWT without its signature", `${HEADER}.${PAYLOAD}.`, PAYLOAD],
  ["a JWT cut in its payload", `${HEADER}.${PAYLOAD.slice(0, 20)}…`, PAYLOAD.slice(0, 20)],
  ["an encrypted JWT of five parts", `${JWT}.c2VjcmV0.Y2FuYXJ5`, "Y2FuYXJ5"],
  ["a Bearer value", "Bearer canary-0123456789", "canary-0123456789"],
  ["a Bearer value in capitals", "BEARER canary-0123456789", "canary-0123456789"],
  ["a Bearer value of a form", "authorization+Bearer+canary-0123456789", "canary-0123456789"],
  ["a Basic value", "Basic dXNlcjpjYW5hcnk=", "dXNlcjpjYW5hcnk"],
  ["a whole Authorization header", "Authorization: Basic dXNlcjpjYW5hcnk=", "dXNlcjpjYW5hcnk"],
  ["an API key", `key ${KEY} was refused`, "Canary0123456789"],
  ["a key of a session", "sess-Canary0123456789", "Canary0123456789"],
  ["a refresh token", "rt_Canary0123456789abcdefghij", "Canary0123456789"],
  ["an authorization code", "ac_Canary0123456789abcdefghij", "Canary0123456789"],
  ["a GitHub token", "ghp_Canary0123456789abcdefghij", "Canary0123456789"],
  ["userinfo", "https://user:Canary-01@host.example/path", "Canary-01"],
  ["userinfo without a password", "https://Canary-01@host.example/path", "Canary-01"],
  ["userinfo without a name", "https://:Canary-01@host.example/path", "Canary-01"],
  ["userinfo of a proxy", "proxy socks5://user:Canary-01@10.0.0.1:1080 refused", "Canary-01"],
  ["userinfo where the scheme was dropped", "//user:Canary-01@host.example", "Canary-01"],
  ["a JSON member", `{"refresh_token":"Canary-01"}`, "Canary-01"],
  ["a JSON member with blanks", `{ "refresh_token" : "Canary-01" }`, "Canary-01"],
  ["a JSON member that was escaped", `"{\\"refresh_token\\":\\"Canary-01\\"}"`, "Canary-01"],
  ["a member in single quotes", `{'client_secret': 'Canary-01'}`, "Canary-01"],
  ["a parameter", "?a=1&access_token=Canary-01&b=2", "Canary-01"],
  ["a parameter in capitals", "?CODE_VERIFIER=Canary-01", "Canary-01"],
  ["a parameter with its value in quotes", `id_token="Canary-01"`, "Canary-01"],
  ["a parameter with its sign encoded", "refresh_token%3DCanary-01", "Canary-01"],
  ["a header", "X: 1, Authorization: Canary-01", "Canary-01"],
  ["a word that is never prose", "refresh_token: Canary-01", "Canary-01"],
  ["a password", "password: Canary-01", "Canary-01"],

  ["a nested URL, encoded", "next=%2Fcb%3Fcode%3DCanary01", "Canary01"],
  ["a nested parameter, encoded", "%26state%3DCanary01", "Canary01"],
  ["a nested parameter, encoded twice", "%2526code%253DCanary01", "Canary01"],
  ["an API key behind an encoded sign", "%3Dsk-proj-Canary0123456789", "Canary"],
  ["an API key behind an escape of JSON", "\\tsk-proj-Canary0123456789", "Canary"],
  ["an API key behind an underscore", "_sk-proj-Canary0123456789", "Canary"],
  ["a JWT behind an encoded quote", `%22${JWT}`, "eyJ"],
  ["a JWT behind an escaped line break", `\\n${JWT}`, "eyJ"],
  ["a JWT behind a Unicode escape", `\\u0022${JWT}`, "eyJ"],
  ["a JWT glued to a word", `token_${JWT}`, "eyJ"],
  ["userinfo, encoded", "https%3A%2F%2Fuser%3ACanary01%40host%2F", "Canary01"],
  ["userinfo between escaped slashes", "https:\\/\\/user:Canary01@host\\/x", "Canary01"],
  ["a password with @", "https://user:p@Canary01@host/x", "Canary01"],
  ["a sign as JSON escapes it", "refresh_token\\u003dCanary01", "Canary01"],
  ["JSON in HTML", "&quot;refresh_token&quot;:&quot;Canary01&quot;", "Canary01"],
  ["JSON, percent-encoded", "%22refresh_token%22%3A%22Canary01%22", "Canary01"],
  ["an encoded header", "authorization%20Bearer%20canary-0123456789", "canary-0123"],
  ["a value with an escaped slash", '{"refresh_token":"AAAA\\/Canary01"}', "Canary01"],
  ["a value with an apostrophe", `{"password":"it's-Canary01"}`, "Canary01"],
  ["a value with blanks", 'password="a b Canary01"', "Canary01"],
  ["a second cookie", "Cookie: a=1; session=Canary01", "Canary01"],
  ["another scheme of authorization", "Authorization: Digest Canary01", "Canary01"],
  ["a bare key with a quoted value", "refresh_token: 'Canary01'", "Canary01"],
  ["a colon without a blank", "refresh_token:Canary01", "Canary01"],
  ["blanks around the sign", "refresh_token = Canary01", "Canary01"],
  ["JSON that was escaped twice", '"{\\\\\\"id_token\\\\\\":\\\\\\"Canary01\\\\\\"}"', "Canary01"],
  ["a list of JSON", '{"refresh_token":["Canary01"]}', "Canary01"],
  ["a Bearer value of letters alone", "Bearer canaryabcdefghijklm", "canaryabc"],
  ["a value of letters alone", "access_token: canaryabcdefghijklm", "canaryabc"],
  ["a name with a dash", "api-key: Canary01", "Canary01"],
  ["a name in camelCase", "accessToken=canary", "canary"],
  ["a name in camelCase before a colon", "refreshToken: Canary01", "Canary01"],
  ["a JSON member in camelCase", '{"idToken":"Canary01"}', "Canary01"],
  ["a secret in camelCase", "clientSecret=canary", "canary"],
  ["a token by its plain name", "Token: Canary01", "Canary01"],
  ["a session", "session=canary", "canary"],
  ["an assertion", "assertion=canary", "canary"],
  ["a one-time password", "otp=123456", "123456"],
  ["userinfo of letters without a scheme", "user:canaryabcdefghijkl@host.example", "canaryabc"],
  ["userinfo without a scheme", "user:Canary-01@host.example", "Canary-01"],
  ["an API key in capitals", "SK-CANARY0123456789", "CANARY"],
  ["a payment key", "sk_live_Canary0123456789", "Canary"],
  ["a cloud's key", "AKIA0CANARY012345678", "CANARY"],
  ["a value of capitals alone", "access_token: QWERTYUIOPASDF", "QWERTY"],
  ["a value of letters in mixed case", "refreshToken: AbCdEfGhIjKlMn", "AbCdEf"],
  ["a coded value with words in it", "token: canary-abcdefg-1", "canary"],
  ["a long value of letters behind a word of prose", "token: canaryabcdefghijklmn", "canaryabc"],
  ["a Bearer value of letters in mixed case", "Bearer CanaryAbcdef", "CanaryAbc"],
  ["a Bearer value that begins like a parameter", "Bearer error0123456789=", "error012"],
  ["a refresh token of letters alone", "rt_canaryabcdefghijklmnop", "canaryabc"],
  ["userinfo before an address", "user:Canary-01@10.0.0.1:8080", "Canary-01"],
  ["userinfo before an address of IPv6", "user:Canary-01@[::1]:8080", "Canary-01"],
  ["userinfo with a symbol alone", "user:canary!@host.example", "canary!"],
  ["userinfo with a capital alone", "user:canarY@host", "canarY"],
  ["a password that is a word", "password=expired", "expired"],
  ["a session that begins like a word", "session=expired1", "expired1"],
  ["a number of JSON", '{"client_secret": 4111111111}', "4111111111"],
];

for (const [what, text, secret] of CREDENTIALS) {
  Deno.test(`${what} is redacted, wherever it stands`, () => {
    for (const whole of [text, `before ${text} behind`, `before\n${text}\nbehind`]) {
      const redacted = redactCredentialShapes(whole);
      assert.ok(!redacted.includes(secret), redacted);
      assert.ok(redacted.includes("<redacted>"), redacted);
    }
    const redacted = redactCredentialShapes(`before\n${text}\nbehind`);
    assert.ok(redacted.startsWith("before\n") && redacted.endsWith("\nbehind"), redacted);
  });
}

Deno.test("every sensitive key is known in a query, in JSON and in any case", () => {
  for (const key of SENSITIVE_KEYS) {
    for (const name of [key, key.toUpperCase()]) {
      assert.equal(
        redactCredentialShapes(`?a=1&${name}=canary&b=2`),
        `?a=1&${name}=<redacted>&b=2`,
      );
      if (key === "code") continue; // {"code":"invalid_grant"} is how errors are told
      assert.equal(
        redactCredentialShapes(`{"${name}":"canary","b":2}`),
        `{"${name}":"<redacted>","b":2}`,
      );
    }
  }
});

for (
  const prose of [
    "error code: invalid_grant",
    "error: invalid_grant (code 42)",
    "The state of the account is closed",
    "State: closed",
    "token endpoint returned status 400",
    "token endpoint returned status 400 Bad Request: unknown error",
    "token: expired",
    "The refresh token was already used.",
    "Your refresh_token has expired. Please sign in again.",
    "access_denied: the user denied the request",
    "key: value pairs are expected",
    "missing_codex_entitlement",
    "Login is restricted to workspace id(s) ws-1, ws-2.",
    "Mail help@example.com, call +1 555 0100, or see https://help.example.com/codes?topic=login",
    "task-management, risk-free, desk-booking and ask-me",
    "The bearer of this ticket",
    "the basic plan",
    `{"error":{"code":"invalid_grant","message":"The code was used"}}`,
    `{"error":"invalid_request","error_description":"state was missing"}`,
    "client error (Connect): tcp connect error: Connection refused (os error 111)",
    'invalid peer certificate: certificate not valid for name "a.example"',
    "2026-03-06T22:09:14.065559Z",
    "Basic authentication required",
    "Bearer authentication is disabled",
    "Mail mailto:help@example.com or admin@example.com",
    "10:30 at help@example.com",
    "token: The server refused it",
    "session: ended",
    "bearer assertions are not supported",
    "error_code=invalid_grant status_code=400",
    "key: authentication_required",
    "Token: unauthorized_client",
    "Token: unauthorized_client.",
    "session: session_expired_or_revoked",
    "token: misconfiguration",
    "Token: Misconfiguration",
    "session=expired",
    "session=expired; try again",
    "refresh_token=missing",
    "contact:alice@example.com",
    "contact:bob.smith@example.com",
    "npm:deno@2.9.6",
    "ratio 3:4@5",
    'Bearer error="invalid_token"',
    'Bearer realm="example", error="invalid_token", error_description="The token expired"',
    '{"www-authenticate":"Bearer error=\\"invalid_token\\""}',
    "Bearer Authentication required",
    "Basic Authentication. Then",
    "at_least_one_of_the_parameters",
    "rt_is_the_prefix_of_a_refresh_token",
    "<redacted>",
    "",
  ]
) {
  Deno.test(`people can still read: ${prose.slice(0, 60)}`, () => {
    assert.equal(redactCredentialShapes(prose), prose);
  });
}

Deno.test("what was redacted once stays as it is", () => {
  for (const [what, text] of CREDENTIALS) {
    const once = redactCredentialShapes(text);
    assert.equal(redactCredentialShapes(once), once, what);
  }
});

Deno.test("almost-credentials take time that grows with their length alone", () => {
  const units = [
    ...[
      "a",
      "eyJ",
      "eyJaaaaaaa.",
      "sk-",
      "rt.",
      "at-",
      "//",
      "//a:",
      "%3D",
      '\\"',
      '"token" ',
      "= ",
    ],
    ...["a:a@", "_:", "_", "token: ", "bearer ", "password ", "password: ", "token=", '"key":'],
    ...["code", "@", "\\", "%", "%22", '"token":[', '"token":"', "&quot;", "//a@", "%2F%2F", "&#"],
    ...["bearer a", "cookie:", "bearer error=", "Bearer A", "at_a", "at_", "key: a_", "key: a_a "],
    ...["a:A@a", "a:a", "aa:a.", "session=expired", "token: Aa", "%25", "\\\\", "&amp;"],
  ];
  for (const unit of units) assertLinear(unit, redactCredentialShapes);
  assertLinear(" ", (blanks) => redactCredentialShapes(`password${blanks}x`));
});
