/**
 * The shape of `auth.json`, as the real Codex CLI reads and writes it.
 *
 * @module
 */
import type { Secret } from "../log/secret.ts";

/** Credentials of a ChatGPT sign-in. */
export interface ChatGptCredentials {
  /** How the person signed in. */
  readonly method: "chatgpt";
  /** `undefined` where the issuer gave none. */
  readonly apiKey: Secret | undefined;
  /** A JWT with the account's claims. */
  readonly idToken: Secret;
  /** What requests are made with. */
  readonly accessToken: Secret;
  /** What a new access token is asked for with. */
  readonly refreshToken: Secret;
  /** The workspace that was chosen. */
  readonly accountId: string | undefined;
  /** Who gave the tokens. */
  readonly issuer: string;
  /** For which client. */
  readonly clientId: string;
}

/** An API key of the platform. */
export interface ApiKeyCredentials {
  /** How the person signed in. */
  readonly method: "api_key";
  /** The key (`sk-…`). */
  readonly apiKey: Secret;
}

/** A token that a person made in the settings of the account (`at-…`). */
export interface PersonalAccessTokenCredentials {
  /** How the person signed in. */
  readonly method: "personal_access_token";
  /** The token. */
  readonly accessToken: Secret;
}

/** A signed identity of an agent, a JWT. */
export interface AgentIdentityCredentials {
  /** How the agent signed in. */
  readonly method: "agent_identity";
  /** The JWT. */
  readonly accessToken: Secret;
}

/** Everything that can be saved. */
export type Credentials =
  | ChatGptCredentials
  | ApiKeyCredentials
  | PersonalAccessTokenCredentials
  | AgentIdentityCredentials;

/** The keys that hold Codex's credentials; every other key in the file is another tool's. */
const OWN_KEYS: readonly string[] = [
  "auth_mode",
  "OPENAI_API_KEY",
  "tokens",
  "last_refresh",
  "agent_identity",
  "personal_access_token",
  "bedrock_api_key",
];

/** What is left of a document without Codex's own keys. */
export function foreignKeys(document: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(document).filter(([key]) => !OWN_KEYS.includes(key)));
}

/** The document of new credentials: they take the place of every older one, other keys stay. */
export function authJson(
  credentials: Credentials,
  existing: Record<string, unknown> = {},
): Record<string, unknown> {
  return { ...ownKeys(credentials), ...foreignKeys(existing) };
}

function ownKeys(credentials: Credentials): Record<string, unknown> {
  switch (credentials.method) {
    case "chatgpt":
      return {
        auth_mode: "chatgpt",
        OPENAI_API_KEY: credentials.apiKey?.reveal() ?? null,
        tokens: {
          id_token: credentials.idToken.reveal(),
          access_token: credentials.accessToken.reveal(),
          refresh_token: credentials.refreshToken.reveal(),
          account_id: credentials.accountId ?? null,
          oauth_provenance: { issuer: credentials.issuer, client_id: credentials.clientId },
        },
        last_refresh: new Date().toISOString(),
      };
    case "api_key":
      return { auth_mode: "apikey", OPENAI_API_KEY: credentials.apiKey.reveal() };
    case "personal_access_token":
      // The real CLI writes no auth_mode here, and knows the method by the key.
      return { OPENAI_API_KEY: null, personal_access_token: credentials.accessToken.reveal() };
    case "agent_identity":
      return {
        auth_mode: "agentIdentity",
        OPENAI_API_KEY: null,
        agent_identity: credentials.accessToken.reveal(),
      };
  }
}
