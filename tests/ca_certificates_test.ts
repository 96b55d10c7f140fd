import assert from "node:assert/strict";
import { readCaCertificates } from "../src/ca_certificates.ts";
import { LoginError } from "../src/errors.ts";

// A self-signed certificate for localhost, of no use to anybody: its key was thrown away.
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBfjCCASWgAwIBAgIUG6nEM/lp+ZYOTbizyqB4+FsXsT8wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzExMTAxM1oYDzIxMjYxMDMw
MTExMDEzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATq9iNI3W5P8JzDmYjf+03qLJxIHrXmu0Yd9BXDcY1EqxC2P5dRy6yj
njDZb2vNvlQj1HpdS3QyZkmGXEVzevqUo1MwUTAdBgNVHQ4EFgQUWVpXvaq2ljKk
lfyh7xzWM5T3vjowHwYDVR0jBBgwFoAUWVpXvaq2ljKklfyh7xzWM5T3vjowDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiA9BGQihauDYCmm51oH/FlH
0yeNRQIvmBAsHJylgQCBbwIgY63R+eRybB97GmQyGnBqp4spkAOACwLLk/SXj3BY
BAI=
-----END CERTIFICATE-----
`;
const LABEL = "PRIVATE KEY";
const KEY = `-----BEGIN ${LABEL}-----\nY2FuYXJ5\n-----END ${LABEL}-----\n`;

/** Reads with these variables, each naming a file with the text. */
function read(texts: Record<string, string>): string[] {
  const folder = Deno.makeTempDirSync();
  try {
    const paths = new Map(
      Object.entries(texts).map(([name, text]) => {
        if (text !== "") Deno.writeTextFileSync(`${folder}/${name}`, text);
        return [name, text === "" ? "" : `${folder}/${name}`];
      }),
    );
    return readCaCertificates((name) => paths.get(name));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function assertRefused(act: () => unknown, ...words: RegExp[]): void {
  assert.throws(act, (error) => {
    assert.ok(error instanceof LoginError);
    assert.equal(error.failure.kind, "usage");
    for (const each of words) assert.match(error.message, each);
    assert.ok(!error.message.includes("\n"), error.message);
    return true;
  });
}

Deno.test("without the variables there are no certificates", () => {
  assert.deepEqual(read({}), []);
  assert.deepEqual(read({ CODEX_CA_CERTIFICATE: "", SSL_CERT_FILE: "" }), []);
});

Deno.test("CODEX_CA_CERTIFICATE goes before SSL_CERT_FILE, which stands in where it is empty", () => {
  const other = CERTIFICATE + CERTIFICATE;
  assert.equal(read({ CODEX_CA_CERTIFICATE: CERTIFICATE, SSL_CERT_FILE: other }).length, 1);
  assert.equal(read({ CODEX_CA_CERTIFICATE: "", SSL_CERT_FILE: other }).length, 2);
});

Deno.test("of a bundle every certificate is read, and nothing else: no key, no comment", () => {
  const crlf = CERTIFICATE.replaceAll("\n", "\r\n");
  const found = read({ SSL_CERT_FILE: `# a comment\n${KEY}${CERTIFICATE}Bag Attributes\n${crlf}` });
  assert.equal(found.length, 2);
  for (const pem of found) {
    assert.match(pem, /^-----BEGIN CERTIFICATE-----[^]*-----END CERTIFICATE-----$/);
    assert.ok(!pem.includes("PRIVATE"));
  }
});

Deno.test("the runtime takes what was read", () => {
  Deno.createHttpClient({ caCerts: read({ CODEX_CA_CERTIFICATE: CERTIFICATE }) }).close();
});

for (
  const [what, text] of [
    ["plain text", "not a certificate\n"],
    ["a key alone", KEY],
    ["half a certificate", CERTIFICATE.slice(0, 100)],
    ["bytes as DER has them", "\x30\x82\x01\x0a\0"],
  ] as const
) {
  Deno.test(`a CA file with ${what} is refused, naming file and variable`, () => {
    for (const name of ["CODEX_CA_CERTIFICATE", "SSL_CERT_FILE"]) {
      assertRefused(() => read({ [name]: text }), new RegExp(name), /certificate/i);
    }
  });
}

Deno.test("a CA file that is not there, or is a folder, is refused with the system's cause", () => {
  const folder = Deno.makeTempDirSync();
  try {
    for (const path of [folder, `${folder}/gone`]) {
      assertRefused(
        () => readCaCertificates((name) => name === "SSL_CERT_FILE" ? path : undefined),
        /The CA file .* that SSL_CERT_FILE names cannot be read: .+\.$/,
      );
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
