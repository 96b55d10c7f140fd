// What counts as a request, and where it goes; nothing is mended.
import assert from "node:assert/strict";
import { parseRequestHead, parseTarget } from "../../src/callback/request_head.ts";

const HOST = "Host: localhost:1455\r\n";

Deno.test("a head is method, target and fields, as they came", () => {
  assert.deepEqual(
    parseRequestHead("GET /a?b=%2e HTTP/1.1\r\nHost:localhost\r\nX-A: \t b c \r\nx-a:\r\n\r\n"),
    {
      method: "GET",
      target: "/a?b=%2e",
      fields: [["host", "localhost"], ["x-a", "b c"], ["x-a", ""]],
    },
  );
  assert.equal(parseRequestHead("OPTIONS * HTTP/1.0\r\n\r\n")?.target, "*");
});

for (
  const [what, head] of [
    ["an empty line alone", "\r\n\r\n"],
    ["HTTP/0.9", "GET /\r\n\r\n"],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\n"],
    ["HTTP/1.9", `GET / HTTP/1.9\r\n${HOST}\r\n`],
    ["a method in small letters", `get / HTTP/1.1\r\n${HOST}\r\n`],
    ["two blanks before the target", `GET  / HTTP/1.1\r\n${HOST}\r\n`],
    ["a target with a blank", `GET /a b HTTP/1.1\r\n${HOST}\r\n`],
    ["a line that ends in LF alone", `GET / HTTP/1.1\n${HOST}\r\n`],
    ["a field that ends in LF alone", "GET / HTTP/1.1\r\nA: b\nHost: x\r\n\r\n"],
    ["a CR within a field", "GET / HTTP/1.1\r\nA: b\rHost: x\r\n\r\n"],
    ["a NUL within a field", "GET / HTTP/1.1\r\nA: b\0\r\n\r\n"],
    ["a field without a colon", "GET / HTTP/1.1\r\nHost\r\n\r\n"],
    ["a field without a name", "GET / HTTP/1.1\r\n: b\r\n\r\n"],
    ["a blank before the colon", "GET / HTTP/1.1\r\nHost : x\r\n\r\n"],
    ["a folded field", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"],
    ["a TLS hello", "\x16\x03\x01\x02\0\r\n\r\n"],
  ] as const
) {
  Deno.test(`${what} is no request`, () => assert.equal(parseRequestHead(head), undefined));
}

for (
  const [target, expected] of [
    ["/", [undefined, "/", ""]],
    ["/auth/callback?code=a&state=b", [undefined, "/auth/callback", "code=a&state=b"]],
    ["/auth/callback?", [undefined, "/auth/callback", ""]],
    ["/%61uth/../x", [undefined, "/%61uth/../x", ""]],
    ["//evil.example/cancel", [undefined, "//evil.example/cancel", ""]],
    ["http://localhost:1455/cancel", ["localhost:1455", "/cancel", ""]],
    ["HTTP://LOCALHOST:1455/cancel?a", ["LOCALHOST:1455", "/cancel", "a="]],
    ["http://u@localhost:1455\\x/cancel", ["u@localhost:1455\\x", "/cancel", ""]],
    ["http://localhost:1455", ["localhost:1455", "/", ""]],
    ["http:///cancel", ["", "/cancel", ""]],
  ] as const
) {
  Deno.test(`the target ${target} is taken apart`, () => {
    const parts = parseTarget(target);
    assert.deepEqual([parts?.authority, parts?.path, parts?.query.toString()], expected);
  });
}

for (const target of ["*", "", "?a", "x", "\\", "/a#b", "https://localhost/", "localhost:1455"]) {
  Deno.test(`the target "${target}" is none`, () => assert.equal(parseTarget(target), undefined));
}
