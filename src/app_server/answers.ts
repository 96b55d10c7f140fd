/**
 * The bodies of answers and notifications, member for member as `codex app-server` 0.169 has them.
 *
 * @module
 */
import { asLoginError } from "../errors/errors.ts";
import { isHeaderValue } from "./decode.ts";
import { INTERNAL_ERROR, RpcError } from "./json_rpc.ts";
import type { Finding } from "../login/finding.ts";
import type { Client } from "./requests.ts";
import type { NeededAccount } from "../config/model_provider.ts";
import type { StoredAccount } from "../credentials/stored_account.ts";

/** The members of an answer's or a notification's body. */
export type Result = Record<string, unknown>;

/** The answer to `initialize`. */
export function initializeResult(
  client: Client,
  { version, codexHome }: { readonly version: string; readonly codexHome: string },
): Result {
  const { os, arch } = Deno.build;
  const server = `${client.name}/${version} (${os}; ${arch}) codex-login`;
  const userAgent = `${server} (${`${client.name}; ${client.version}`.trim()})`;
  return {
    userAgent: isHeaderValue(userAgent) ? userAgent : userAgent.replace(/[^ -~]/gu, "_"),
    codexHome,
    platformFamily: os === "windows" ? "windows" : "unix",
    platformOs: os === "darwin" ? "macos" : os,
  };
}

/** The answer to `account/read`; nobody is asked where the workspace is served. */
export function accountResult(stored: StoredAccount | undefined, needed: NeededAccount): Result {
  const account = needed === "openai" ? stored : undefined;
  const isManaged = stored?.authMode.startsWith("bedrock") ?? false;
  return {
    account: needed === "amazon_bedrock"
      ? { type: "amazonBedrock", usesCodexManagedCredentials: isManaged }
      : account === undefined
      ? null
      : shownAccount(account),
    userId: account?.userId ?? null,
    requiresOpenaiAuth: needed === "openai",
    workspaceRouting: null,
  };
}

/** The answer to `getAuthStatus`; a token is handed out to nobody. */
export function authStatus(stored: StoredAccount | undefined, needed: NeededAccount): Result {
  const requiresOpenaiAuth = needed === "openai";
  const authMethod = requiresOpenaiAuth ? stored?.authMode ?? null : null;
  return { authMethod, authToken: null, requiresOpenaiAuth };
}

function shownAccount({ authMode, email, planType }: StoredAccount): Result {
  switch (authMode) {
    case "apikey":
      return { type: "apiKey" };
    case "bedrockApiKey":
    case "bedrockAccessKeys":
      return { type: "amazonBedrock", usesCodexManagedCredentials: true };
    default:
      return { type: "chatgpt", email, planType: planType ?? "unknown", workspaceName: null };
  }
}

/** The body of `account/updated`. */
export function accountUpdate(account: StoredAccount | undefined): Result {
  return { authMode: account?.authMode ?? null, planType: account?.planType ?? null };
}

/**
 * The body of `account/login/completed`.
 *
 * @param loginId `null` for an API key.
 * @param error How it failed, in words; `undefined` where it did not.
 */
export function loginCompleted(loginId: string | null, error: string | undefined): Result {
  return {
    loginId,
    success: error === undefined,
    error: error ?? null,
    onboardingEntrypoint: null,
  };
}

/**
 * The body of `warning`, which is of no thread here; beside the members of the real one it has the login,
 * the class, and whether that is over.
 */
export function loginWarning(loginId: string, { class: name, what, todo }: Finding): Result {
  const isOver = todo === undefined;
  return {
    threadId: null,
    message: isOver ? what : `${what} ${todo}`,
    loginId,
    class: name,
    isOver,
  };
}

/** Rethrows a failure of this side as the answer to a request. */
export function failedTo(what: string): (error: unknown) => never {
  return (error) => {
    throw new RpcError(INTERNAL_ERROR, `${what}: ${asLoginError(error).failure.message}`);
  };
}
