// NO_PROXY as people write it, for curl, Go and Python alike.
import assert from "node:assert/strict";
import { isExempt } from "../../../src/config/network/no_proxy.ts";

const TABLE: readonly [target: string, list: string, isExempt: boolean][] = [
  ["https://auth.example.com", "", false],
  ["https://auth.example.com", "*", true],
  ["https://auth.example.com", "auth.example.com", true],
  ["https://auth.example.com", "AUTH.Example.com", true],
  ["https://auth.example.com", "auth.example.com.", true],
  ["https://auth.example.com", "example.com", true],
  ["https://auth.example.com", ".example.com", true],
  ["https://auth.example.com", "*.example.com", true],
  ["https://auth.example.com", "com", true],
  ["https://auth.example.com", "ample.com", false],
  ["https://auth.example.com", "th.example.com", false],
  ["https://auth.example.com", "auth.example.com.evil", false],
  ["https://auth.example.com", ".", false],
  ["https://auth.example.com", "a.test,auth.example.com", true],
  ["https://auth.example.com", " a.test ,\tauth.example.com ", true],
  ["https://auth.example.com", "a.test auth.example.com", true],
  ["https://auth.example.com", "auth.example.com:443", true],
  ["https://auth.example.com", "auth.example.com:80", false],
  ["https://auth.example.com:8443", "example.com:8443", true],
  ["https://auth.example.com:8443", "example.com", true],
  ["http://127.0.0.1:9", "127.0.0.1", true],
  ["http://127.0.0.1:9", "127.0.0.1:9", true],
  ["http://127.0.0.1:9", "127.0.0.1:8", false],
  ["http://127.0.0.1:9", "127.0.0.0/8", true],
  ["http://127.0.0.1:9", "127.0.0.2/32", false],
  ["http://127.0.0.1:9", "0.0.0.0/0", true],
  ["http://127.0.0.1:9", "127.0.0.0/33", false],
  ["http://127.0.0.1:9", "127.0.0.0/x", false],
  ["http://127.0.0.1:9", "0.1", false],
  ["http://127.0.0.1:9", "localhost", false],
  ["http://localhost:9", "localhost", true],
  ["http://[::1]:9", "::1", true],
  ["http://[::1]:9", "[::1]", true],
  ["http://[::1]:9", "[::1]:9", true],
  ["http://[::1]:9", "[::1]:8", false],
  ["http://[::1]:9", "0:0:0:0:0:0:0:1", true],
  ["http://[::1]:9", "::/0", true],
  ["http://[fd00::1]:9", "fd00::/8", true],
  ["http://[fe00::1]:9", "fd00::/8", false],
  ["http://[::1]:9", "127.0.0.0/8", false],
];

for (const [target, list, expected] of TABLE) {
  Deno.test(`NO_PROXY ${JSON.stringify(list)} ${expected ? "exempts" : "does not exempt"} ${target}`, () => {
    assert.equal(isExempt(new URL(target), list), expected);
  });
}
