/**
 * `auth.json`: what the real Codex CLI reads.
 *
 * Promise: the old file stays whole until the new one is on disk (temporary file in the same folder,
 * fsync, rename), whatever interrupts; the file is 0600; a symbolic link in its place is replaced,
 * never written through. Permission: read and write on CODEX_HOME.
 *
 * @module
 */
import { notSavedError } from "./token_errors.ts";
import { isObject } from "./id_token.ts";
import { replaceFile } from "./replace_file.ts";
import { explainSaveFailure } from "./save_failure.ts";
import type { Secret } from "./secret.ts";

/** Name of the file in CODEX_HOME. */
export const AUTH_FILE_NAME = "auth.json";

// Another method's credentials: a ChatGPT sign-in takes their place. Any other key that this program
// does not write is another tool's and stays.
const SUPERSEDED_KEYS = ["agent_identity", "personal_access_token", "bedrock_api_key"];

/** Credentials of a ChatGPT sign-in. */
export interface ChatGptCredentials {
  readonly apiKey: Secret | undefined;
  readonly idToken: Secret;
  readonly accessToken: Secret;
  readonly refreshToken: Secret;
  readonly accountId: string | undefined;
  readonly issuer: string;
  readonly clientId: string;
}

/** Where credentials live. */
export interface AuthStore {
  /** What is stored now, parsed; `undefined` where there is nothing, or nothing readable. */
  load(): Record<string, unknown> | undefined;
  /**
   * Replaces what is stored.
   *
   * @returns Where it is, for a person.
   * @throws {LoginError} `not_saved`; what was stored before is untouched.
   */
  save(credentials: ChatGptCredentials): string;
}

/** The store in `folder` (CODEX_HOME), an absolute path. */
export function fileAuthStore(folder: string): AuthStore {
  const path = `${folder}/${AUTH_FILE_NAME}`;
  return {
    load: () => readRegularJson(path),
    save(credentials) {
      const json = { ...foreignKeys(readRegularJson(path)), ...authJson(credentials) };
      try {
        replaceFile(folder, AUTH_FILE_NAME, JSON.stringify(json, null, 2));
      } catch (error) {
        const { reason, explanation } = explainSaveFailure(folder, path, error);
        throw notSavedError(reason, explanation);
      }
      return path;
    },
  };
}

function authJson(credentials: ChatGptCredentials): Record<string, unknown> {
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
}

function foreignKeys(existing: Record<string, unknown> | undefined): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(existing ?? {}).filter(([key]) => !SUPERSEDED_KEYS.includes(key)),
  );
}

function readRegularJson(path: string): Record<string, unknown> | undefined {
  try {
    if (!Deno.lstatSync(path).isFile) return undefined;
    const value: unknown = JSON.parse(Deno.readTextFileSync(path));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
