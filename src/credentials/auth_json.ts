/**
 * The shape of `auth.json`, as the real Codex CLI reads and writes it: whose each key is, and what a
 * new sign-in puts there.
 *
 * @module
 */
import { toBase64Url } from "../base/base64.ts";
import type { Secret } from "../log/text/secret.ts";

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

/** The ways in that leave something behind, those included that only the real CLI has. */
export type LoginMethod = Credentials["method"] | "bedrock_api_key" | "bedrock_access_keys";

/**
 * Every key that any version of codex keeps at the top of `auth.json`: a login's own, which a logout or
 * the next sign-in takes away. Any other belongs to somebody else: it stays, and is named.
 *
 * Those that hold a credential have a way in; where `auth_mode` is missing, the first that is filled
 * counts, but for an agent's identity: that one has to be named.
 */
export const LOGIN_KEYS: Readonly<Record<string, WayIn | undefined>> = {
  auth_mode: undefined,
  last_refresh: undefined,
  personal_access_token: {
    method: "personal_access_token",
    authMode: "personalAccessToken",
    name: "personal access token",
  },
  bedrock_api_key: {
    method: "bedrock_api_key",
    authMode: "bedrockApiKey",
    name: "Amazon Bedrock API key",
  },
  bedrock_access_keys: {
    method: "bedrock_access_keys",
    authMode: "bedrockAccessKeys",
    name: "Amazon Bedrock AWS access keys",
  },
  OPENAI_API_KEY: { method: "api_key", authMode: "apikey", name: "API key" },
  agent_identity: { method: "agent_identity", authMode: "agentIdentity", name: "access token" },
  tokens: { method: "chatgpt", authMode: "chatgpt", name: "ChatGPT" },
};

/** How somebody signed in. */
export interface WayIn {
  /** What this program calls it. */
  readonly method: LoginMethod;
  /** Its name in `auth_mode`, as the real CLI writes it. */
  readonly authMode: AuthMode;
  /** Its name in `login status`. */
  readonly name: string;
}

/** The names of the ways in that `auth_mode` can hold, but for tokens that another program hands over. */
export type AuthMode =
  | "chatgpt"
  | "apikey"
  | "personalAccessToken"
  | "agentIdentity"
  | "bedrockApiKey"
  | "bedrockAccessKeys";

/** What is left of a document without a login's own keys. */
export function foreignKeys(document: Record<string, unknown>): Record<string, unknown> {
  const isForeign = ([key]: [string, unknown]) => !Object.hasOwn(LOGIN_KEYS, key);
  return Object.fromEntries(Object.entries(document).filter(isForeign));
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
          oauth_provenance: { issuer: credentials.issuer, client_id: credentials.clientId },
          // Random, and new at each sign-in, as the real CLI writes it.
          login_owner_id: toBase64Url(crypto.getRandomValues(new Uint8Array(32))),
          account_id: credentials.accountId ?? null,
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
