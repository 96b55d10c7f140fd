// The stores of authorities: which are asked, what is refused before the sign-in, and what adds to them.
import assert from "node:assert/strict";
import { storesOf } from "../../../src/base/certificate_stores.ts";
import { findCaCertificates } from "../../../src/config/network/ca_certificates.ts";
import { readStores } from "../../../src/config/network/certificate_stores.ts";
import { PLAIN_ROUTE } from "../../../src/errors/explanation.ts";
import { explainTransport } from "../../../src/errors/explain.ts";
import { HAS_OPENSSL, makeCertificateAuthority } from "../../fixtures/certificate_authority.ts";

Deno.test("a choice of stores counts, and a store that the runtime does not know is refused", () => {
  assert.deepEqual(storesOf("mozilla"), ["mozilla"]);
  assert.deepEqual(storesOf("system, mozilla"), ["system", "mozilla"]);
  assert.ok(storesOf("").includes("mozilla"));
  assert.throws(() => readStores(() => "c4nary"), {
    message:
      "DENO_TLS_CA_STORE takes mozilla, system, or both with a comma between; correct or unset it.",
  });
});

Deno.test({
  name: "SSL_CERT_DIR adds what OpenSSL would look at in its folders (needs openssl)",
  ignore: !HAS_OPENSSL || Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const { certificateFile } = await makeCertificateAuthority(folder);
      const pem = (await Deno.readTextFile(certificateFile)).trim();
      Deno.mkdirSync(`${folder}/hashed`);
      Deno.writeTextFileSync(`${folder}/hashed/2b72e73f.0`, pem);
      Deno.writeTextFileSync(`${folder}/hashed/company.pem`, `${pem}\n${pem}`);
      Deno.writeTextFileSync(`${folder}/hashed/00000000.1`, "no certificate");
      const variables: Record<string, string> = { SSL_CERT_DIR: `/nowhere:${folder}/hashed` };
      const read = () => findCaCertificates((name) => variables[name]);
      assert.deepEqual(read(), { certificates: [pem] });
      // Beside a file that must be right, what cannot be read is passed over.
      variables["CODEX_CA_CERTIFICATE"] = certificateFile;
      variables["SSL_CERT_FILE"] = "/nowhere";
      assert.deepEqual(read(), { certificates: [pem] });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("the words for an authority that is not known say which stores were asked", () => {
  const context = {
    ...PLAIN_ROUTE,
    url: new URL("https://issuer.example"),
    flow: "browser",
  } as const;
  const cases: [string[] | undefined, RegExp][] = [
    [
      ["mozilla", "system"],
      /no CA variable is set; asked: the built-in and the system's authorities\.$/,
    ],
    [["mozilla"], /asked: the built-in authorities\.$/],
    [undefined, /no CA variable is set\.$/],
  ];
  for (const [stores, words] of cases) {
    const failure = { cause: "tls_unknown_issuer", isProxyPossible: false } as const;
    assert.match(explainTransport(failure, { ...context, stores }).what, words);
  }
});
