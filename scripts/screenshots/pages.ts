// Every page that a browser is answered with, for the pictures and for the tests in a real one.
import { ignoredPage } from "../../src/callback/callback_pages.ts";
import { errorPage, type PageAnswer, successPage, waitingPage } from "../../src/callback/page.ts";
import { callbackDeniedError, missingCodeError } from "../../src/errors/callback_errors.ts";
import {
  cancelledError,
  internalError,
  type LoginError,
  signalError,
  timedOutError,
} from "../../src/errors/errors.ts";
import { PLAIN_ROUTE } from "../../src/errors/explanation.ts";
import { readClues } from "../../src/errors/response_clues.ts";
import {
  notSavedError,
  tokenStatusError,
  tokenTransportError,
  workspaceError,
} from "../../src/errors/token_errors.ts";
import { describeTransportFailure } from "../../src/errors/transport_failure.ts";
import { BackendText } from "../../src/log/text/backend_text.ts";
import { LiveSecrets } from "../../src/log/text/live_secrets.ts";
import { LOG_WORDS } from "../../src/log/log_words.ts";

/** A page, and the words that a person must find on it without unfolding anything. */
export interface ShownPage {
  readonly answer: PageAnswer;
  readonly advice: string;
}

const LOG_PATH = "/home/you/.codex/log/codex-login.log";
/** As a server of a right-to-left language might say it, at length. */
const HEBREW = "הכניסה נדחתה על ידי מנהל סביבת העבודה (Codex). ".repeat(30);
const CONTEXT = {
  ...PLAIN_ROUTE,
  url: new URL("https://auth.openai.com/oauth/token"),
  flow: "browser",
} as const;

function said(text: string): BackendText {
  const query = new URLSearchParams({ text });
  return BackendText.ofParameter(query, "text", new LiveSecrets()) as BackendText;
}

async function failures(): Promise<Record<string, LoginError>> {
  const untrusted = new Error("client error (Connect): invalid peer certificate: UnknownIssuer");
  const circumstances = { hasAnswerBegun: false, hasProxy: false };
  const transport = describeTransportFailure(untrusted, new LiveSecrets(), circumstances);
  const text = said(HEBREW);
  const refusal = {
    status: 400,
    body: text,
    clues: readClues(new Headers(), new LiveSecrets(), 0),
    detail: { code: said("invalid_grant"), message: text, shown: text },
  };
  return {
    denied: await callbackDeniedError(said("access_denied"), text),
    entitlement: await callbackDeniedError(
      said("access_denied"),
      said("missing_codex_entitlement"),
    ),
    "missing-code": missingCodeError(),
    "certificate": await tokenTransportError(transport, CONTEXT),
    "token-refused": await tokenStatusError(refusal, CONTEXT),
    workspace: workspaceError(Array.from({ length: 40 }, (_, i) => `workspace-${i}`), true),
    "not-saved": notSavedError("disk_full", "/home/you/.codex: the disk is full; free some space."),
    cancelled: cancelledError(),
    "timed-out": timedOutError(900, new Map()),
    interrupted: signalError("SIGINT"),
    internal: internalError(new TypeError("x")),
  };
}

/** The pages by name. */
export async function everyPage(): Promise<Record<string, ShownPage>> {
  const account = {
    email: "person@example.com",
    workspace: "0f4c6b0e-6f57-4c3c-9f7e-2d0b3a8a7c11",
    plan: "pro",
  };
  const close = "You can close this page and return to the terminal.";
  const pages: Record<string, ShownPage> = {
    "signed-in": { answer: await successPage(true, account), advice: close },
    "signed-in-unsaved": { answer: await successPage(false), advice: close },
    waiting: { answer: await waitingPage("/outcome"), advice: "it goes on by itself" },
  };
  for (const [name, { failure: { page } }] of Object.entries(await failures())) {
    pages[name] = { answer: await errorPage(page, LOG_PATH), advice: page.help };
  }
  for (const reason of LOG_WORDS.ignoredCallback) {
    pages[reason.replaceAll("_", "-")] = {
      answer: await ignoredPage(reason),
      advice: reason === "other_host" ? "paste it into the terminal" : "terminal",
    };
  }
  return pages;
}
