// What follows the exchange, in this process: workspace, API key, and the rest of auth.json.
import assert from "node:assert/strict";
import type { Endpoint } from "../../scripts/rehearsal/authorization_server.ts";
import {
  dropConnection,
  gzipped,
  hugeBody,
  sendRaw,
} from "../../scripts/rehearsal/misbehaviour.ts";
import { AUTH_CLAIM, unsignedJwt } from "../../scripts/rehearsal/unsigned_jwt.ts";
import { EXCHANGE_SUCCEEDED } from "../fixtures/log_lines.ts";
import { rehearse } from "../fixtures/rehearsed_login.ts";
import { testLogin } from "../fixtures/test_login.ts";

/** The claims that Codex reads; `undefined` for an id_token without the namespace. */
function idToken(claims: unknown): string {
  return unsignedJwt({ sub: "person", ...(claims === undefined ? {} : { [AUTH_CLAIM]: claims }) });
}

const OWN = "ws-own";
const RESTRICTED = "Login is restricted to workspace id(s)";

for (const workspaceIds of [[OWN], ["ws-other", OWN]]) {
  testLogin(`an account of the workspaces ${workspaceIds} signs in`, async () => {
    const { error, auth } = await rehearse({
      account: { chatgpt_account_id: OWN },
      login: { workspaceIds },
    });
    assert.equal(error, undefined);
    assert.equal((auth?.["tokens"] as Record<string, unknown>)["account_id"], OWN);
  });
}

const refusedWorkspaces: [
  what: string,
  claims: unknown,
  ids: string[],
  message: RegExp,
  hasId: boolean,
][] = [
  ["another workspace", { chatgpt_account_id: OWN }, ["ws-a"], /ws-a\.$/, true],
  ["none of a list", { chatgpt_account_id: OWN }, ["ws-a", "ws-b"], /ws-a, ws-b\.$/, true],
  ["its id in another case", { chatgpt_account_id: "WS-A" }, ["ws-a"], /ws-a\.$/, true],
  ["no claim", {}, ["ws-a"], /did not include/, false],
  ["an empty claim", { chatgpt_account_id: "" }, ["ws-a"], /did not include/, false],
  ["a claim that is no text", { chatgpt_account_id: 7 }, ["ws-a"], /did not include/, false],
  ["no claims at all", undefined, ["ws-a"], /did not include/, false],
];

for (const [what, claims, workspaceIds, message, hasId] of refusedWorkspaces) {
  testLogin(`a restricted login with ${what} is refused and saves nothing`, async () => {
    const storedAuth = { OPENAI_API_KEY: "old" };
    const { error, auth, logLines, page, server, terminal } = await rehearse({
      tokens: { idToken: idToken(claims) },
      login: { workspaceIds, storedAuth },
    });
    assert.equal(error?.failure.kind, "workspace_restricted");
    assert.match(error?.message ?? "", message);
    assert.match(terminal, new RegExp(`^Workspace restriction error: .*${message.source}`, "m"));
    if (hasId) assert.ok(error?.message.startsWith(RESTRICTED));
    assert.deepEqual(auth, storedAuth);
    assert.deepEqual(logLines.slice(3), [
      EXCHANGE_SUCCEEDED,
      ` WARN codex_login::server: login is restricted to other workspaces has_account_id=${hasId}`,
    ]);
    assert.equal(page?.status, 403);
    assert.equal(server.requestsTo("apiKey").length, 0);
    assert.equal(server.requestsTo("revoke").length, 0);
  });
}

const noKeys: [what: string, apiKey: Endpoint][] = [
  ["401", () => Response.json({ error: "no" }, { status: 401 })],
  ["a key in a 403", () => Response.json({ access_token: "sk-refused" }, { status: 403 })],
  ["HTML", () => new Response("<h1>key</h1>")],
  ["no access_token", () => Response.json({ token: "x" })],
  ["an empty access_token", () => Response.json({ access_token: "" })],
  ["a number", () => Response.json({ access_token: 7 })],
  ["a list", () => Response.json(["sk"])],
  ["a dropped connection", () => dropConnection()],
  ["no HTTP", () => sendRaw("nonsense")],
  ["a redirect", () => new Response(null, { status: 307, headers: { location: "/oauth/token" } })],
  ["an endless body", () => hugeBody(Infinity)],
  ["a gzip bomb", () => gzipped(hugeBody(20 * 1024 * 1024))],
];

for (const [what, apiKey] of noKeys) {
  testLogin(`an API-key answer with ${what} leaves the key null, silently`, async () => {
    const { error, auth, logLines, terminal, server } = await rehearse({ apiKey });
    assert.equal(error, undefined);
    assert.equal(auth?.["OPENAI_API_KEY"], null);
    assert.equal(logLines.at(-1), EXCHANGE_SUCCEEDED);
    // The URL holds random text.
    assert.doesNotMatch(terminal.replace(/^http\S+$/m, ""), /key/i);
    assert.equal(server.requestsTo("apiKey").length, 1);
  });
}

testLogin("the API key is asked for with the id_token, by the token-exchange grant", async () => {
  const { server } = await rehearse();
  assert.deepEqual(Object.fromEntries(server.requestsTo("apiKey")[0]?.form ?? []), {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    client_id: server.clientId,
    requested_token: "openai-api-key",
    subject_token: server.tokens.idToken,
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
  });
});

testLogin("what other tools keep in auth.json stays, the old method's credentials go", async () => {
  const { auth } = await rehearse({
    login: {
      storedAuth: { auth_mode: "apikey", other_tool: { a: 1 }, personal_access_token: "old" },
    },
  });
  assert.equal(auth?.["auth_mode"], "chatgpt");
  assert.deepEqual(auth?.["other_tool"], { a: 1 });
  assert.equal(auth?.["personal_access_token"], undefined);
});

for (
  const [what, claims, leads] of [
    ["an owner without onboarding", { is_org_owner: true, organization_id: "org-1" }, true],
    ["an owner who is done", { is_org_owner: true, completed_platform_onboarding: true }, false],
    ["a member", { completed_platform_onboarding: false }, false],
    ["a claim that is no boolean", { is_org_owner: "true" }, false],
  ] as const
) {
  testLogin(
    `the success page leads ${leads ? "" : "not "}to the platform for ${what}`,
    async () => {
      const { error, page, server } = await rehearse({ tokens: { idToken: idToken(claims) } });
      assert.equal(error, undefined);
      const url =
        "https://platform.api.openai.org/org-setup?p=pro&amp;with_org=org-1&amp;project_id=";
      assert.equal(page?.body.includes(`content="3;url=${url}"`), leads, page?.body);
      for (const { name, value } of server.secrets()) assert.ok(!page?.body.includes(value), name);
    },
  );
}

testLogin("what could be a token is handed to no page as an organization's name", async () => {
  const claims = { is_org_owner: true, organization_id: "x".repeat(65), project_id: "a.b" };
  const { page } = await rehearse({ tokens: { idToken: idToken(claims) } });
  assert.match(page?.body ?? "", /with_org=&amp;project_id="/);
});

testLogin("an id_token with hundreds of organizations is saved, and read again", async () => {
  const organizations = Array.from(
    { length: 5_000 },
    (_, n) => ({ id: `org-${n}`, title: "A name" }),
  );
  const { error, auth } = await rehearse({ tokens: { idToken: idToken({ organizations }) } });
  assert.equal(error, undefined);
  const { id_token } = auth?.["tokens"] as { id_token: string };
  assert.ok(id_token.length > 200_000);
});
