/**
 * What a sign-in does with its secrets, done once before on made-up data: the code is compiled then, and a
 * browser waits for less.
 *
 * Promise: no request leaves, nothing is read, written or told. Permission: none.
 *
 * @module
 */
import { redirectUri } from "../base/endpoints.ts";
import { authJson } from "../credentials/auth_json.ts";
import { formatEvent } from "../log/log_format.ts";
import { Secret } from "../log/text/secret.ts";
import { type CheckSettings, inProcessCompletion } from "./completion.ts";

const MADE_UP = `made-up-${"x".repeat(32)}`;
/** Its payload is an empty object. */
const TOKEN = "e30.e30.x";

/** Exchanges and saves what nobody gave. */
export async function rehearseCompletion(
  settings: CheckSettings,
  signal: AbortSignal,
): Promise<void> {
  const secret = new Secret(MADE_UP);
  const completion = inProcessCompletion(
    {
      ...settings,
      clientId: MADE_UP,
      redirectUri: redirectUri(1),
      codeVerifier: secret,
      workspaceIds: undefined,
    },
    {
      store: {
        load: () => Promise.resolve(undefined),
        save(credentials) {
          JSON.stringify(authJson(credentials));
          return Promise.resolve(undefined);
        },
        remove: () => Promise.reject(),
      },
      log: { record: (event) => void formatEvent(event) },
      async fetch(url, init) {
        await new Request(url, init).text();
        return Response.json({ id_token: TOKEN, access_token: TOKEN, refresh_token: TOKEN });
      },
    },
    { signal },
  );
  await completion.complete({ code: secret, state: secret });
}
