// A canary in every secret and in every body, for every way that a login can end: none may be in the log; what a
// server says does reach the person, with the secrets in it masked.
import assert from "node:assert/strict";
import { visitOnce } from "../scripts/rehearsal/browser.ts";
import { dropConnection, dropMidBody, sendRaw } from "../scripts/rehearsal/misbehaviour.ts";
import { redirectBack } from "../scripts/rehearsal/oauth_rules.ts";
import { unsignedJwt } from "../scripts/rehearsal/unsigned_jwt.ts";
import type { FailureKind } from "../src/errors/failure_traits.ts";
import { assertNone, SPELLINGS } from "./fixtures/canaries.ts";
import type { InProcessLogin } from "./fixtures/in_process_login.ts";
import { ask } from "./fixtures/raw_http.ts";
import { type RehearsalOptions, rehearse } from "./fixtures/rehearsed_login.ts";
import { type Outcome, plant, type Planted, runOutcome } from "./fixtures/safety_outcome.ts";
import { testLogin } from "./fixtures/test_login.ts";

/** A login that the test goes through by hand; gives the pages of our own port. */
function byHand(
  walk: (login: InProcessLogin) => Promise<unknown>,
): NonNullable<RehearsalOptions["person"]> {
  return async (login) => {
    await login.authorizeUrl();
    await walk(login);
  };
}

async function finish(login: InProcessLogin): Promise<void> {
  await login.callback({ code: await login.approve() });
  await ask(login.port, "/success");
}

function withHeader(planted: Planted, response: Response): Response {
  const { value } = planted.personal.header;
  for (const name of ["set-cookie", "server", "www-authenticate", "x-debug", "location"]) {
    response.headers.set(name, value);
  }
  return response;
}

const outcomes: Record<string, (planted: Planted) => Outcome> = {
  "success": () => ({}),
  "success, the API key refused with a body": ({ personal }) => ({
    apiKey: () => new Response(personal.keyBody.value, { status: 500 }),
  }),
  "success, the revocation refused with a body": ({ personal }) => ({
    revoke: () => new Response(personal.revokeBody.value, { status: 400 }),
  }),
  "success, the revocation dropped": () => ({ revoke: () => dropConnection() }),
  "success after callbacks that were not taken": (planted) => ({
    person: byHand(async (login) => {
      const { value } = planted.detail;
      const own = await login.state();
      await login.callback({ state: value, code: value, error: value });
      for (const query of [`code=${value}&code=b`, `code=a&iss=${value}`, `id_token=${value}`]) {
        await ask(login.port, `/auth/callback?state=${own}&${query}`);
      }
      await ask(login.port, `/auth/callback?state=${own}&state=${value}`);
      await ask(login.port, `/${value}?${value}`);
      await ask(login.port, `/cancel?${value}`, {
        headers: [`Host: localhost:${login.port}`, `Origin: https://${value}`],
      });
      await ask(login.port, "/", { headers: [`Host: ${value}`] });
      await ask(login.port, `/${value}`, { method: value });
      for (let i = 0; i < 25; i++) await login.callback({ state: `${value}${i}` });
      await finish(login);
    }),
  }),
  "success after a browser that did not open": () => ({
    login: { openBrowser: () => Promise.resolve({ reason: "other", explanation: "it could not" }) },
  }),
  "denied": ({ detail }) => ({
    authorize: (request) =>
      redirectBack(request, {
        error: "access_denied",
        error_description: `${detail.value} state=${request.query.get("state")} ` +
          `${SPELLINGS["in base64"]?.(request.query.get("state") ?? "")}`,
        code: "ac_code-beside-an-error",
      }),
    kind: "callback_denied",
    detailAt: { terminal: true, page: true },
  }),
  "denied, with the state as the error": () => ({
    authorize: (request) => redirectBack(request, { error: request.query.get("state") ?? "" }),
    kind: "callback_denied",
  }),
  "missing code": ({ detail }) => ({
    authorize: (request) => redirectBack(request, { session: detail.value }),
    kind: "missing_code",
  }),
  "token error with a nested error": (planted) => ({
    token: () =>
      withHeader(
        planted,
        Response.json(
          { error: { code: "c", message: `The account is closed: ${planted.detail.value}` } },
          { status: 400 },
        ),
      ),
    kind: "token_status",
    detailAt: { terminal: true, page: true, log: "The account is closed: <masked>" },
  }),
  "token error as JSON without the members": ({ detail }) => ({
    token: () => Response.json({ detail: detail.value }, { status: 400 }),
    kind: "token_status",
    detailAt: { terminal: true, page: true },
  }),
  "token error as HTML": (planted) => ({
    token: () =>
      withHeader(planted, new Response(`<h1>${planted.detail.value}</h1>`, { status: 502 })),
    kind: "token_status",
    detailAt: { terminal: true, page: true },
  }),
  "token error with a token in JSON": ({ detail, secrets }) => ({
    token: () =>
      Response.json({
        detail: detail.value,
        refresh_token: secrets.refreshToken.value,
        api_key: secrets.apiKey.value,
      }, { status: 400 }),
    kind: "token_status",
    detailAt: { terminal: true, page: true },
  }),
  "token redirect": ({ detail }) => ({
    token: () =>
      new Response(detail.value, { status: 302, headers: { location: `/${detail.value}` } }),
    kind: "token_status",
  }),
  "token answer as HTML": ({ detail }) => ({
    token: () => new Response(`<h1>${detail.value}</h1>`),
    kind: "token_invalid",
  }),
  "token answer without a refresh token": ({ detail, secrets }) => ({
    token: () =>
      Response.json({
        id_token: unsignedJwt({ email: detail.value }),
        access_token: secrets.accessToken.value,
        note: detail.value,
      }),
    kind: "token_invalid",
  }),
  "token answer with an id_token that is no JWT": ({ detail, secrets }) => ({
    token: () =>
      Response.json({
        id_token: detail.value,
        access_token: secrets.accessToken.value,
        refresh_token: secrets.refreshToken.value,
      }),
    kind: "token_invalid",
  }),
  "token endpoint drops the connection": () => ({
    token: () => dropConnection(),
    kind: "token_transport",
  }),
  "token endpoint answers no HTTP": ({ detail }) => ({
    token: () => sendRaw(`${detail.value}\r\n\r\n`),
    kind: "token_transport",
  }),
  "token endpoint drops half a body": ({ secrets }) => ({
    token: () => dropMidBody({ refresh_token: secrets.refreshToken.value }),
    kind: "token_transport",
  }),
  "token endpoint refuses the connection": () => ({
    person: async (login, server) => {
      const code = await login.approve();
      await server.stopListening();
      await login.callback({ code });
    },
    kind: "token_transport",
  }),
  "another workspace": () => ({
    login: { workspaceIds: ["ws-allowed"] },
    kind: "workspace_restricted",
  }),
  "not saved": () => ({
    person: async (login) => {
      const away = `${login.home.path}/away`;
      await login.authorizeUrl();
      await Deno.rename(login.home.codexHome, away);
      const hops = await visitOnce(await login.authorizeUrl());
      await login.end();
      await Deno.rename(away, login.home.codexHome);
      return hops;
    },
    kind: "not_saved",
  }),
  "cancelled": () => ({
    person: byHand((login) => ask(login.port, "/cancel")),
    kind: "cancelled",
  }),
  "interrupted": () => ({
    person: byHand((login) => Promise.resolve(login.interrupt("SIGINT"))),
    kind: "SIGINT",
  }),
  "terminated": () => ({
    person: byHand((login) => Promise.resolve(login.interrupt("SIGTERM"))),
    kind: "SIGTERM",
  }),
  "hung up": () => ({
    person: byHand((login) => Promise.resolve(login.interrupt("SIGHUP"))),
    kind: "SIGHUP",
  }),
  "timed out": ({ detail }) => ({
    login: { waitLimitSeconds: 0.05 },
    person: byHand((login) => login.callback({ state: detail.value, code: detail.value })),
    kind: "timed_out",
  }),
  "an unexpected error with a secret in its text": ({ detail, secrets }) => ({
    login: {
      wrapCompletion: (real) => ({
        ...real,
        complete: () =>
          Promise.reject(new TypeError(`${detail.value} ${secrets.accessToken.value}`)),
      }),
    },
    kind: "internal",
  }),
};

for (const [name, outcome] of Object.entries(outcomes)) {
  testLogin(`no canary gets out: ${name}`, async () => {
    const planted = plant();
    await runOutcome(planted, outcome(planted));
  });
}

testLogin("no canary gets out: an issuer with userinfo, whatever comes of it", async () => {
  const [user, password] = [plant().detail, plant().detail];
  const { server, logText, terminal, error } = await rehearse({
    login: ({ issuer }) => ({
      issuer: issuer.replace("//", `//${user.value}:${password.value}@`),
    }),
  });
  const planted = [user, password, ...server.secrets()];
  assertNone("the log", logText, planted);
  assertNone("the authorize URL", terminal.match(/^http.+$/m)?.[0] ?? "", [user, password]);
  const url = /^http\S+\/oauth\/authorize\?\S+$/m;
  assertNone("the terminal", `${terminal.replace(url, "")}\n${error?.message}`, planted);
});

testLogin("every way that this flow can fail is among the outcomes above", () => {
  const flowKinds = [
    "callback_denied",
    "missing_code",
    "token_transport",
    "token_status",
    "token_invalid",
    "workspace_restricted",
    "not_saved",
    "cancelled",
    "SIGINT",
    "SIGTERM",
    "SIGHUP",
    "timed_out",
    "internal",
  ] satisfies FailureKind[];
  const covered = new Set(Object.values(outcomes).map((outcome) => outcome(plant()).kind));
  for (const kind of flowKinds) assert.ok(covered.has(kind), kind);
  return Promise.resolve();
});
