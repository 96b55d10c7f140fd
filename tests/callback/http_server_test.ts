// The server on its sockets: few connections, none for long, and no accept that fails ends it.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { type HttpServer, type RequestHandler, serveHttp } from "../../src/callback/http_server.ts";
import { textAnswer } from "../../src/callback/page.ts";
import { ask, openConnection, type RawConnection, requestText } from "../fixtures/raw_http.ts";
import { someTurns, within } from "../fixtures/waiting.ts";

interface Served extends HttpServer, AsyncDisposable {
  readonly port: number;
}

const HELLO: RequestHandler = () => textAnswer(200, "hello");

function serve(handler: RequestHandler = HELLO, listener = listen()): Served {
  const server = serveHttp([listener], handler);
  return { port: listener.addr.port, ...server, [Symbol.asyncDispose]: server.close };
}

function listen(port = 0): Deno.TcpListener {
  return Deno.listen({ hostname: "127.0.0.1", port });
}

/** Connects `count` times and sends nothing, or the beginning of a request. */
async function idle(port: number, count: number, sent = ""): Promise<RawConnection[]> {
  const connections: RawConnection[] = [];
  for (let i = 0; i < count; i++) connections.push(await openConnection(port, sent));
  return connections;
}

function closeAll(connections: readonly RawConnection[]): void {
  for (const connection of connections) connection[Symbol.dispose]();
}

Deno.test("of 300 connections without a request the oldest are ended, and a request is answered", async () => {
  await using server = serve();
  const connections = await idle(server.port, 300, "GET / HTTP/1.1\r\n");
  assert.equal((await ask(server.port, "/")).body, "hello");
  // All but the 64 newest have come to their end.
  await Promise.all(
    connections.slice(0, 300 - 64).map((connection) =>
      within(connection.readAll(), () => "the end of an old connection")
    ),
  );
  closeAll(connections);
});

Deno.test("a client that waits for its answer is not ended for newer ones", async () => {
  const outcome = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  await using server = serve(async ({ target }) => {
    if (target === "/held") {
      asked.resolve();
      await outcome.promise;
    }
    return textAnswer(200, target);
  });
  const held = ask(server.port, "/held");
  await asked.promise;
  const connections = await idle(server.port, 200);
  assert.equal((await ask(server.port, "/other")).body, "/other");
  outcome.resolve();
  assert.equal((await held).body, "/held");
  closeAll(connections);
});

Deno.test("where every client waits for its answer, the newest is ended", async () => {
  const outcome = Promise.withResolvers<void>();
  const full = Promise.withResolvers<void>();
  let asked = 0;
  await using server = serve(async () => {
    if (++asked === 64) full.resolve();
    await outcome.promise;
    return textAnswer(200, "at last");
  });
  const held = Array.from({ length: 64 }, () => ask(server.port, "/"));
  await full.promise;
  assert.equal((await ask(server.port, "/")).status, 0);
  outcome.resolve();
  for (const { body } of await Promise.all(held)) assert.equal(body, "at last");
});

Deno.test("an accept that fails does not end the server, and leaves descriptors to others", async () => {
  const listener = listen();
  const accept = listener.accept.bind(listener);
  const errors = [
    new Deno.errors.ConnectionAborted("aborted"),
    ...Array.from({ length: 3 }, () => new Error("Too many open files (os error 24)")),
  ];
  const connections = await idle(listener.addr.port, 40);
  let accepted = 0;
  listener.accept = async () => {
    const error = accepted === 40 ? errors.shift() : undefined;
    if (error) throw error;
    const connection = await accept();
    accepted++;
    return connection;
  };
  await using server = serve(HELLO, listener);
  assert.equal((await ask(server.port, "/")).body, "hello");
  assert.deepEqual(errors, []);
  // Half, and half again, and half again of what was left, but never fewer than four.
  await Promise.all(
    connections.slice(0, 35).map((connection) =>
      within(connection.readAll(), () => "the end of a connection")
    ),
  );
  closeAll(connections);
});

Deno.test("a client has 10 s for its request, however slowly it goes on", async () => {
  using time = new FakeTime();
  await using server = serve();
  const [slow] = await idle(server.port, 1, "GET / HTTP/1.1\r\n");
  assert.ok(slow);
  for (let i = 0; i < 9; i++) {
    await someTurns();
    await slow.write("X-A: b\r\n");
    await time.tickAsync(1_000);
  }
  await someTurns();
  const end = slow.readAll();
  await time.tickAsync(1_000);
  assert.equal(await within(end, () => "the end"), "");
  slow[Symbol.dispose]();
});

Deno.test("an answer is out when the client has closed, or half a second after it was written", async () => {
  using time = new FakeTime();
  const deliveries: Promise<void>[] = [];
  await using server = serve((_, delivered) => {
    deliveries.push(delivered);
    return textAnswer(200, "hello");
  });
  await ask(server.port, "/");
  await within(deliveries[0] ?? Promise.reject(), () => "the first delivery");
  const open = await openConnection(server.port, requestText(server.port, "/"));
  assert.match(await within(open.readAll(), () => "the answer"), /hello$/);
  let isOut = false;
  const second = deliveries[1]?.then(() => isOut = true);
  await someTurns();
  await time.tickAsync(450);
  await someTurns();
  assert.equal(isOut, false);
  await time.tickAsync(50);
  await within(second ?? Promise.reject(), () => "the second delivery");
  open[Symbol.dispose]();
});

Deno.test("an answer arrives although the client sends on, and a HEAD has no body", async () => {
  await using server = serve();
  const body = "x".repeat(1_000_000);
  const headers = [`Host: localhost:${server.port}`, `Content-Length: ${body.length}`];
  assert.equal((await ask(server.port, "/", { method: "POST", headers, body })).body, "hello");
  const head = await ask(server.port, "/", { method: "HEAD" });
  assert.equal(head.headers.get("content-length"), "5");
  assert.equal(head.body, "");
});

Deno.test("what is no request, or too long for one, is 400", async () => {
  await using server = serve();
  const headers = [`Host: localhost:${server.port}`, `Cookie: ${"c".repeat(60_000)}`];
  assert.equal((await ask(server.port, "/", { headers })).status, 200);
  assert.equal((await ask(server.port, "/ /")).status, 400);
  using long = await openConnection(server.port, "x".repeat(66_000));
  assert.match(await within(long.readAll(), () => "an answer"), /^HTTP\/1\.1 400 /);
});

Deno.test("once it is closed the port is free and every connection has ended", async () => {
  const server = serve(() => Promise.withResolvers<never>().promise);
  const connections = [
    ...await idle(server.port, 3),
    await openConnection(server.port, requestText(server.port, "/")),
  ];
  await ask(server.port, "/ /"); // the others were accepted before
  await server.close();
  listen(server.port).close();
  for (const connection of connections) {
    assert.equal(await within(connection.readAll(), () => "the end"), "");
    connection[Symbol.dispose]();
  }
});
