// CODEX_CA_CERTIFICATE and SSL_CERT_FILE: what is no certificate is named before anything is opened.
import assert from "node:assert/strict";
import { readCaCertificates } from "../../../src/config/network/ca_certificates.ts";
import { LoginError } from "../../../src/errors/errors.ts";
import { HAS_OPENSSL, makeCertificateAuthority } from "../../fixtures/certificate_authority.ts";

async function withFile(
  content: string | Uint8Array,
  action: (path: string) => void,
): Promise<void> {
  const path = await Deno.makeTempFile();
  try {
    const isText = typeof content === "string";
    await Deno.writeFile(path, isText ? new TextEncoder().encode(content) : content);
    action(path);
  } finally {
    await Deno.remove(path);
  }
}

const read = (environment: Record<string, string>) =>
  readCaCertificates((name) => environment[name]);

const JUNK = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

const REFUSED: readonly [content: string | Uint8Array, words: string][] = [
  ["", "is empty"],
  ["\n", "holds no PEM certificate"],
  ["garbage", "holds no PEM certificate"],
  [
    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    "holds a private key and no certificate",
  ],
  ["-----BEGIN RSA PRIVATE KEY-----\nAAAA", "holds a private key and no certificate"],
  [Uint8Array.of(0x30, 0x82, 1, 2, 3), "is not PEM but DER"],
  [JUNK, "holds a certificate that cannot be read"],
  [JUNK.replace("AAAA", "!!!!"), "holds a certificate that cannot be read"],
];

for (const [content, words] of REFUSED) {
  Deno.test(`a CA file with ${JSON.stringify(content)} ${words}`, () =>
    withFile(content, (path) => {
      for (const variable of ["CODEX_CA_CERTIFICATE", "SSL_CERT_FILE"]) {
        assert.throws(() => read({ [variable]: path }), (error) => {
          assert.ok(error instanceof LoginError);
          assert.equal(error.failure.kind, "usage");
          const start = `The CA file ${path} that ${variable} names ${words}`;
          assert.equal(error.message.slice(0, start.length), start);
          return true;
        });
      }
    }));
}

Deno.test("a missing CA file and a folder are named together with the variable", () => {
  for (const path of ["/nowhere/ca.pem", "/"]) {
    assert.throws(
      () => read({ SSL_CERT_FILE: path }),
      new RegExp(`^LoginError: The CA file ${path} that SSL_CERT_FILE names cannot be read: `),
    );
  }
});

Deno.test("empty means unset", () => {
  assert.deepEqual(read({}), []);
  assert.deepEqual(read({ CODEX_CA_CERTIFICATE: "", SSL_CERT_FILE: "" }), []);
});

Deno.test({
  name: "CODEX_CA_CERTIFICATE wins, a bundle may hold what cannot be read (needs openssl)",
  ignore: !HAS_OPENSSL,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const { certificateFile } = await makeCertificateAuthority(folder);
      const pem = (await Deno.readTextFile(certificateFile)).trim();
      const { stdout } = await new Deno.Command("openssl", {
        args: ["x509", "-in", certificateFile, "-trustout", "-addtrust", "serverAuth"],
      }).output();
      const trusted = new TextDecoder().decode(stdout);
      assert.match(trusted, /BEGIN TRUSTED CERTIFICATE/);
      await withFile(`# ours\r\n${JUNK}${trusted}\n${pem}\n`, (path) => {
        const variables = { CODEX_CA_CERTIFICATE: path, SSL_CERT_FILE: "/nowhere" };
        assert.deepEqual(read(variables), [pem, pem]);
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
