// What the answer to one poll means for what is masked.
import assert from "node:assert/strict";
import { readClues } from "../../src/errors/response_clues.ts";
import { LiveSecrets } from "../../src/log/text/live_secrets.ts";
import { judgePoll } from "../../src/oauth/poll_answer.ts";
import { serverText } from "../fixtures/server_text.ts";

/** A poll's answer that echoes a token. */
function judged(status: number, error: string, token: string, secrets: LiveSecrets) {
  const body = { error, error_description: `it was ${token}`, token };
  return judgePoll(
    {
      kind: "answer",
      status,
      body: serverText(JSON.stringify(body), secrets),
      isWhole: true,
      clues: readClues(new Headers(), secrets, 0),
    },
    { issuer: "https://auth.example", fetch, secrets },
  );
}

Deno.test("polls that are pending add nothing to what is masked, the last answer what it echoes", async () => {
  const secrets = new LiveSecrets();
  const token = (poll: number) => `echo${poll}aBcDeFgH`;
  for (let poll = 0; poll < 900; poll++) {
    const error = poll % 2 ? "slow_down" : "authorization_pending";
    const { kind } = await judged(400, error, token(poll), secrets);
    assert.equal(kind, poll % 2 ? "slow_down" : "pending");
    assert.equal(secrets.mask(`a ${token(poll)} b`), `a ${token(poll)} b`);
  }
  await assert.rejects(judged(400, "access_denied", token(900), secrets), /it was <redacted>$/);
});
