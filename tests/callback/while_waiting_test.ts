import assert from "node:assert/strict";
import { tellOfIgnored } from "../../src/callback/while_waiting.ts";

for (
  const [canPaste, words] of [
    [true, "paste the address of that page here and press Enter"],
    [false, "`codex-login --device-auth` needs no callback"],
  ] as const
) {
  Deno.test(`a forwarded port is told once, with what helps where one can ${canPaste ? "" : "not "}paste`, () => {
    const said: string[] = [];
    const tell = tellOfIgnored((text) => said.push(text), () => canPaste);
    for (let i = 0; i < 3; i++) tell("other_host");
    tell("state_mismatch");
    assert.deepEqual(said, [
      `A callback was ignored (one under another name or port, as a forwarded port has); ${words}.`,
      "A callback was ignored (one with a wrong state, as an old browser tab sends); " +
      "the sign-in still waits for its own.",
    ]);
  });
}
