// The executable on a network that inspects TLS, with an authority that only the system's bundle has.
import assert from "node:assert/strict";
import { HAS_OPENSSL } from "../fixtures/certificate_authority.ts";
import { onInspectedNetwork, signInWithBundle } from "../fixtures/installed_authority.ts";
import { NO_EXECUTABLE } from "./support.ts";

Deno.test({
  name: "an authority that was installed the usual way is trusted, and no other (needs openssl)",
  ignore: NO_EXECUTABLE || !HAS_OPENSSL || Deno.build.os !== "linux",
  fn: () =>
    onInspectedNetwork(async (network) => {
      const { company, other } = network.pems;
      for (const [bundle, code] of [[other + company, 0], [other, 1]] as const) {
        const end = await signInWithBundle(network, bundle);
        if (end === undefined) {
          return console.log("skipped: this machine allows no mounts of one's own");
        }
        assert.equal(end.code, code, end.stderr);
        assert.equal(end.stderr.includes("asked: the built-in and the system's"), code === 1);
      }
      const alone = await signInWithBundle(network, company, "system");
      assert.equal(alone?.code, 0, alone?.stderr);
    }),
});
