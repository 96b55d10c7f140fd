// URLs that a server or the runtime wrote, as a person is shown them.
import assert from "node:assert/strict";
import { redactCredentialShapes, SENSITIVE_KEYS } from "../../src/log/text/credential_shapes.ts";
import { unsignedJwt } from "../../scripts/rehearsal/unsigned_jwt.ts";

const JWT = unsignedJwt({ sub: "canary" });

for (
  const [what, url, expected] of [
    ["host, port and path stay", "https://host.example:8443/a/b", "https://host.example:8443/a/b"],
    ["harmless parameters stay as written", "https://h/p?x=a+b%2Fc&y", "https://h/p?x=a+b%2Fc&y"],
    ["userinfo goes", "https://user:pass@h/p", "https://<redacted>@h/p"],
    ["a name alone goes", "https://user@h/p", "https://<redacted>@h/p"],
    ["a password with @ goes as a whole", "https://user:p@ss@h/p", "https://<redacted>@h/p"],
    [
      "a token in the fragment goes",
      "https://h/p?a=1#access_token=x",
      "https://h/p?a=1#access_token=<redacted>",
    ],
    [
      "a value goes, its neighbours stay",
      "https://h/?a=1&code=x&b=2",
      "https://h/?a=1&code=<redacted>&b=2",
    ],
    [
      "each of two values goes",
      "https://h/?code=x&code=y",
      "https://h/?code=<redacted>&code=<redacted>",
    ],
    [
      "case does not matter",
      "https://h/?CODE=x&State=y",
      "https://h/?CODE=<redacted>&State=<redacted>",
    ],
    ["an encoded name is known", "https://h/?c%6Fde=x", "https://h/?code=<redacted>"],
    [
      "a value with = in it goes as a whole",
      "https://h/?token=a=b=c",
      "https://h/?token=<redacted>",
    ],
    [
      "a name that only ends like one stays",
      "https://h/?barcode=1&keyboard=2",
      "https://h/?barcode=1&keyboard=2",
    ],
    [
      "broken percent signs change nothing",
      "https://h/?x=%zz&code=%",
      "https://h/?x=%zz&code=<redacted>",
    ],
    [
      "a credential in the path goes",
      "https://h/sk-proj-Canary0123456789/x",
      "https://h/<redacted>/x",
    ],
    ["a bare credential for a query goes", `https://h/?${JWT}`, "https://h/?<redacted>"],
    ["a JWT in a harmless parameter goes", `https://h/?hint=${JWT}`, "https://h/?hint=<redacted>"],
    [
      "a redirect URI stays",
      "https://h/?redirect_uri=http%3A%2F%2Flocalhost%3A1455%2Fauth%2Fcallback",
      "https://h/?redirect_uri=http%3A%2F%2Flocalhost%3A1455%2Fauth%2Fcallback",
    ],
    [
      "a name in camelCase is known",
      "https://h/?accessToken=abcdef1",
      "https://h/?accessToken=<redacted>",
    ],
    [
      "a password goes",
      "https://h/?a=1&password=hunter2&b=2",
      "https://h/?a=1&password=<redacted>&b=2",
    ],
    ["a name with a dash is known", "https://h/?api-key=x", "https://h/?api-key=<redacted>"],
    [
      "a name and a colon in a parameter are known",
      "https://h/?q=access-token:+canary-01&b=2",
      "https://h/?q=access-token:<redacted>&b=2",
    ],
    [
      "a name and a colon in the path are known",
      "https://h/access-token:%20canary-01",
      "https://h/access-token:<redacted>",
    ],
    ["a bare access token goes", "https://h/at-Canary0123456789", "https://h/<redacted>"],
    ["a session goes", "https://h/?session_id=canary", "https://h/?session_id=<redacted>"],
    [
      "a password goes as a whole",
      "https://h/?password=a%26b%3Bc%20d",
      "https://h/?password=<redacted>",
    ],
    [
      "a quoted password goes as a whole",
      "https://h/?password=%22a%22b",
      "https://h/?password=<redacted>",
    ],
    [
      "an encoded name of a password is known",
      "https://h/?p%61ssword=x",
      "https://h/?password=<redacted>",
    ],
    [
      "a header's value goes as a whole",
      "https://h/?authorization=Bearer+canary-01",
      "https://h/?authorization=<redacted><redacted>",
    ],
    [
      "a credential for a name goes",
      "https://h/?sk-proj-Canary0123456789=1&a=2",
      "https://h/?<redacted>=1&a=2",
    ],
    [
      "parameters that only sound like credentials stay as written",
      "https://h/?code_challenge=aB%2d1&response_type=code&error_code=x+y&session=expired&tokens=%41&%zz=%",
      "https://h/?code_challenge=aB%2d1&response_type=code&error_code=x+y&session=expired&tokens=%41&%zz=%",
    ],
    [
      "an address of IPv6 stays",
      "http://[::1]:1455/auth/callback",
      "http://[::1]:1455/auth/callback",
    ],
    [
      "a host that looks like a token stays",
      "https://at.a-long-name-of-a-company.example/",
      "https://at.a-long-name-of-a-company.example/",
    ],
  ] as const
) {
  Deno.test(`in a URL: ${what}`, () => {
    assert.equal(redactCredentialShapes(url), expected);
    assert.equal(redactCredentialShapes(`see (${url}), then`), `see (${expected}), then`);
  });
}

Deno.test("every sensitive parameter is redacted, bare and in a URL inside a parameter", () => {
  for (const key of SENSITIVE_KEYS) {
    assert.equal(
      redactCredentialShapes(`https://h/?${key}=canary`),
      `https://h/?${key}=<redacted>`,
    );
    const inner = `https://u:canary@inner.example/cb?a=1&${key}=canary&b=2`;
    const redacted = redactCredentialShapes(`https://h/?next=${encodeURIComponent(inner)}`);
    assert.ok(!redacted.includes("canary"), redacted);
    assert.ok(redacted.includes("inner.example"), redacted);
  }
});

Deno.test("a URL in a URL in a URL gives nothing away either", () => {
  const inner = encodeURIComponent("https://u:canary@inner.example/cb?a=1&code=canary");
  const redacted = redactCredentialShapes(
    `https://h/?next=${encodeURIComponent(`https://m/?n=${inner}`)}`,
  );
  assert.ok(!redacted.includes("canary"), redacted);
});

Deno.test("what was redacted once stays as it is", () => {
  for (
    const url of [
      `https://u:p@h/sk-proj-Canary0123456789/x?q=${JWT}&code=x&a=b#f`,
      "https://h/?next=%2F%2Fuser%3Apass%40host&json=%7B%22token%22%3A%22x%22%7D",
    ]
  ) {
    const once = redactCredentialShapes(url);
    assert.equal(redactCredentialShapes(once), once);
    assert.equal(redactCredentialShapes(once), once);
  }
});

for (
  const [text, expected] of [
    [
      "error sending request for url (https://u:p@h/oauth/token?code=x#f): refused",
      "error sending request for url (https://<redacted>@h/oauth/token?code=<redacted>): refused",
    ],
    [
      "see https://h/a?state=x, or https://h/b.",
      "see https://h/a?state=<redacted>, or https://h/b.",
    ],
    ["Invalid URL: 'http://u:canary@h:port'", "Invalid URL: 'http://<redacted>@h:port'"],
    [`{"uri":"https://h/?code=x"}`, `{"uri":"https://h/?code=<redacted>"}`],
    ["<https://h/?code=x>", "<https://h/?code=<redacted>>"],
    ["WSS://H/?token=x HTTP://H2/?key=y", "WSS://H/?token=<redacted> HTTP://H2/?key=<redacted>"],
    ["no URL here: a/b, 1:2, //", "no URL here: a/b, 1:2, //"],
    ["", ""],
  ] as const
) {
  Deno.test(`what is secret in a URL inside a text goes: ${text.slice(0, 40)}`, () => {
    assert.equal(redactCredentialShapes(text), expected);
  });
}
