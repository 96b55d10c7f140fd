// The sign-in as a whole, in this process: what the person, the log, auth.json and the server get to see.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { redirectBack } from "../../scripts/rehearsal/oauth_rules.ts";
import { EXCHANGE_SUCCEEDED, exchangeStart, RECEIVED, START } from "../fixtures/log_lines.ts";
import { rehearse } from "../fixtures/rehearsed_login.ts";
import { testLogin } from "../fixtures/test_login.ts";

testLogin(
  "a good login logs exactly the four lines, saves, and shows the page of /success",
  async () => {
    const before = Date.now();
    const { error, logLines, auth, server, port, terminal, hops } = await rehearse();
    assert.equal(error, undefined);
    assert.deepEqual(logLines, [
      START,
      RECEIVED,
      exchangeStart(server.issuer, port),
      EXCHANGE_SUCCEEDED,
    ]);
    const { last_refresh, ...rest } = auth ?? {};
    const { login_owner_id, ...tokens } = rest["tokens"] as Record<string, unknown>;
    assert.match(String(login_owner_id), /^[\w-]{43}$/);
    const refreshed = Date.parse(String(last_refresh));
    assert.ok(refreshed >= before && refreshed <= Date.now(), `${last_refresh}`);
    assert.deepEqual({ ...rest, tokens }, {
      auth_mode: "chatgpt",
      OPENAI_API_KEY: server.tokens.apiKey,
      tokens: {
        id_token: server.tokens.idToken,
        access_token: server.tokens.accessToken,
        refresh_token: server.tokens.refreshToken,
        account_id: server.account.chatgpt_account_id,
        oauth_provenance: { issuer: server.issuer, client_id: server.clientId },
      },
    });
    assert.deepEqual(hops.map(({ status }) => status), [302, 302, 200]);
    assert.equal(hops[1]?.headers.get("location"), "/success");
    assert.match(hops[2]?.body ?? "", /<h1>Signed in to Codex<\/h1>/);
    assert.match(
      terminal,
      /^Successfully logged in\nYour credentials are in \S+[\\/]auth\.json\.$/m,
    );
  },
);

testLogin(
  "the terminal words the start as codex login does, the URL alone on its line",
  async () => {
    const { terminal, port, server } = await rehearse();
    const [first, second, blank, url, blankToo] = terminal.split("\n");
    assert.equal(first, `Starting local login server on http://localhost:${port}.`);
    assert.equal(
      second,
      "If your browser did not open, navigate to this URL to authenticate:",
    );
    assert.equal(blank, "");
    assert.ok(url?.startsWith(`${server.issuer}/oauth/authorize?`));
    assert.equal(blankToo, "");
  },
);

testLogin("the authorize URL has the parameters of the issue in their order", async () => {
  const login = { workspaceIds: ["ws-one", "ws-two"] };
  const { server, port } = await rehearse({ login });
  const [request] = server.requestsTo("authorize");
  const parameters = [...request?.query ?? []];
  const fixed = parameters.map(([name, value]) =>
    name === "state" || name === "code_challenge" ? [name, value.length] : [name, value]
  );
  assert.deepEqual(fixed, [
    ["response_type", "code"],
    ["client_id", "app_EMoamEEZ73f0CkXaXp7hrann"],
    ["redirect_uri", `http://localhost:${port}/auth/callback`],
    ["code_challenge", 43],
    ["code_challenge_method", "S256"],
    ["state", 43],
    ["scope", "openid profile email offline_access api.connectors.read api.connectors.invoke"],
    ["id_token_add_organizations", "true"],
    ["codex_cli_simplified_flow", "true"],
    ["originator", "codex_cli_rs"],
    ["allowed_workspace_id", "ws-one,ws-two"],
  ]);
});

testLogin("the code is exchanged once, as a form, with the verifier of the challenge", async () => {
  const { server, port } = await rehearse();
  const [request, ...more] = server.requestsTo("token");
  assert.deepEqual(more, []);
  assert.match(request?.headers.get("content-type") ?? "", /^application\/x-www-form-urlencoded/);
  const { code, code_verifier, ...rest } = Object.fromEntries(request?.form ?? []);
  assert.match(code ?? "", /^ac_/);
  assert.match(code_verifier ?? "", /^[\w-]{86}$/);
  const challenge = createHash("sha256").update(code_verifier ?? "").digest("base64url");
  assert.equal(server.requestsTo("authorize")[0]?.query.get("code_challenge"), challenge);
  assert.deepEqual(rest, {
    grant_type: "authorization_code",
    client_id: "app_EMoamEEZ73f0CkXaXp7hrann",
    redirect_uri: `http://localhost:${port}/auth/callback`,
  });
});

testLogin("no two logins share a state or a verifier", async () => {
  const logins = [await rehearse(), await rehearse()];
  const secrets = logins.map(({ server }) => server.secrets());
  for (const name of ["state", "codeVerifier"]) {
    const [first, second] = secrets.map((all) => all.find((one) => one.name === name)?.value);
    assert.ok(first && second);
    assert.notEqual(first, second);
  }
});

testLogin("a denied login logs exactly the three lines and saves nothing", async () => {
  const { error, logLines, authText, terminal, page, server } = await rehearse({
    authorize: (request) =>
      redirectBack(request, { error: "access_denied", error_description: "You chose Cancel" }),
  });
  assert.equal(error?.failure.kind, "callback_denied");
  assert.equal(error?.message, "Sign-in failed: You chose Cancel");
  assert.deepEqual(logLines, [
    START,
    RECEIVED.replace("has_code=true", "has_code=false").replace(
      "has_error=false",
      "has_error=true",
    ),
    ' WARN codex_login::server: oauth callback returned error error_code="access_denied" has_error_description=true',
  ]);
  assert.match(terminal, /^OAuth callback error: Sign-in failed: You chose Cancel$/m);
  assert.equal(authText, undefined);
  assert.equal(page?.status, 403);
  assert.match(page?.body ?? "", /You chose Cancel/);
  assert.match(page?.body ?? "", /access_denied/);
  assert.equal(server.requestsTo("token").length, 0);
});

/** The class is a line of its own only where it says more than the line with the error code. */
const denials: [Record<string, string>, message: string, ownClass?: string][] = [
  [{ error: "access_denied" }, "Sign-in failed: access_denied"],
  [{ error: "consent_required" }, "Sign-in failed: consent_required"],
  [{ error: "something_new", error_description: "New" }, "Sign-in failed: New"],
  [{ error: "server_error", error_description: "" }, "Sign-in failed: server_error"],
  [
    { error: "access_denied", error_description: "reason: missing_codex_entitlement" },
    "Codex is not enabled for your workspace. Contact your workspace administrator to request access to Codex.",
    "missing_codex_entitlement",
  ],
  [
    { error: "server_error", error_description: "missing_codex_entitlement" },
    "Sign-in failed: missing_codex_entitlement",
    "missing_codex_entitlement",
  ],
  [{ error: "missing_codex_entitlement" }, "Sign-in failed: missing_codex_entitlement"],
  [{ error: "workspace_not_allowed" }, "Sign-in failed: workspace_not_allowed", "workspace"],
  [
    { error: "unsupported_country_region_territory", error_description: "Not here" },
    "Sign-in failed: Not here",
    "unsupported_region",
  ],
];

for (const [parameters, message, ownClass] of denials) {
  const words = new URLSearchParams(parameters);
  testLogin(`a callback with ${words} ends the login in the words of codex`, async () => {
    const { error, logLines, page } = await rehearse({
      authorize: (request) => redirectBack(request, parameters),
    });
    assert.equal(error?.message, message);
    const hasDescription = Boolean(parameters["error_description"]);
    assert.deepEqual(logLines.slice(2), [
      ` WARN codex_login::server: oauth callback returned error error_code="${parameters.error}" has_error_description=${hasDescription}`,
      ...(ownClass === undefined
        ? []
        : [` WARN codex_login::server: oauth callback failure class class=${ownClass}`]),
    ]);
    assert.equal(page?.status, 403);
  });
}

testLogin("an error together with a code is a denial: the code is not exchanged", async () => {
  const { error, server } = await rehearse({
    authorize: (request) => redirectBack(request, { error: "access_denied", code: "some-code" }),
  });
  assert.equal(error?.failure.kind, "callback_denied");
  assert.equal(server.requestsTo("token").length, 0);
});

testLogin("a browser that does not open is told and logged, and the login waits on", async () => {
  const explanation = "xdg-open was not found";
  const { error, terminal, logLines } = await rehearse({
    login: { openBrowser: () => Promise.resolve({ reason: "not_found", explanation }) },
  });
  assert.equal(error, undefined);
  assert.match(terminal, /^The browser did not open \(xdg-open was not found\)/m);
  assert.equal(logLines[1], " WARN codex_cli::login: browser did not open reason=not_found");
});

for (
  const [what, openBrowser] of [
    ["rejects", () => Promise.reject(new Error("no display"))],
    ["throws", () => {
      throw new Error("no display");
    }],
  ] as const
) {
  testLogin(`an opener of a host that ${what} is a browser that did not open`, async () => {
    const { error, terminal, logLines } = await rehearse({ login: { openBrowser } });
    assert.equal(error, undefined);
    assert.match(terminal, /^The browser did not open \(its opener failed\)/m);
    assert.equal(logLines[1], " WARN codex_cli::login: browser did not open reason=other");
  });
}

testLogin(
  "the browser gets the URL that the terminal shows, and one that hangs holds nothing",
  async () => {
    const opened: string[] = [];
    const { error, terminal } = await rehearse({
      login: {
        openBrowser(url) {
          opened.push(url);
          return new Promise(() => {});
        },
      },
    });
    assert.equal(error, undefined);
    assert.equal(opened.length, 1);
    assert.ok(terminal.includes(`\n\n${opened[0]}\n\n`));
  },
);

testLogin(
  "every page of the login is closed to scripts, caches, referrers and guesses",
  async () => {
    const denied = await rehearse({
      authorize: (request) => redirectBack(request, { error: "access_denied" }),
    });
    const good = await rehearse();
    const pages = [denied.page, good.page];
    for (const answer of [...pages, good.hops[1]]) {
      assert.equal(answer?.headers.get("cache-control"), "no-store");
      assert.equal(answer?.headers.get("referrer-policy"), "no-referrer");
      assert.equal(answer?.headers.get("x-content-type-options"), "nosniff");
    }
    for (const page of pages) {
      const [, style = "none"] = /<style>([^]*)<\/style>/.exec(page?.body ?? "") ?? [];
      const hash = createHash("sha256").update(style).digest("base64");
      const policy = page?.headers.get("content-security-policy") ?? "";
      assert.match(policy, /^default-src 'none';/);
      assert.ok(policy.includes(`style-src 'sha256-${hash}'`), policy);
      assert.doesNotMatch(page?.body ?? "", /<script|\son\w+=|https?:\/\//i);
    }
  },
);
