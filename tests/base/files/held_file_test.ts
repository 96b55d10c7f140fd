import assert from "node:assert/strict";
import { whileHeld } from "../../../src/base/files/held_file.ts";

/** Fails so many times with the words, then gives how often it was called. */
function failing(times: number, words: string): () => number {
  let calls = 0;
  return () => {
    calls++;
    if (calls <= times) throw new Error(words);
    return calls;
  };
}

for (const number of [5, 32, 33]) {
  const words = `Von einem anderen Prozess verwendet. (os error ${number}): rename 'a' -> 'b'`;
  Deno.test(`on Windows what fails with os error ${number} is tried again`, () => {
    assert.equal(whileHeld(failing(3, words), true), 4);
  });
  Deno.test(`elsewhere os error ${number} is what it is`, () => {
    assert.throws(() => whileHeld(failing(1, words), false), { message: words });
  });
}

Deno.test("another failure is told at once", () => {
  const words = "Nicht gefunden. (os error 2)";
  assert.throws(() => whileHeld(failing(1, words), true), { message: words });
});

Deno.test("a file that stays held is told in the system's words", () => {
  const words = "Zugriff verweigert. (os error 5)";
  assert.throws(() => whileHeld(failing(Infinity, words), true), { message: words });
});
