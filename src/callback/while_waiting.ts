/**
 * What goes on while a login waits for its callback.
 *
 * @module
 */
import type { CallbackServer } from "./callback_server.ts";
import { IGNORED_WORDS } from "./callback_pages.ts";
import { LONGEST_PASTE } from "./pasted_callback.ts";
import { describeIgnored } from "../errors/errors.ts";
import type { IgnoredReason } from "../log/log_words.ts";
import type { Secret } from "../log/text/secret.ts";
import { delay } from "../base/time_limit.ts";

const HEARTBEAT_MS = 60_000;

/** What a person pastes, and where. */
export const PASTE =
  "paste the address that it ends on (http://localhost:…/auth/callback?code=…) " +
  "here and press Enter; it is not shown.";

/** Tells that a callback can be pasted. */
export const PASTE_INVITATION = `If the browser cannot reach this machine, ${PASTE}`;

/** Tells, once for each reason, that a callback was ignored: a page could send thousands. */
export function tellOfIgnored(
  say: (text: string) => void,
  canPaste: () => boolean,
): (reason: IgnoredReason) => void {
  const told = new Set<IgnoredReason>();
  return (reason) => {
    if (told.has(reason)) return;
    told.add(reason);
    say(`A callback was ignored (one ${IGNORED_WORDS[reason]}); ${meanwhile(reason, canPaste())}.`);
  };
}

function meanwhile(reason: IgnoredReason, canPaste: boolean): string {
  if (reason === "another_code") return "the first one is being used";
  if (reason !== "other_host") return "the sign-in still waits for its own";
  return canPaste
    ? "paste the address of that page here and press Enter"
    : "`codex-login --device-auth` needs no callback";
}

/** Says every minute that the login still waits, and what it was sent meanwhile. */
export async function heartbeat(
  callbackServer: CallbackServer,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  for (
    let minutes = 1;
    await delay(HEARTBEAT_MS, signal).then(() => true, () => false);
    minutes++
  ) {
    const ignored = describeIgnored(callbackServer.ignored);
    say(`Still waiting for the browser after ${minutes} min. ${ignored}`);
  }
}

/**
 * Lets the person paste the callback for as long as the login waits for one.
 *
 * @param invitation Says that one can.
 */
export async function takePastes(
  callbackServer: CallbackServer,
  lines: AsyncIterable<Secret>,
  say: (text: string) => void,
  invitation = PASTE_INVITATION,
): Promise<void> {
  say(invitation);
  // Of a URL that a terminal wrapped, where it does not bracket what is pasted; lines then come one by one.
  let begun = "";
  for await (const line of lines) {
    const text = line.reveal();
    begun = text.includes("://") ? text : begun && `${begun}\n${text}`.slice(0, LONGEST_PASTE + 1);
    const refusal = await callbackServer.paste([text, begun]);
    if (refusal === undefined) return;
    const why = refusal === "no_callback"
      ? "It is no callback: it holds no code and state."
      : `It is a callback ${IGNORED_WORDS[refusal]}.`;
    say(`That was not the address of this sign-in. ${why}\n${PASTE_INVITATION}`);
  }
}
