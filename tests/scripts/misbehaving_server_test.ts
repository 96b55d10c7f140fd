// Each wrong answer has to be wrong on the wire in the way that its name says.
import assert from "node:assert/strict";
import {
  type Endpoint,
  startAuthorizationServer,
} from "../../scripts/rehearsal/authorization_server.ts";
import {
  dropConnection,
  dropMidBody,
  gzipped,
  hugeBody,
  neverAnswer,
  sendRaw,
  stallMidBody,
} from "../../scripts/rehearsal/misbehaviour.ts";

async function askToken(token: Endpoint, signal?: AbortSignal): Promise<string> {
  await using server = startAuthorizationServer({ token });
  const answer = await fetch(`${server.issuer}/oauth/token`, { method: "POST", body: "", signal });
  return `${answer.status} ${await answer.text()}`;
}

const WITHIN_100_MS = () => AbortSignal.timeout(100);

Deno.test("a dropped connection and a dropped body both fail the request", async () => {
  await assert.rejects(askToken(dropConnection), TypeError);
  await assert.rejects(askToken(() => dropMidBody({ id_token: "half" })), TypeError);
});

Deno.test("silence lasts until the client gives up, before the answer and within it", async () => {
  const isTimeout = { name: "TimeoutError" };
  await assert.rejects(askToken(() => neverAnswer(), WITHIN_100_MS()), isTimeout);
  await assert.rejects(askToken(() => stallMidBody({ a: "b" }), WITHIN_100_MS()), isTimeout);
});

Deno.test("raw bytes go out as they are", async () => {
  const raw = "HTTP/1.1 203 Odd\r\ncontent-length: 2\r\n\r\nok";
  assert.equal(await askToken(() => sendRaw(raw)), "203 ok");
  await assert.rejects(askToken(() => sendRaw("SSH-2.0-nothing\r\n")), TypeError);
});

Deno.test("bodies may be huge, compressed, or the usual answer after a while", async () => {
  assert.equal((await askToken(() => hugeBody(300_000))).length, 300_004);
  assert.equal(await askToken(() => gzipped(Response.json([1, 2]))), "200 [1,2]");
  const late = await askToken(async (_request, usual) => {
    await Promise.resolve();
    return usual();
  });
  assert.match(late, /^401 .*invalid_client/);
});

Deno.test("an endless body ends when its reader leaves", async () => {
  await using server = startAuthorizationServer({ token: () => hugeBody(Infinity) });
  const answer = await fetch(`${server.issuer}/oauth/token`, { method: "POST", body: "" });
  const reader = answer.body!.getReader();
  assert.ok((await reader.read()).value!.length > 0);
  await reader.cancel();
});

Deno.test("after stopListening a new connection is refused", async () => {
  await using server = startAuthorizationServer();
  await server.stopListening();
  await assert.rejects(fetch(`${server.issuer}/oauth/token`), TypeError);
});

Deno.test("a closure that throws fails its test at dispose", async () => {
  const server = startAuthorizationServer({
    token: () => {
      throw new Error("the closure is broken");
    },
  });
  const answer = await fetch(`${server.issuer}/oauth/token`, { method: "POST", body: "" });
  await answer.body?.cancel();
  await assert.rejects(async () => await server[Symbol.asyncDispose](), /the closure is broken/);
});

Deno.test("a closure that never settles does not hold the dispose", async () => {
  await assert.rejects(askToken(() => new Promise(() => {}), WITHIN_100_MS()));
});
