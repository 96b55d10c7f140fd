// What a person is told who pastes something into the terminal while a sign-in waits.
import assert from "node:assert/strict";
import { openCallbackServer } from "../../src/callback/callback_server.ts";
import { LONGEST_PASTE } from "../../src/callback/pasted_callback.ts";
import { takePastes } from "../../src/callback/while_waiting.ts";
import { NO_LOG } from "../../src/log/login_events.ts";
import { Secret } from "../../src/log/text/secret.ts";

const STATE = "st-1";
const CALLBACK = `http://localhost:1455/auth/callback?code=ac_1&scope=openid&state=${STATE}`;

/** Pastes each text as a line of its own; gives the answers to those that were not the one, and the code. */
async function paste(...texts: string[]): Promise<{ answers: string[]; code: string | undefined }> {
  const server = openCallbackServer(NO_LOG);
  server.expect({ state: new Secret(STATE), issuer: "https://auth.example" });
  const said: string[] = [];
  const lines = async function* () {
    for (const text of texts) yield await Promise.resolve(new Secret(text));
  };
  await takePastes(server, lines(), (text) => void said.push(text));
  const taken = await Promise.race([server.received, undefined]);
  const answers = said.flatMap((text) => /of this sign-in\. (.*)\n/.exec(text)?.[1] ?? []);
  return { answers, code: taken?.kind === "code" ? taken.code.reveal() : undefined };
}

Deno.test("of what is pasted behind a URL no more is kept than is looked at", async () => {
  const looked: number[] = [];
  const server = {
    ...openCallbackServer(NO_LOG),
    paste([, begun = ""]: readonly string[]) {
      looked.push(begun.length);
      return Promise.resolve("no_callback" as const);
    },
  };
  const lines = async function* () {
    yield await Promise.resolve(new Secret("https://auth.example/"));
    for (let i = 0; i < 100; i++) yield new Secret("x".repeat(1_000));
  };
  await takePastes(server, lines(), () => {});
  assert.equal(Math.max(...looked), LONGEST_PASTE + 1);
});

const NONE = "It is no callback: it holds no code and state.";

for (
  const [what, texts, answers] of [
    ["a word", ["hello", CALLBACK], [NONE]],
    ["two words", ["hello world", CALLBACK], [NONE]],
    ["the authorize URL", [`https://auth.example/oauth/authorize?state=${STATE}`, CALLBACK], [
      NONE,
    ]],
    ["a callback of an old tab", [CALLBACK.replace(STATE, "st-0"), CALLBACK], [
      "It is a callback with a wrong state, as an old browser tab sends.",
    ]],
    ["the first half of a URL", [CALLBACK.slice(0, 30), CALLBACK.slice(30)], [NONE]],
    ["two thirds of one", [CALLBACK.slice(0, 30), CALLBACK.slice(30, 50), CALLBACK.slice(50)], [
      NONE,
      NONE,
    ]],
    ["a URL, then code and state", [CALLBACK.replace(STATE, "x"), `ac_1 ${STATE}`], [
      "It is a callback with a wrong state, as an old browser tab sends.",
    ]],
  ] as const
) {
  Deno.test(`${what} is pasted before the callback: it is told, and the callback is taken`, async () => {
    assert.deepEqual(await paste(...texts), { answers, code: "ac_1" });
  });
}
