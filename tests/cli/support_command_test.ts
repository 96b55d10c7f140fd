/** The command lines of logs, doctor and report. */
import assert from "node:assert/strict";
import { parseCommand } from "../../src/cli/command.ts";

Deno.test("the three commands are found by the first word", () => {
  assert.deepEqual(parseCommand(["logs"]), {
    kind: "logs",
    options: { overrides: [], isLastOnly: false, isFollowing: false, level: undefined },
  });
  assert.deepEqual(parseCommand(["logs", "--last", "--level", "Warn", "-c", "a=1", "-c", "b=2"]), {
    kind: "logs",
    options: { overrides: ["a=1", "b=2"], isLastOnly: true, isFollowing: false, level: "WARN" },
  });
  assert.deepEqual(parseCommand(["doctor", "--json", "--issuer", "https://i.example"]), {
    kind: "doctor",
    options: { overrides: [], issuer: "https://i.example", isJson: true, isOffline: false },
  });
  assert.deepEqual(parseCommand(["report", "--online", "--force", "--output=a.html"]), {
    kind: "report",
    options: {
      overrides: [],
      issuer: undefined,
      isJson: false,
      output: "a.html",
      isForced: true,
      isOnline: true,
    },
  });
});

Deno.test("their options are theirs alone", () => {
  for (
    const args of [
      ["logs", "--json"],
      ["doctor", "--force"],
      ["report", "--offline"],
      ["report", "--output"],
      ["--offline"],
    ]
  ) assert.throws(() => parseCommand(args), { name: "LoginError" }, args.join(" "));
});
