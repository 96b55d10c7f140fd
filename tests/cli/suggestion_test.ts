import assert from "node:assert/strict";
import { didYouMean } from "../../src/cli/suggestion.ts";

const NAMES = ["login", "logs", "logout", "status", "doctor", "--port", "--issuer", "--enable"];

for (
  const [typed, meant] of [
    ["docter", "doctor"],
    ["stauts", "status"],
    ["statuss", "status"],
    ["lgoout", "logout"],
    ["logouts", "logout"],
    ["logn", "login"],
    ["lgos", "logs"],
    ["Logs", "logs"],
    ["LOGOUT", "logout"],
    ["doct", "doctor"],
    ["--iss", "--issuer"],
    ["--isuer", "--issuer"],
    ["--potr", "--port"],
    ["--Port", "--port"],
    ["-port", "--port"],
    ["--enabel", "--enable"],
  ] as const
) {
  Deno.test(`${typed} is near ${meant}`, () => {
    assert.equal(didYouMean(typed, NAMES), `; did you mean ${meant}?`);
  });
}

Deno.test("what is near nothing gets no suggestion", () => {
  for (
    const typed of ["", "x", "now", "again", "--x", "--verbose", "5", "lo", "constructor", "logs"]
  ) {
    assert.equal(didYouMean(typed, NAMES), ".", typed);
  }
  assert.equal(didYouMean("anything", []), ".");
});
