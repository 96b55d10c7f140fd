// The port that is taken before anything is there to serve it.
import assert from "node:assert/strict";
import { bindLoopback } from "../../src/callback/loopback.ts";
import { textAnswer } from "../../src/callback/page.ts";
import { claimPort } from "../../src/callback/registered_ports.ts";
import { NO_LOG } from "../../src/log/login_events.ts";
import { holdPort, NOT_FOUND } from "../fixtures/held_port.ts";

const NEVER = new AbortController().signal;
const PORTS = { log: NO_LOG, say() {} };

Deno.test("whoever comes between the claim and the server is answered by the server", async () => {
  using claimed = claimPort(0);
  assert(claimed);
  const { port } = claimed.addr;
  using early = await Deno.connect({ hostname: "127.0.0.1", port });
  await early.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  const server = await bindLoopback(
    port,
    (served) => () => textAnswer(200, `served on ${served}`),
    { ...PORTS, claimed },
    NEVER,
  );
  assert.equal(server.port, port);
  const answer = await new Response(early.readable).text();
  assert.match(answer, new RegExp(`^HTTP/1\\.1 200 .*served on ${port}$`, "s"));
  await server.close();
  // The server has closed what was claimed, and whoever claimed it may close it once more.
  using again = claimPort(port);
  assert(again);
});

Deno.test("a claim that comes to nothing leaves the port free", () => {
  let port: number;
  {
    using claimed = claimPort(0);
    assert(claimed);
    port = claimed.addr.port;
  }
  using again = claimPort(port);
  assert.equal(again?.addr.port, port);
});

Deno.test("a port that somebody holds is not claimed, and nobody is asked to give way", async () => {
  await using holder = holdPort(0, NOT_FOUND);
  assert.equal(claimPort(holder.port), undefined);
  assert.deepEqual(holder.received, []);
});
