// One login with a canary in every secret and in every body, and the look at all three surfaces after it.
import assert from "node:assert/strict";
import type { AuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import type { Hop } from "../../scripts/rehearsal/browser.ts";
import { randomText, unsignedJwt } from "../../scripts/rehearsal/unsigned_jwt.ts";
import type { FailureKind } from "../../src/errors.ts";
import { assertNone, type Canary } from "./canaries.ts";
import type { InProcessOptions } from "./in_process_login.ts";
import { type RehearsalOptions, rehearse, type Rehearsed } from "./rehearsed_login.ts";

function canary(name: string): Canary {
  return { name, value: `${name}-${randomText(18)}` };
}

/** Known before the login starts. What it makes itself is read off its requests. */
export function plant() {
  const secrets = {
    accessToken: canary("access"),
    refreshToken: canary("refresh"),
    apiKey: canary("apikey"),
    issuerToken: canary("issuertoken"),
    issuerFragment: canary("fragment"),
    oldAccess: canary("oldaccess"),
    oldRefresh: canary("oldrefresh"),
    oldId: canary("oldid"),
    oldKey: canary("oldkey"),
  };
  const personal = {
    email: canary("email"),
    subject: canary("subject"),
    header: canary("header"),
    revokeBody: canary("revokebody"),
    keyBody: canary("keybody"),
  };
  return { secrets, personal, detail: canary("detail") };
}

/** The canaries of one login. */
export type Planted = ReturnType<typeof plant>;

/** What an outcome changes about the login that works. */
export interface Outcome extends Omit<RehearsalOptions, "login"> {
  readonly login?: Partial<InProcessOptions>;
  /** Undefined: success. */
  readonly kind?: FailureKind;
  /** Where the planted detail has to arrive. */
  readonly detailAt?: { terminal?: boolean; page?: boolean; log?: boolean };
}

/** Runs a login to its end and asserts that nothing planted is where it must not be. */
export async function runOutcome(planted: Planted, outcome: Outcome): Promise<void> {
  const { secrets, personal, detail } = planted;
  const idToken = unsignedJwt({ sub: personal.subject.value, email: personal.email.value });
  const { kind, detailAt = {}, login, ...changes } = outcome;
  const pages: Hop[] = [];
  const rehearsed = await rehearse({
    tokens: {
      idToken,
      accessToken: secrets.accessToken.value,
      refreshToken: secrets.refreshToken.value,
      apiKey: secrets.apiKey.value,
    },
    ...changes,
    login: ({ issuer }: AuthorizationServer) => ({
      issuer: `${issuer}?tenant=t&token=${secrets.issuerToken.value}`,
      storedAuth: storedAuth(planted, `${issuer}?tenant=t&token=${secrets.issuerToken.value}`),
      ...login,
    }),
  });
  pages.push(...rehearsed.hops.filter(({ url }) => new URL(url).port === String(rehearsed.port)));
  assert.equal(rehearsed.error?.failure.kind, kind, rehearsed.error?.message);

  const made = rehearsed.server.secrets().concat({ name: "idToken", value: idToken });
  const all = [...Object.values(secrets), ...made];
  const notLogged = [...all, ...Object.values(personal), ...(detailAt.log ? [] : [detail])];
  assertNone("the log", rehearsed.logText, notLogged);
  const terminal = rehearsed.terminal.replace(/^http\S+\/oauth\/authorize\?\S+$/m, "");
  // The issuer's own parameter is in the URL that the person must open; it is nowhere else.
  const shown = [...all, ...Object.values(personal)];
  assertNone("the terminal", `${terminal}\n${rehearsed.error?.message}`, shown);
  for (const { body, headers } of pages) {
    assertNone("a page", body + JSON.stringify([...headers]), shown);
  }
  assertArrived(rehearsed, pages, detail, detailAt);
}

function assertArrived(
  { error, logText }: Rehearsed,
  pages: Hop[],
  { value }: Canary,
  { terminal, page, log }: NonNullable<Outcome["detailAt"]>,
): void {
  if (terminal) {
    assert.ok(error?.message.includes(value), `the terminal lacks it: ${error?.message}`);
  }
  if (page) {
    assert.ok(pages.at(-1)?.body.includes(value), `the page lacks it: ${pages.at(-1)?.body}`);
  }
  if (log) assert.ok(logText.includes(value), `the log lacks it: ${logText}`);
}

function storedAuth({ secrets }: Planted, issuer: string): unknown {
  return {
    auth_mode: "chatgpt",
    OPENAI_API_KEY: secrets.oldKey.value,
    tokens: {
      id_token: secrets.oldId.value,
      access_token: secrets.oldAccess.value,
      refresh_token: secrets.oldRefresh.value,
      oauth_provenance: { issuer, client_id: "old-client" },
    },
  };
}
