// What a test of the whole program cannot have: a terminal on standard input, and one that never ends.
import assert from "node:assert/strict";
import { asLoginError, signalError } from "../../src/errors/errors.ts";
import { readStdinSecret, type SecretWords } from "../../src/login/stdin_secret.ts";

const WORDS: SecretWords = {
  noun: "access token",
  option: "--with-access-token",
  variable: "CODEX_ACCESS_TOKEN",
};

function stdin(chunks: string[], isTerminal = false, isEndless = false) {
  return {
    isTerminal: () => isTerminal,
    readable: new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
        if (!isEndless) controller.close();
      },
    }),
  };
}

Deno.test("a terminal on stdin is told how to pipe, and is not read", async () => {
  const said: string[] = [];
  const input = stdin(["secret"], true);
  const reading = readStdinSecret(WORDS, input, (text) => said.push(text), AbortSignal.abort());
  await assert.rejects(reading, {
    message: "--with-access-token expects the access token on stdin. " +
      "Try piping it, e.g. `printenv CODEX_ACCESS_TOKEN | codex-login --with-access-token`.",
  });
  assert.deepEqual(said, []);
  assert.equal(input.readable.locked, false);
});

Deno.test("a secret that comes in pieces is put together", async () => {
  const input = stdin(["at-", "12", "34\n"]);
  const secret = await readStdinSecret(WORDS, input, () => {}, new AbortController().signal);
  assert.equal(secret.reveal(), "at-1234");
});

Deno.test("Ctrl-C ends the wait for a pipe that nobody closes", async () => {
  const controller = new AbortController();
  const reading = readStdinSecret(WORDS, stdin(["at-"], false, true), () => {}, controller.signal);
  controller.abort(signalError("SIGINT"));
  const error = await reading.catch((reason) => reason);
  assert.equal(asLoginError(error).failure.kind, "SIGINT");
});
