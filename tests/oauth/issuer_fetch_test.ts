// Connections to the issuer are kept for the next request, and are gone once nobody needs them.
import assert from "node:assert/strict";
import { issuerFetch } from "../../src/oauth/issuer_fetch.ts";
import { serveAccountSide } from "../../src/confinement/serve_account_side.ts";
import { inProcessAccountSide } from "../../src/login/account_side.ts";
import { fileAuthStore } from "../../src/credentials/auth_store.ts";
import { NO_LOG } from "../../src/log/login_events.ts";
import { within } from "../fixtures/waiting.ts";

/** Answers every request on connections that it leaves open, and counts them. */
function startKeepingServer() {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const asked = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  let connections = 0;
  async function serve(connection: Deno.Conn): Promise<void> {
    connections++;
    const bytes = new Uint8Array(4096);
    while (await connection.read(bytes).catch(() => null) !== null) {
      const answer = "HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}";
      await connection.write(new TextEncoder().encode(answer));
      asked.resolve();
    }
    connection.close();
    ended.resolve();
  }
  const accepting = (async () => {
    for await (const connection of listener) void serve(connection);
  })();
  return {
    issuer: `http://127.0.0.1:${listener.addr.port}`,
    asked: asked.promise,
    /** Resolves once a connection was ended by its client. */
    ended: within(ended.promise, () => "the end of the connection"),
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
    },
  };
}

Deno.test("a second request goes over the connection of the first; none is left after close()", async () => {
  await using server = startKeepingServer();
  const fetch = issuerFetch([]);
  for (let i = 0; i < 2; i++) await (await fetch(server.issuer, {})).text();
  assert.equal(server.connections(), 1);
  fetch.close();
  await server.ended;
});

Deno.test("a check that is given up leaves no connection once the worker has nothing else to do", async () => {
  await using server = startKeepingServer();
  const fetch = issuerFetch([]);
  const store = { ...fileAuthStore("/nowhere"), check: () => Promise.resolve() };
  const side = inProcessAccountSide({ store, log: NO_LOG, fetch });
  const take = serveAccountSide(side, NO_LOG, () => {}, fetch.close);
  const settings = { issuer: server.issuer, flow: "browser" } as const;
  take({ type: "call", number: 1, call: { kind: "check_ahead", settings } });
  await server.asked;
  take({ type: "interrupt", number: 1, isSecond: false });
  await server.ended;
});
