import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { openScreen } from "../../../src/cli/terminal/screen.ts";

function record(isLive: boolean, columns = 80) {
  const written: string[] = [];
  return { screen: openScreen((text) => written.push(text), isLive, () => columns), written };
}

Deno.test("without a terminal each step that may take time is a plain line, said once", () => {
  const { screen, written } = record(false);
  screen.showPhase("config");
  screen.showPhase("wait_for_callback");
  screen.showPhase("wait_for_callback");
  screen.say("hello");
  screen.showPhase("done");
  screen.close();
  assert.deepEqual(written, ["Waiting for the sign-in in the browser …\n", "hello\n"]);
});

Deno.test("on a terminal the waiting line moves, and counts the time", () => {
  using time = new FakeTime();
  const { screen, written } = record(true);
  screen.showPhase("wait_for_callback");
  time.tick(65_000);
  assert.ok(written.at(-1)?.startsWith("\r\x1b[2K"));
  assert.match(written.at(-1) ?? "", / Waiting for the sign-in in the browser 1:05$/);
  screen.close();
  const count = written.length;
  time.tick(5_000);
  assert.equal(written.length, count, "nothing moves after the end");
});

Deno.test("what is said on a terminal takes the moving line's place and puts it below", () => {
  using _time = new FakeTime();
  const { screen, written } = record(true);
  screen.showPhase("exchange");
  screen.say("a word");
  screen.close();
  assert.equal(written[1], "\r\x1b[2Ka word\n");
  assert.match(written[2] ?? "", /Exchanging the authorization code 0:00$/);
  assert.equal(written.at(-1), "\r\x1b[2K");
});

Deno.test("a finished screen leaves what is said as it is", () => {
  const { screen, written } = record(true);
  screen.say("only this");
  screen.close();
  assert.deepEqual(written, ["only this\n"]);
});

Deno.test("what is said cannot steer the terminal, whatever a path in it holds", () => {
  const { screen, written } = record(false);
  screen.say("Details: /a\u001b]0;x\u0007/\u202eb\nnext");
  assert.deepEqual(written, ["Details: /a\\u{1b}]0;x\\u{7}/\\u{202e}b\nnext\n"]);
});

Deno.test("a narrow terminal, and one that tells no width, show the time that is left whole", () => {
  using time = new FakeTime();
  for (
    const [columns, shown] of [[31, "Waiting for the c 14:55 left"], [
      Infinity,
      "Waiting for the code to be entered 14:55 left",
    ]] as const
  ) {
    const { screen, written } = record(true, columns);
    screen.showPhase("wait_for_approval", 900);
    time.tick(5_000);
    assert.equal(written.at(-1)?.slice(7), shown);
    time.tick(2_000_000);
    assert.match(written.at(-1) ?? "", / 0:00 left$/);
    screen.close();
  }
});

Deno.test("only a live terminal is handed what goes to the clipboard", () => {
  for (
    const [isLive, expected] of [[true, ["\x1b]52;c;QUJDRC0xMjM0NQ==\x07"]], [false, []]] as const
  ) {
    const { screen, written } = record(isLive);
    screen.copy("ABCD-12345");
    assert.deepEqual(written, expected);
  }
});
