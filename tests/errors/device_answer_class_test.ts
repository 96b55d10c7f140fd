// An answer that cannot be used has a class, for the programs that read --json.
import assert from "node:assert/strict";
import { serverText } from "../fixtures/server_text.ts";
import { PLAIN_ROUTE } from "../../src/errors/explanation.ts";
import { readClues } from "../../src/errors/response_clues.ts";
import { answerInvalidError } from "../../src/errors/device_errors.ts";
import { LiveSecrets } from "../../src/log/text/live_secrets.ts";

Deno.test("an unusable answer has its class, words of its own and a line that names it", async () => {
  const clues = readClues(new Headers({ "x-request-id": "req_7" }), new LiveSecrets(), 0);
  const url = new URL("https://issuer.example");
  const context = { ...PLAIN_ROUTE, url, flow: "device_code" } as const;
  const answer = { status: 200, body: serverText("x"), clues };
  const { failure, events } = await answerInvalidError(answer, "not_json", context);
  assert.equal(failure.explanation?.class, "unusable_answer");
  assert.match(
    failure.explanation?.what ?? "",
    /^What answered as issuer\.example:443 gives no device codes, or is a broken issuer; .*req_7/,
  );
  assert.match(failure.explanation?.todo ?? "", /^Check --issuer/);
  assert.deepEqual(events.map(({ event }) => event), [
    "device code request failure class",
    "device code answer is invalid",
  ]);
});
