import assert from "node:assert/strict";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { askPortHolder, describeHolder } from "../../src/callback/port_holder.ts";

for (
  const [head, expected] of [
    ["", /does not answer HTTP/],
    ["SSH-2.0-OpenSSH_9.2\r\n", /does not answer HTTP/],
    ["HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\nLogin cancelled", /another sign-in/],
    [
      "HTTP/1.1 404 Not Found\r\nServer: nginx/1.2\r\n\r\n",
      /status 404 .* calls itself "nginx\/1\.2"/,
    ],
    ["HTTP/1.1 404 Not Found\r\nServer: \x1b[31mred\r\n\r\n", /"\\u\{1b\}\[31mred"/],
    [`HTTP/1.1 200 OK\r\nServer: ${"x".repeat(300)}\r\n`, /"x{59}…"/],
  ] as const
) {
  Deno.test(`the answer ${JSON.stringify(head.slice(0, 40))} is described`, () => {
    assert.match(describeHolder(head), expected);
  });
}

Deno.test("a holder gets one plain GET /cancel with its own Host", async () => {
  const port = freePort();
  using listener = Deno.listen({ hostname: "127.0.0.1", port });
  const asked = askPortHolder("127.0.0.1", port, new AbortController().signal);
  using connection = await listener.accept();
  const bytes = new Uint8Array(1024);
  const length = await connection.read(bytes);
  const request = new TextDecoder().decode(bytes.subarray(0, length ?? 0));
  await connection.write(new TextEncoder().encode("HTTP/1.1 200 OK\r\n\r\nLogin cancelled"));
  assert.match(await asked, /another sign-in/);
  assert.ok(request.startsWith(`GET /cancel HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`), request);
  assert.doesNotMatch(request, /origin|referer|sec-fetch/i);
});

Deno.test("a silent holder is left as soon as the login is interrupted", async () => {
  const port = freePort();
  using _listener = Deno.listen({ hostname: "127.0.0.1", port });
  const interruption = new AbortController();
  const asked = askPortHolder("127.0.0.1", port, interruption.signal);
  interruption.abort(new Error("interrupted"));
  assert.match(await asked, /does not answer HTTP/);
});
