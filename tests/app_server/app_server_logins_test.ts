// Logins, API keys and logouts through the app-server, with the stand-in browser as the person.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import type { Message } from "../../scripts/example_host/app_server_client.ts";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { oauthError, redirectBack } from "../../scripts/rehearsal/oauth_rules.ts";
import { levelOf } from "../../src/log/login_events.ts";
import { pending, startDeviceServer } from "../../scripts/rehearsal/device_server.ts";
import { AUTH_CLAIM, unsignedJwt } from "../../scripts/rehearsal/unsigned_jwt.ts";
import { CLIENT, startInProcessAppServer } from "../fixtures/in_process_app_server.ts";
import { ask } from "../fixtures/raw_http.ts";
import { within } from "../fixtures/waiting.ts";

const CHATGPT = { type: "chatgpt" };

function started({ result }: Message): { loginId: string; authUrl: string } {
  assert.equal(result?.["type"], "chatgpt");
  assert.deepEqual(Object.keys(result ?? {}), ["type", "loginId", "authUrl"]);
  return { loginId: String(result?.["loginId"]), authUrl: String(result?.["authUrl"]) };
}

function told(messages: readonly Message[]): unknown[] {
  return messages.filter(({ method }) => method).map(({ method, params }) => [method, params]);
}

function failed(loginId: string, words: string): unknown {
  const error = `Login server error: ${words}`;
  return ["account/login/completed", {
    loginId,
    success: false,
    error,
    onboardingEntrypoint: null,
  }];
}

Deno.test("a sign-in: URL at once, then completed and updated, and the account can be read", async () => {
  await using issuer = startAuthorizationServer();
  await using server = await startInProcessAppServer({ issuer: issuer.issuer });
  const { loginId, authUrl } = started(await server.request("account/login/start", CHATGPT));
  assert.equal(new URL(authUrl).searchParams.get("originator"), "test");
  await visitOnce(authUrl);
  await server.notification("account/updated");
  assert.deepEqual(told(server.messages), [
    ["account/login/completed", {
      loginId,
      success: true,
      error: null,
      onboardingEntrypoint: null,
    }],
    ["account/updated", { authMode: "chatgpt", planType: "pro" }],
  ]);
  const { result } = await server.request("account/read", {});
  assert.deepEqual(result, {
    account: {
      type: "chatgpt",
      email: "person@example.com",
      planType: "pro",
      workspaceName: null,
    },
    userId: issuer.account.chatgpt_user_id,
    requiresOpenaiAuth: true,
    workspaceRouting: null,
  });
  assert.ok(await server.home.readAuth());
  const logged = server.events.filter((event) => levelOf(event) === "INFO");
  assert.deepEqual(logged.map(({ event }) => event), [
    "starting browser login flow",
    "received login callback",
    "starting oauth token exchange",
    "oauth token exchange succeeded",
  ]);
  const out = JSON.stringify(server.messages);
  for (const { name, value } of issuer.secrets()) {
    if (name !== "state") assert.ok(!out.includes(value), `${name} is in an answer`);
  }
});

Deno.test("phases are told to the client that asks for them, and to no other", async () => {
  await using issuer = startAuthorizationServer();
  const capabilities = { extensions: { "codex-login/phases": {} } };
  await using server = await startInProcessAppServer({
    issuer: issuer.issuer,
    initialize: { ...CLIENT, capabilities },
  });
  const { loginId, authUrl } = started(await server.request("account/login/start", CHATGPT));
  await visitOnce(authUrl);
  await server.notification("account/updated");
  const phases = server.messages.filter(({ method }) => method === "account/login/phase");
  assert.ok(phases.every(({ params }) => params?.["loginId"] === loginId));
  assert.deepEqual(phases.map(({ params }) => params?.["phase"]), [
    ...["bind", "open_browser", "wait_for_callback", "validate"],
    ...["exchange", "check_account", "api_key", "save", "done"],
  ]);
});

Deno.test("a client that opted out of a notification is not told", async () => {
  const capabilities = { optOutNotificationMethods: ["account/updated"] };
  await using server = await startInProcessAppServer({ initialize: { ...CLIENT, capabilities } });
  await server.request("account/login/start", { type: "apiKey", apiKey: "sk-canary" });
  await server.request("account/logout");
  assert.deepEqual(told(server.messages).map((one) => (one as string[])[0]), [
    "account/login/completed",
  ]);
});

Deno.test("failures are told in the words of codex", async () => {
  const cases = [
    {
      options: {
        authorize: (request: Parameters<typeof redirectBack>[0]) =>
          redirectBack(request, { error: "access_denied", error_description: "You chose Cancel" }),
      },
      words: "Sign-in failed: You chose Cancel",
    },
    {
      options: { token: () => oauthError(400, "invalid_grant", "code expired") },
      words: "Token exchange failed: token endpoint returned status 400 Bad Request: code expired",
    },
  ];
  for (const { options, words } of cases) {
    await using issuer = startAuthorizationServer(options);
    await using server = await startInProcessAppServer({ issuer: issuer.issuer });
    const { loginId, authUrl } = started(await server.request("account/login/start", CHATGPT));
    await visitOnce(authUrl);
    await server.notification("account/login/completed");
    assert.deepEqual(told(server.messages), [failed(loginId, words)]);
  }
});

Deno.test("cancel answers first and ends the login; again, or for another id, it finds nothing", async () => {
  await using server = await startInProcessAppServer();
  const { loginId, authUrl } = started(await server.request("account/login/start", CHATGPT));
  const other = { loginId: crypto.randomUUID() };
  assert.deepEqual((await server.request("account/login/cancel", other)).result, {
    status: "notFound",
  });
  const from = server.messages.length;
  // Both before the end of the login can be told; an id may do without its hyphens.
  const [answer, atOnce] = await Promise.all(
    [loginId.replaceAll("-", ""), loginId].map((loginId) =>
      server.request("account/login/cancel", { loginId })
    ),
  );
  assert.deepEqual(answer?.result, { status: "canceled" });
  assert.deepEqual(atOnce?.result, { status: "notFound" });
  await server.notification("account/login/completed");
  assert.deepEqual(server.messages[from], answer);
  assert.deepEqual(told(server.messages), [failed(loginId, "Login was not completed")]);
  assert.deepEqual((await server.request("account/login/cancel", { loginId })).result, {
    status: "notFound",
  });
  const port = Number(/localhost%3A(\d+)/.exec(authUrl)?.[1]);
  Deno.listen({ hostname: "127.0.0.1", port }).close();
});

Deno.test("of two logins the first is cancelled, the second works", async () => {
  await using issuer = startAuthorizationServer();
  await using server = await startInProcessAppServer({ issuer: issuer.issuer });
  const start = () => server.request("account/login/start", CHATGPT);
  const [first, second] = (await Promise.all([start(), start()])).map(started);
  assert.ok(first && second);
  assert.deepEqual(told(server.messages), [failed(first.loginId, "Login cancelled")]);
  await visitOnce(second.authUrl);
  await server.notification("account/updated");
  assert.match(await server.home.readAuth() ?? "", /"chatgpt"/);
});

Deno.test("an API key and a logout end the login that waits, and say so first", async () => {
  await using server = await startInProcessAppServer();
  const first = started(await server.request("account/login/start", CHATGPT));
  const key = await server.request("account/login/start", { type: "apiKey", apiKey: "sk-canary" });
  assert.deepEqual(key.result, { type: "apiKey" });
  await server.notification("account/updated");
  assert.deepEqual((await server.request("account/read", {})).result?.["account"], {
    type: "apiKey",
  });
  const second = started(await server.request("account/login/start", CHATGPT));
  assert.deepEqual((await server.request("account/logout")).result, {});
  assert.deepEqual((await server.request("account/read", {})).result?.["account"], null);
  assert.deepEqual(told(server.messages), [
    failed(first.loginId, "Login was not completed"),
    ["account/login/completed", {
      loginId: null,
      success: true,
      error: null,
      onboardingEntrypoint: null,
    }],
    ["account/updated", { authMode: "apikey", planType: null }],
    failed(second.loginId, "Login was not completed"),
    ["account/updated", { authMode: null, planType: null }],
  ]);
  assert.equal(await server.home.readAuth(), undefined);
  assert.ok(!JSON.stringify(server.messages).includes("sk-canary"));
});

Deno.test("a logout revokes at the issuer that gave the tokens", async () => {
  await using issuer = startAuthorizationServer();
  await using server = await startInProcessAppServer({ issuer: issuer.issuer });
  await visitOnce(started(await server.request("account/login/start", CHATGPT)).authUrl);
  await server.notification("account/updated");
  await server.request("account/logout");
  const [revocation] = issuer.requestsTo("revoke");
  assert.equal(JSON.parse(revocation?.body ?? "{}").token, issuer.tokens.refreshToken);
});

const DEVICE_CODE = { type: "chatgptDeviceCode" };

Deno.test("a device code: URL and code at once, then completed and updated", async () => {
  await using device = startDeviceServer({ polls: [] });
  await using server = await startInProcessAppServer({ issuer: device.issuer });
  const { result } = await server.request("account/login/start", DEVICE_CODE);
  assert.deepEqual(result, {
    type: "chatgptDeviceCode",
    loginId: result?.["loginId"],
    verificationUrl: `${device.issuer}/codex/device`,
    userCode: device.userCode,
  });
  await server.notification("account/updated");
  assert.deepEqual(told(server.messages), [
    ["account/login/completed", {
      loginId: result?.["loginId"],
      success: true,
      error: null,
      onboardingEntrypoint: null,
    }],
    ["account/updated", { authMode: "chatgpt", planType: "pro" }],
  ]);
  assert.ok(await server.home.readAuth());
  const out = JSON.stringify(server.messages);
  for (const { name, value } of device.secrets()) {
    if (name !== "userCode") assert.ok(!out.includes(value), `${name} is in an answer`);
  }
});

Deno.test("a device code login is cancelled by cancel, a browser login and a logout", async () => {
  await using device = startDeviceServer({ polls: [pending()], isNeverApproved: true });
  await using server = await startInProcessAppServer({ issuer: device.issuer });
  const words = (loginId: unknown) => ["account/login/completed", {
    loginId,
    success: false,
    error: "Login was not completed",
    onboardingEntrypoint: null,
  }];
  const start = async (login: unknown) =>
    (await server.request("account/login/start", login)).result?.["loginId"];
  const first = await start(DEVICE_CODE);
  const answer = await server.request("account/login/cancel", { loginId: first });
  assert.deepEqual(answer.result, { status: "canceled" });
  const second = await start(DEVICE_CODE);
  const third = await start(CHATGPT);
  const fourth = await start(DEVICE_CODE);
  await server.request("account/logout");
  await server.notification("account/updated");
  assert.deepEqual(told(server.messages), [
    words(first),
    words(second),
    failed(String(third), "Login was not completed"),
    words(fourth),
    ["account/updated", { authMode: null, planType: null }],
  ]);
});

Deno.test("an issuer without device codes, one that fails, and a denial, in the words of codex", async () => {
  await using without = startAuthorizationServer();
  await using broken = startDeviceServer({ usercode: () => new Response("", { status: 500 }) });
  const refusals = [
    [without, -32600, /^device code login is not enabled for this Codex server\./],
    [broken, -32603, /^failed to request device code: .* status 500 Internal Server Error/],
  ] as const;
  for (const [{ issuer }, code, words] of refusals) {
    await using server = await startInProcessAppServer({ issuer });
    const { error } = await server.request("account/login/start", DEVICE_CODE);
    assert.equal(error?.code, code);
    assert.match(error?.message ?? "", words);
    assert.deepEqual(told(server.messages), []);
  }
  await using denying = startDeviceServer({
    polls: [() => oauthError(400, "access_denied", "no")],
  });
  await using server = await startInProcessAppServer({ issuer: denying.issuer });
  await server.request("account/login/start", DEVICE_CODE);
  const { params } = await server.notification("account/login/completed");
  assert.equal(params?.["success"], false);
  assert.match(String(params?.["error"]), /^the sign-in was declined/);
});

Deno.test("/cancel of another instance ends the login as codex words it", async () => {
  await using server = await startInProcessAppServer();
  const { loginId, authUrl } = started(await server.request("account/login/start", CHATGPT));
  const port = Number(/localhost%3A(\d+)/.exec(authUrl)?.[1]);
  assert.equal((await ask(port, "/cancel")).status, 200);
  await server.notification("account/login/completed");
  assert.deepEqual(told(server.messages), [failed(loginId, "Login cancelled")]);
});

Deno.test("a port that is taken is an internal error with the reason", async () => {
  using holder = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = holder.addr;
  await using server = await startInProcessAppServer({ port });
  const { error } = await server.request("account/login/start", CHATGPT);
  assert.deepEqual(error, {
    code: -32603,
    message: `failed to start login server: Port 127.0.0.1:${port} is already in use`,
  });
  assert.deepEqual(told(server.messages), []);
});

Deno.test("forced_login_method refuses the other ways", async () => {
  await using api = await startInProcessAppServer({ forcedLoginMethod: "api" });
  for (const type of ["chatgpt", "chatgptDeviceCode"]) {
    const { error } = await api.request("account/login/start", { type });
    assert.deepEqual(error, {
      code: -32600,
      message: "ChatGPT login is disabled. Use API key login instead.",
    });
  }
  await using chatgpt = await startInProcessAppServer({ forcedLoginMethod: "chatgpt" });
  const key = { type: "apiKey", apiKey: "sk-x" };
  const { error } = await chatgpt.request("account/login/start", key);
  assert.equal(error?.message, "API key login is disabled. Use ChatGPT login instead.");
});

Deno.test("an API key that cannot be saved is an internal error with the reason", async () => {
  await using server = await startInProcessAppServer();
  await Deno.mkdir(server.home.authFile);
  const key = { type: "apiKey", apiKey: "sk-x" };
  const { error } = await server.request("account/login/start", key);
  assert.equal(error?.code, -32603);
  assert.match(error?.message ?? "", /^failed to save api key: /);
});

Deno.test("a login whose credentials could not be saved is refused before it begins", async () => {
  await using server = await startInProcessAppServer();
  await Deno.mkdir(server.home.authFile);
  for (
    const [type, words] of [
      ["chatgpt", "failed to start login server"],
      ["chatgptDeviceCode", "failed to request device code"],
    ]
  ) {
    const { error } = await server.request("account/login/start", { type });
    assert.equal(error?.code, -32603);
    const message = error?.message ?? "";
    assert.ok(message.startsWith(`${words}: Credentials could not be saved locally: `), message);
  }
  const logged = server.events.filter(({ event }) => event === "credentials could not be saved");
  assert.equal(logged.length, 2);
});

Deno.test("when the input ends, the login is cancelled and told, and the session is over", async () => {
  // On a clock that stands still: it waits for no time limit.
  using _time = new FakeTime();
  await using server = await startInProcessAppServer();
  const { loginId } = started(await server.request("account/login/start", CHATGPT));
  server.endInput();
  await within(server.served, () => "the end of the session");
  assert.deepEqual(told(server.messages), [failed(loginId, "Login cancelled")]);
  assert.equal(server.events.at(-1)?.event, "login cancelled");
});

const documents: [string, unknown, account: unknown][] = [
  ["nothing in it", {}, null],
  ["a list in it", [], null],
  ["an API key", { OPENAI_API_KEY: "sk-x" }, { type: "apiKey" }],
  ["a mode without its credential", { auth_mode: "chatgpt" }, null],
  ["access keys of Amazon Bedrock", {
    bedrock_access_keys: { access_key_id: "i", secret_access_key: "s" },
  }, { type: "amazonBedrock", usesCodexManagedCredentials: true }],
  ["a personal access token", { personal_access_token: "at-x" }, {
    type: "chatgpt",
    email: null,
    planType: "unknown",
    workspaceName: null,
  }],
  // As the real server answers: it cannot use them.
  ["tokens that are none", { auth_mode: "chatgpt", tokens: { id_token: "x" } }, null],
];

for (const [what, document, account] of documents) {
  Deno.test(`account/read of an auth.json with ${what}`, async () => {
    await using server = await startInProcessAppServer();
    await Deno.writeTextFile(server.home.authFile, JSON.stringify(document));
    assert.deepEqual((await server.request("account/read", {})).result?.["account"], account);
  });
}

/** Signs in; gives where the callback sends the browser. */
async function endOf(params: Record<string, unknown>, claims: Record<string, unknown> = {}) {
  const idToken = unsignedJwt({ sub: "person", [AUTH_CLAIM]: claims });
  await using issuer = startAuthorizationServer({ tokens: { idToken } });
  await using server = await startInProcessAppServer({ issuer: issuer.issuer });
  const start = { type: "chatgpt", ...params };
  const { authUrl } = started(await server.request("account/login/start", start));
  const step = async (url: string) => {
    const { headers, body } = await fetch(url, { redirect: "manual" });
    await body?.cancel();
    return headers.get("location") ?? "";
  };
  const end = await step(await step(authUrl));
  if (end.startsWith("/")) await step(new URL(end, redirectUriOf(authUrl)).href);
  const { params: completed } = await server.notification("account/login/completed");
  assert.equal(completed?.["success"], true);
  return end;
}

function redirectUriOf(authUrl: string): string {
  return new URL(authUrl).searchParams.get("redirect_uri") ?? "";
}

const HOSTED = "https://chatgpt.com/codex/open-app?source=login&app_brand=";

for (
  const [params, end, claims] of [
    [{}, "/success"],
    [{ codexStreamlinedLogin: true }, "/success"],
    [{ useHostedLoginSuccessPage: false, appBrand: "chatgpt" }, "/success"],
    [{ useHostedLoginSuccessPage: true }, `${HOSTED}codex`],
    [{ useHostedLoginSuccessPage: true, appBrand: null }, `${HOSTED}codex`],
    [{ useHostedLoginSuccessPage: true, appBrand: "chatgpt" }, `${HOSTED}chatgpt`],
    [{ useHostedLoginSuccessPage: true }, "/success", { is_org_owner: true }],
  ] as [Record<string, unknown>, string, Record<string, unknown>?][]
) {
  Deno.test(`with ${JSON.stringify({ ...params, ...claims })} the browser ends on ${end}`, async () => {
    assert.equal(await endOf(params, claims), end);
  });
}

for (
  const [neededAccount, authMethod, account] of [
    ["openai", "apikey", { type: "apiKey" }],
    ["none", null, null],
    ["amazon_bedrock", null, { type: "amazonBedrock", usesCodexManagedCredentials: false }],
  ] as const
) {
  Deno.test(`where ${neededAccount} is needed, status and account say so, and give no token`, async () => {
    await using server = await startInProcessAppServer({ neededAccount });
    await server.request("account/login/start", { type: "apiKey", apiKey: "sk-canary" });
    const requiresOpenaiAuth = neededAccount === "openai";
    for (const params of [{}, { includeToken: null }, { includeToken: true }]) {
      const { result } = await server.request("getAuthStatus", params);
      assert.deepEqual(result, { authMethod, authToken: null, requiresOpenaiAuth });
    }
    const { result } = await server.request("account/read", {});
    assert.deepEqual(result, {
      ...{ account, userId: null, requiresOpenaiAuth, workspaceRouting: null },
    });
  });
}
