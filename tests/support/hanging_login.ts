// A login whose exchange hangs, for time limits and for interruptions.
import {
  type AuthorizationServerOptions,
  type Endpoint,
  startAuthorizationServer,
} from "../../scripts/rehearsal/authorization_server.ts";
import { neverAnswer, stallMidBody } from "../../scripts/rehearsal/misbehaviour.ts";
import { type InProcessLogin, startLogin } from "./in_process_login.ts";

/** The two ways of an endpoint to hang, and whether that is before its answer begins. */
export const SILENCES: [what: string, endpoint: Endpoint, isRequest: boolean][] = [
  ["never answers", () => neverAnswer(), true],
  ["sends half a body and stalls", () => stallMidBody({ id_token: "x".repeat(500) }), false],
];

/** An endpoint that tells when it was asked, and what it then does. */
export function watched(endpoint: Endpoint): { endpoint: Endpoint; asked: Promise<void> } {
  const asked = Promise.withResolvers<void>();
  return {
    asked: asked.promise,
    endpoint(request, usual) {
      asked.resolve();
      return endpoint(request, usual);
    },
  };
}

/** A login whose exchange hangs at `name`, from the moment that `use` is called. */
export async function hanging(
  name: "token" | "apiKey",
  endpoint: Endpoint,
  use: (login: InProcessLogin, page: Promise<{ status: number; body: string }>) => Promise<void>,
  others: AuthorizationServerOptions = {},
): Promise<void> {
  const held = watched(endpoint);
  await using server = startAuthorizationServer({ ...others, [name]: held.endpoint });
  await using login = await startLogin({ issuer: server.issuer });
  const page = login.callback({ code: await login.approve() });
  await held.asked;
  await use(login, page);
}
