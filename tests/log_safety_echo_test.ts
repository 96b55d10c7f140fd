// A server that repeats what it was sent, in every spelling: the secrets are masked on all three surfaces, and
// what it says beside them does reach the person.
import assert from "node:assert/strict";
import {
  type Endpoint,
  startAuthorizationServer,
} from "../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../scripts/rehearsal/browser.ts";
import { freePort } from "../scripts/rehearsal/free_port.ts";
import { startProgram } from "../scripts/rehearsal/program.ts";
import { assertNone, SPELLINGS } from "./fixtures/canaries.ts";
import { plant, type Planted, runOutcome } from "./fixtures/safety_outcome.ts";
import { testLogin } from "./fixtures/test_login.ts";

/** Everything that a token endpoint was sent, in one spelling, and the detail. */
function echo(
  planted: Planted,
  spell: (value: string) => string,
): (form: URLSearchParams) => string {
  return (form) =>
    `${planted.detail.value} was sent ` +
    ["code", "code_verifier"].map((name) => spell(form.get(name) ?? "")).join(" , ");
}

// Headers that name a request for support may be logged; a code in one of them may not.
const REQUEST_ID_HEADERS = ["x-request-id", "cf-ray", "x-oai-request-id"];

for (const [how, spell] of Object.entries(SPELLINGS)) {
  testLogin(`a code echoed in a header that names the request ${how} is masked`, async () => {
    const token: Endpoint = ({ form }) => {
      const headers = REQUEST_ID_HEADERS.map((name): [string, string] => [
        name,
        spell(form.get("code") ?? ""),
      ]);
      return new Response("{}", { status: 400, headers });
    };
    await runOutcome(plant(), { token, kind: "token_status" });
  });
}

const echoes: Record<string, (text: string) => Response> = {
  "error_description": (text) =>
    Response.json({ error: "invalid_grant", error_description: text }, { status: 400 }),
  "error": (text) => Response.json({ error: text }, { status: 400 }),
  "an HTML page": (text) => new Response(`<p>${text}</p>`, { status: 500 }),
};

for (const [place, answer] of Object.entries(echoes)) {
  for (const [how, spell] of Object.entries(SPELLINGS)) {
    testLogin(`code and verifier echoed in ${place} ${how} are masked everywhere`, async () => {
      const planted = plant();
      const token: Endpoint = ({ form }) => answer(echo(planted, spell)(form));
      const log = place === "an HTML page" ? "" : "<masked> was sent <masked>";
      await runOutcome(planted, {
        token,
        kind: "token_status",
        detailAt: { terminal: true, page: true, log },
      });
    });
  }
}

Deno.test("the whole program keeps the secrets too, where they cross between its two sides", async () => {
  const detail = plant().detail.value;
  const token: Endpoint = ({ form }) => {
    const sent = `${form.get("code")} ${form.get("code_verifier")}`;
    return Response.json({ error: "e", error_description: `it was ${detail} ${sent}` }, {
      status: 400,
    });
  };
  await using server = startAuthorizationServer({ token });
  const issuerToken = plant().secrets.issuerToken;
  await using program = await startProgram({
    issuer: `${server.issuer}?token=${issuerToken.value}`,
    args: ["--port", String(freePort())],
  });
  const page = (await visitOnce(await program.authorizeUrl())).at(-1);
  const { code, stdout, stderr } = await program.end();
  assert.equal(code, 1);
  const secrets = [...server.secrets(), issuerToken];
  const log = await program.home.readLog() ?? "";
  assertNone("the log", log, secrets);
  assertNone(
    "the terminal",
    stdout + stderr.replace(/^http\S+\/oauth\/authorize\?\S+$/m, ""),
    secrets,
  );
  assertNone("the page", page?.body ?? "", secrets);
  for (const text of [stderr, page?.body]) assert.ok(text?.includes(detail), text);
  assert.match(log, /error_message="it was <masked>"/);
  assertNone("the log", log, [{ name: "detail", value: detail }]);
});
