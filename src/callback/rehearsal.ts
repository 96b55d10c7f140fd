/**
 * What becomes of a callback, done once before on a made-up one: the code is compiled then, and a browser
 * waits for less.
 *
 * Promise: nothing is sent, written or told. Permission: none.
 *
 * @module
 */
import { CALLBACK_PATH } from "../base/endpoints.ts";
import { formatEvent } from "../log/log_format.ts";
import { Secret } from "../log/text/secret.ts";
import { openCallbackServer } from "./callback_server.ts";
import { successPage } from "./page.ts";
import { parseRequestHead } from "./request_head.ts";

const MADE_UP = `made-up-${"x".repeat(32)}`;

/** Takes a callback that nobody sent, and answers it. */
export async function rehearseCallback(): Promise<void> {
  const server = openCallbackServer({ record: (event) => void formatEvent(event) });
  server.expect({ state: new Secret(MADE_UP), issuer: "http://localhost" });
  const request = parseRequestHead(
    `GET ${CALLBACK_PATH}?code=${MADE_UP}&state=${MADE_UP} HTTP/1.1\r\nHost: localhost:1\r\n\r\n`,
  );
  const answered = request && server.handlerFor(1)(request, Promise.resolve());
  server.answer(await successPage());
  await answered;
}
