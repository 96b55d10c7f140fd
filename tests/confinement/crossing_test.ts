// Secrets between this side and the worker: revealed for the message alone.
import assert from "node:assert/strict";
import { packed, unpacked } from "../../src/confinement/crossing.ts";
import { Secret } from "../../src/log/text/secret.ts";

const MESSAGE = {
  type: "call",
  number: 1,
  call: {
    settings: {
      codeVerifier: new Secret("verifier"),
      proxy: { kind: "proxy", url: new Secret("http://u:p@h") },
      workspaceIds: ["a", "b"],
      port: undefined,
      nothing: null,
    },
    secrets: [new Secret(""), new Secret("s")],
  },
};

Deno.test("a message crosses whole, its secrets hidden again on the other side", () => {
  const crossed = unpacked(structuredClone(packed(MESSAGE))) as typeof MESSAGE;
  assert.deepEqual(crossed, MESSAGE);
  assert.equal(crossed.call.settings.codeVerifier.reveal(), "verifier");
  assert.equal(crossed.call.settings.proxy.url.reveal(), "http://u:p@h");
  assert.deepEqual(crossed.call.secrets.map((secret) => secret.reveal()), ["", "s"]);
  assert.doesNotMatch(Deno.inspect(crossed, { depth: 9 }), /verifier"|u:p/);
});

Deno.test("what is no plain data crosses as it is, and what only looks packed is nobody's secret", () => {
  const date = new Date(0);
  const bytes = Uint8Array.of(1);
  assert.deepEqual(unpacked(packed({ date, bytes })), { date, bytes });
  for (const value of ["text", 7, null, undefined, true, [], {}, { reveal: "x" }]) {
    assert.deepEqual(unpacked(packed(value)), value);
  }
});
