/**
 * `--with-api-key` and `--with-access-token`: from standard input to `auth.json`.
 *
 * @module
 */
import { type ProxyRoute, secretsOfRoute } from "../config/proxy_route.ts";
import type { AuthStore } from "../credentials/auth_store.ts";
import { checkAccessToken } from "../credentials/access_token.ts";
import type { Credentials } from "../credentials/auth_json.ts";
import { type CertificateSource, networkRoute } from "../config/network_route.ts";
import { asLoginError } from "../errors/errors.ts";
import { LiveSecrets, secretsOfUrl } from "../log/live_secrets.ts";
import { Loggable } from "../log/loggable.ts";
import type { LoginLog } from "../log/login_events.ts";
import { whereCredentialsAre } from "./outcome.ts";
import type { OnPhase } from "../base/phases.ts";
import type { Secret } from "../log/secret.ts";
import { rejection } from "../base/time_limit.ts";
import { readStdinSecret, type SecretWords, type StandardInput } from "./stdin_secret.ts";
import type { Fetch } from "../oauth/issuer_fetch.ts";

/** Which secret is read. */
export type SecretKind = "api_key" | "access_token";

/** What such a sign-in needs to know. */
export interface SecretLoginSettings {
  /** Without a trailing slash. */
  readonly issuer: string;
  /** Workspaces that the configuration allows, or `undefined` for any. */
  readonly workspaceIds: readonly string[] | undefined;
  /** How the issuer is reached; a proxy's credentials are masked in every text. */
  readonly proxy?: ProxyRoute | undefined;
  /** The certificates of the configuration, for the words of a failure. */
  readonly certificates?: CertificateSource | undefined;
}

/** The real things that such a sign-in uses. */
export interface SecretLoginPorts {
  readonly store: AuthStore;
  readonly log: LoginLog;
  readonly fetch: Fetch;
  readonly stdin: StandardInput;
  /** Shows text to the person, a line break behind it. */
  say(text: string): void;
  readonly onPhase?: OnPhase;
  /** Aborts with a `LoginError` when the process is told to end. */
  readonly signal: AbortSignal;
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
    ports.onPhase?.("read_stdin");
    const secret = await readStdinSecret(WORDS[kind], ports.stdin, ports.say, ports.signal);
    const credentials = kind === "api_key"
      ? { method: kind, apiKey: secret } as const
      : await checked(secret, settings, ports);
    ports.onPhase?.("save");
    // Another program may hold the lock for a while; Ctrl-C does not wait for it.
    const saved = ports.store.save(credentials);
    const place = await Promise.race([saved, rejection(ports.signal)]);
    ports.onPhase?.("done");
    if (place === undefined) return ports.say(whereCredentialsAre(place));
    ports.log.record({
      event: "login credentials saved",
      method: Loggable.word(credentials.method),
    });
    ports.say(sentence(credentials.method));
  } catch (error) {
    const failure = asLoginError(error);
    for (const event of failure.events) ports.log.record(event);
    throw failure;
  }
}

function checked(secret: Secret, settings: SecretLoginSettings, ports: SecretLoginPorts) {
  ports.onPhase?.("check_account");
  const secrets = new LiveSecrets(
    ...secretsOfUrl(settings.issuer),
    ...secretsOfRoute(settings.proxy),
  );
  const route = networkRoute(settings.proxy, settings.certificates);
  const { issuer } = settings;
  const client = { issuer, fetch: ports.fetch, secrets, route, flow: "access_token" } as const;
  return checkAccessToken(secret, client, settings.workspaceIds, ports.signal);
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
