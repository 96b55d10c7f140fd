// What the real Codex CLI says of each document that the tests of ours go by. CODEX_BIN names it.
import assert from "node:assert/strict";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import {
  OF_ANOTHER_CODEX,
  REFUSED,
  TAKEN,
  TAKEN_BY_CODEX_ALONE,
} from "../fixtures/auth_documents.ts";
import { onOwnLoopback } from "../fixtures/own_loopback.ts";
import { CODEX } from "../fixtures/real_codex.ts";
import { runCodex } from "../fixtures/run_command.ts";
import { startWhoami } from "../fixtures/whoami.ts";

async function compare(): Promise<void> {
  await using server = startWhoami();
  const env = { CODEX_AUTHAPI_BASE_URL: `${server.issuer}/api/accounts` };
  const status = ["login", "status"];
  const runs: [text: string, args: string[], code: number, said: string][] = [
    ...TAKEN.map(([text, said]): typeof runs[number] => [text, status, 0, said]),
    ...[...oneOfEachFlaw(), ...OF_ANOTHER_CODEX].map(([text]): typeof runs[number] => [
      text,
      status,
      1,
      "Error checking login status: ",
    ]),
    ...TAKEN_BY_CODEX_ALONE.map(([text]): typeof runs[number] => [text, status, 0, ""]),
    ...[...TAKEN.slice(10, 22), ...REFUSED.slice(0, 1), ...OF_ANOTHER_CODEX]
      .map(([text]): typeof runs[number] => [text, ["logout"], 0, "Successfully logged out\n"]),
  ];
  // It waits more than it works.
  await Promise.all(Array.from({ length: 8 }, async () => {
    await using home = await makeProgramHome();
    for (let next = runs.pop(); next !== undefined; next = runs.pop()) {
      const [text, args, code, said] = next;
      await Deno.writeTextFile(home.authFile, text);
      const end = await runCodex(args, { home, env });
      assert.equal(end.code, code, `${text}: ${end.stderr}`);
      assert.ok(end.stderr.startsWith(said), `${text}: ${end.stderr}`);
    }
  }));
}

/** Each run of codex takes its time; dates alone are seventeen. */
function oneOfEachFlaw() {
  return REFUSED.filter(([, flaw], place) =>
    REFUSED.findIndex(([, other]) => other === flaw) === place
  );
}

onOwnLoopback(import.meta.url, () => {
  Deno.test("codex takes and refuses the documents as ours does, in the same words", compare);
}, CODEX);
