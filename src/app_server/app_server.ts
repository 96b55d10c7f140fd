/**
 * The account methods of `codex app-server`, for one client:
 *
 * 1. Each line is decoded, and answered in the order of its coming.
 * 2. A login is answered with its URL at once, and ends with `account/login/completed`.
 * 3. A second login, an API key and a logout end the one that waits; its end is told first.
 * 4. When the client goes away, the login that waits is cancelled; a running write is waited for.
 *
 * Promise: no secret is in any answer but the authorize URL, which holds the state.
 *
 * @module
 */
import { cancelledError } from "../errors/errors.ts";
import { NEVER, rejection, withTimeLimit } from "../base/time_limit.ts";
import type { Interruption } from "../login/interruption.ts";
import { parseRequest } from "./json_rpc.ts";
import { type AppServerSettings, Session, type SessionPorts } from "./session.ts";

/** The real things that an app-server uses. */
export type AppServerPorts = SessionPorts & Pick<Interruption, "signal">;

/** How long a login, a save or an answer may wait for somebody else after the client has gone. */
export const FAREWELL_LIMIT_MS = 800;
/** How long the end may take then, unless the disk hangs. */
const END_LIMIT_MS = 60_000;

/** Serves until `lines` ends or the process is told to end. Never rejects. */
export async function serveClient(
  lines: AsyncIterable<string>,
  settings: AppServerSettings,
  ports: AppServerPorts,
): Promise<void> {
  const closing = new AbortController();
  const insisting = new AbortController();
  const signal = AbortSignal.any([ports.signal, closing.signal]);
  const session = new Session(settings, ports, { signal, secondInterrupt: insisting.signal });
  let answered = Promise.resolve();
  const reading = (async () => {
    for await (const line of lines) {
      const request = parseRequest(line);
      if (request) answered = answered.then(() => session.answer(request));
    }
  })().catch(() => {});
  await Promise.race([reading, rejection(ports.signal).catch(() => {})]);
  closing.abort(cancelledError());
  const end = answered.then(() => session.ended());
  await withTimeLimit(FAREWELL_LIMIT_MS, NEVER, () => end).catch(() => {});
  insisting.abort(signal.reason);
  await withTimeLimit(END_LIMIT_MS, NEVER, () => end).catch(() => {});
}
