// An authority that was installed the usual way counts, whatever became of the rest of the system's bundle.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { denoArgs } from "../../scripts/deno_args.ts";
import { HAS_OPENSSL } from "../fixtures/certificate_authority.ts";
import {
  onInspectedNetwork,
  type Pems,
  signInWithBundle,
} from "../fixtures/installed_authority.ts";

const SKIPPED = "skipped: this machine allows no mounts of one's own";
/** A certificate whose end is missing, and one that holds nonsense. */
const cut = (pem: string) => pem.slice(0, pem.length / 2);
const NONSENSE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

/** The bundle, which authorities an advice says were asked (where the sign-in fails), and the stores' variable. */
const CASES: [string, (pems: Pems) => string, asked?: string, stores?: string][] = [
  ["whole", ({ company, other }) => other + company],
  ["whole, with words between", ({ company, other }) => `# Ünder\n${other}\n# X\n${company}`],
  ["cut behind the company's", ({ company, other }) => company + cut(other)],
  ["cut before the company's", ({ company, other }) => `${cut(other)}\n${company}`],
  ["with nonsense before it", ({ company }) => NONSENSE + company],
  ["asked alone", ({ company }) => company, undefined, "system"],
  ["asked alone, and cut", ({ company, other }) => company + cut(other), undefined, "system"],
  ["without the company's", ({ other }) => other, "the built-in and the system's authorities"],
  [
    "without it, and cut",
    ({ other }) => other + cut(other),
    "the built-in and part of the system's authorities (its bundle is damaged)",
  ],
  ["of nonsense alone", () => NONSENSE, "the built-in authorities"],
  ["empty", () => "", "the built-in authorities"],
  ["empty, and asked alone", () => "", "no authorities", "system"],
  ["not asked", ({ company }) => company, "the built-in authorities", "mozilla"],
];

Deno.test({
  name:
    "the system's bundle counts as far as it can be read, and the advice says so (needs openssl)",
  ignore: !HAS_OPENSSL || Deno.build.os !== "linux",
  fn: () =>
    onInspectedNetwork(async (network) => {
      for (const [name, bundleOf, asked, stores] of CASES) {
        const end = await signInWithBundle(network, bundleOf(network.pems), stores);
        if (end === undefined) return console.log(SKIPPED);
        assert.equal(end.code, asked === undefined ? 0 : 1, `${name}: ${end.stderr}`);
        const said = /; asked: (.+)\.$/m.exec(end.stderr)?.[1];
        assert.equal(said, asked, name);
      }
    }),
});

Deno.test({
  name:
    "it counts as well where the runtime has read its store before our first line (needs openssl)",
  ignore: !HAS_OPENSSL || Deno.build.os !== "linux",
  fn: () =>
    onInspectedNetwork(async ({ issuer, pems, withBundle }) => {
      const wrapper = await withBundle(pems.company);
      if (wrapper === undefined) return console.log(SKIPPED);
      const source = (path: string) => JSON.stringify(import.meta.resolve(`../../src/${path}.ts`));
      const program = `Deno.createHttpClient({}).close();
        const { loadStores } = await import(${source("config/network/certificate_stores")});
        const { issuerFetch } = await import(${source("oauth/issuer_fetch")});
        const certificates = { stores: ["mozilla", "system"], variable: undefined, count: 0 };
        const { caCertificates } = loadStores({ caCertificates: [], certificates });
        const fetch = issuerFetch(caCertificates);
        console.log((await fetch("${issuer}/", {})).status);
        fetch.close();`;
      const [command = "", ...args] = [...wrapper, Deno.execPath(), "eval", ...await denoArgs()];
      const { code, stdout, stderr } = await new Deno.Command(command, {
        args: [...args, program],
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
        // What else the machine of this test has told the runtime to trust.
        env: { DENO_TLS_CA_STORE: "mozilla", NODE_EXTRA_CA_CERTS: "" },
      }).output();
      assert.equal(code, 0, new TextDecoder().decode(stderr));
      assert.match(new TextDecoder().decode(stdout), /^\d+\n$/);
    }),
});
