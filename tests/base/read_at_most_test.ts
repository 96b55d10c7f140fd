import assert from "node:assert/strict";
import { readAtMost } from "../../src/base/read_at_most.ts";

/** A body of these chunks, and what was done to it. */
function bodyOf(chunks: Iterable<string | Uint8Array>) {
  const state = { pulled: 0, isCancelled: false };
  const iterator = chunks[Symbol.iterator]();
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value, done } = iterator.next();
      if (done) return controller.close();
      state.pulled++;
      controller.enqueue(typeof value === "string" ? new TextEncoder().encode(value) : value);
    },
    cancel() {
      state.isCancelled = true;
    },
  }, { highWaterMark: 0 });
  return { response: new Response(stream), state };
}

for (
  const [what, chunks, limit, text, isWhole] of [
    ["an empty body", [], 4, "", true],
    ["a short body", ["ab"], 4, "ab", true],
    ["a body of exactly the limit", ["abcd"], 4, "abcd", true],
    ["the limit in several chunks", ["a", "bc", "d"], 4, "abcd", true],
    ["one byte too many", ["abcde"], 4, "abcd", false],
    ["one byte too many in a chunk of its own", ["abcd", "e"], 4, "abcd", false],
    ["empty chunks", ["", "ab", "", ""], 4, "ab", true],
    ["anything, where nothing may be read", ["a"], 0, "", false],
    ["nothing, where nothing may be read", [], 0, "", true],
    ["a character of several bytes across chunks", [[0xe2, 0x82], [0xac]], 4, "€", true],
    ["a character cut by the limit", ["abc€"], 4, "abc", false],
    ["bytes that are no UTF-8", [[0x61, 0xff, 0x62]], 4, "a\ufffdb", true],
    ["a character that never ends", [[0x61, 0xe2, 0x82]], 4, "a\ufffd", true],
  ] as [string, (string | number[])[], number, string, boolean][]
) {
  Deno.test(`of ${what}, ${limit} bytes are read at most`, async () => {
    const bytes = chunks.map((chunk) => typeof chunk === "string" ? chunk : Uint8Array.from(chunk));
    assert.deepEqual(await readAtMost(bodyOf(bytes).response, limit), { text, isWhole });
  });
}

for (
  const [type, bytes, text] of [
    ["text/html; charset=windows-1251", [0xcd, 0xe5, 0xf2], "Нет"],
    ['text/html;CHARSET="shift_jis"', [0x8b, 0x91], "拒"],
    ["text/html; charset=utf-16", [0xff, 0xfe, 0x4e, 0x00], "N"],
    ["text/html; charset=iso-8859-1", [0xc3, 0xa9], "é"],
    ["text/html; charset=nobody-knows", [0xe9], "\ufffd"],
    ["text/html", [0xe9], "\ufffd"],
  ] as const
) {
  Deno.test(`the bytes ${bytes} of ${type} are UTF-8, else what the header says`, async () => {
    const headers = { "content-type": type };
    const response = new Response(Uint8Array.from(bytes), { headers });
    assert.deepEqual(await readAtMost(response, 9), { text, isWhole: true });
  });
}

Deno.test("an answer without a body is empty and whole", async () => {
  assert.deepEqual(await readAtMost(new Response(null, { status: 204 }), 9), {
    text: "",
    isWhole: true,
  });
});

Deno.test("an endless body is left after the limit, and told so", async () => {
  function* endless() {
    for (;;) yield "x".repeat(1000);
  }
  const { response, state } = bodyOf(endless());
  const { text, isWhole } = await readAtMost(response, 10_000);
  assert.equal(text, "x".repeat(10_000));
  assert.equal(isWhole, false);
  assert.equal(state.pulled, 11);
  assert.equal(state.isCancelled, true);
});

Deno.test("a body that hangs in its cancel does not hold the reader", async () => {
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(100)),
    cancel: () => new Promise(() => {}),
  });
  assert.equal((await readAtMost(new Response(stream), 10)).isWhole, false);
});

Deno.test("a body that breaks off rejects with the reason", async () => {
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode("half")),
    pull: (controller) => controller.error(new TypeError("connection reset")),
  }, { highWaterMark: 0 });
  await assert.rejects(readAtMost(new Response(stream), 100), /connection reset/);
});
