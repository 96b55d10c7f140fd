/**
 * `--with-api-key` and `--with-access-token`: from standard input to `auth.json`.
 *
 * @module
 */
import { checkAccessToken } from "../credentials/access_token.ts";
import type { Credentials } from "../credentials/auth_json.ts";
import { routeAndSecrets } from "../config/network/network_route.ts";
import { recordFailure } from "../errors/errors.ts";
import { Loggable } from "../log/loggable.ts";
import { accountLine } from "./account_words.ts";
import type { CompletionPorts } from "./completion.ts";
import type { FlowPorts, FlowSettings } from "./flow_ports.ts";
import { WHAT_IS_NEXT, whereCredentialsAre } from "./outcome.ts";
import type { Secret } from "../log/text/secret.ts";
import { readStdinSecret, type SecretWords, type StandardInput } from "./stdin_secret.ts";

/** Which secret is read. */
export type SecretKind = "api_key" | "access_token";

/** What such a sign-in needs to know. */
export type SecretLoginSettings = Omit<FlowSettings, "clientId">;

/** The real things that such a sign-in uses. */
export interface SecretLoginPorts extends FlowPorts, CompletionPorts {
  readonly stdin: StandardInput;
}

const WORDS: Record<SecretKind, SecretWords> = {
  api_key: { noun: "API key", option: "--with-api-key", variable: "OPENAI_API_KEY" },
  access_token: {
    noun: "access token",
    option: "--with-access-token",
    variable: "CODEX_ACCESS_TOKEN",
  },
};

/**
 * Reads the secret, checks an access token with the issuer, and saves it. An API key is not checked:
 * it may be for a server that this program does not know.
 *
 * @throws {LoginError} Its events are in the log already.
 */
export async function loginWithSecret(
  kind: SecretKind,
  settings: SecretLoginSettings,
  ports: SecretLoginPorts,
): Promise<void> {
  ports.log.record({
    event: kind === "api_key" ? "starting api key login flow" : "starting access token login flow",
  });
  try {
    await ports.store.check?.(kind === "api_key" ? kind : "personal_access_token");
    ports.onPhase?.("read_stdin");
    const secret = await readStdinSecret(WORDS[kind], ports.stdin, ports.say, ports.signal);
    const { credentials, whose } = kind === "api_key"
      ? { credentials: { method: kind, apiKey: secret } as const, whose: "" }
      : await checked(secret, settings, ports);
    ports.onPhase?.("save");
    ports.signal.throwIfAborted();
    // Another program may hold the lock for a while; Ctrl-C does not wait for it.
    const place = await ports.store.save(credentials, ports.signal);
    ports.onPhase?.("done");
    if (place === undefined) return ports.say(whereCredentialsAre(place));
    ports.log.record({
      event: "login credentials saved",
      method: Loggable.word(credentials.method),
    });
    ports.say(sentence(credentials.method));
    if (ports.isOnTerminal) {
      ports.say(`${whose && `${whose}.\n`}${whereCredentialsAre(place)}\n${WHAT_IS_NEXT}`);
    }
  } catch (error) {
    throw recordFailure(error, ports.log);
  }
}

async function checked(secret: Secret, settings: SecretLoginSettings, ports: SecretLoginPorts) {
  ports.onPhase?.("check_account");
  const { issuer, workspaceIds } = settings;
  const routed = routeAndSecrets(settings, ports.certificates);
  const client = { issuer, fetch: ports.fetch, ...routed, flow: "access_token" } as const;
  const checked = await checkAccessToken(secret, client, workspaceIds, ports.signal);
  const { accountId: workspace, ...account } = checked.account;
  return { ...checked, whose: client.secrets.mask(accountLine({ workspace, ...account })) };
}

function sentence(method: Exclude<Credentials["method"], "chatgpt">): string {
  switch (method) {
    case "api_key":
      return "API key saved. Authentication is checked when you send a request.";
    case "personal_access_token":
      return "Successfully logged in";
    case "agent_identity":
      return "Access token saved. Authentication is checked when you send a request.";
  }
}
