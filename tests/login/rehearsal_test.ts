// The rehearsals: they go through to their end, and leave no trace.
import assert from "node:assert/strict";
import { rehearseCallback } from "../../src/callback/rehearsal.ts";
import { Secret } from "../../src/log/text/secret.ts";
import { rehearseCompletion } from "../../src/login/rehearsal.ts";

/** Whatever would reach beyond this process fails while this is in place. */
function forbidEverything(): Disposable & { readonly touched: string[] } {
  const touched: string[] = [];
  const { fetch } = globalThis;
  const forbidden = (name: string) => (): never => {
    touched.push(name);
    throw new Error(name);
  };
  globalThis.fetch = forbidden("fetch");
  const files = ["openSync", "lstatSync", "statSync", "renameSync", "connect", "listen"] as const;
  const before = Object.fromEntries(files.map((name) => [name, Deno[name]]));
  for (const name of files) Object.assign(Deno, { [name]: forbidden(name) });
  return {
    touched,
    [Symbol.dispose]() {
      globalThis.fetch = fetch;
      Object.assign(Deno, before);
    },
  };
}

Deno.test("the exchange, the account and the save are gone through without a request or a file", async () => {
  const { signal } = new AbortController();
  const proxy = { kind: "proxy", variable: "HTTPS_PROXY", url: new Secret("http://p:1") } as const;
  for (const flow of ["browser", "device_code"] as const) {
    using forbidden = forbidEverything();
    await rehearseCompletion({ issuer: "https://auth.example.com", flow, proxy }, signal);
    assert.deepEqual(forbidden.touched, []);
  }
});

Deno.test("a callback is taken and answered without a port or a line", async () => {
  using forbidden = forbidEverything();
  await rehearseCallback();
  assert.deepEqual(forbidden.touched, []);
});
