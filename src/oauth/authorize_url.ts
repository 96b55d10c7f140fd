/**
 * The authorization request (RFC 6749 section 4.1.1) with PKCE (RFC 7636).
 *
 * @module
 */
import { calculatePKCECodeChallenge, generateRandomState } from "oauth4webapi";
import { toBase64Url } from "../base/base64.ts";
import { PATHS, shownEndpoint } from "../base/endpoints.ts";
import { Secret } from "../log/text/secret.ts";

const VERIFIER_BYTES = 64;
const SCOPE = "openid profile email offline_access api.connectors.read api.connectors.invoke";
const ORIGINATOR = "codex_cli_rs";

/** What the authorize URL depends on. */
export interface AuthorizeOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** `http://localhost:{port}/auth/callback` (RFC 8252 section 7.3). */
  readonly redirectUri: string;
  /** Workspaces that the configuration allows, or `undefined` for any. */
  readonly workspaceIds: readonly string[] | undefined;
  /** In place of a random state. */
  readonly forceState?: Secret | undefined;
  /** Who asks; `codex_cli_rs` by default. */
  readonly originator?: string | undefined;
}

/** A request that is ready to be shown, and the two secrets that prove the answer. */
export interface AuthorizeRequest {
  readonly url: string;
  /** 32 random bytes, base64url. */
  readonly state: Secret;
  /** 64 random bytes, base64url (86 characters, RFC 7636 section 4.1). */
  readonly codeVerifier: Secret;
}

/** Makes a new state and verifier and the URL that carries the challenge. */
export async function createAuthorizeRequest(options: AuthorizeOptions): Promise<AuthorizeRequest> {
  const state = options.forceState ?? new Secret(generateRandomState());
  const codeVerifier = generateCodeVerifier();
  const url = shownEndpoint(options.issuer, PATHS.authorize);
  const parameters: [string, string][] = [
    ["response_type", "code"],
    ["client_id", options.clientId],
    ["redirect_uri", options.redirectUri],
    ["code_challenge", await calculatePKCECodeChallenge(codeVerifier)],
    ["code_challenge_method", "S256"],
    ["state", state.reveal()],
    ["scope", SCOPE],
    ["id_token_add_organizations", "true"],
    ["codex_cli_simplified_flow", "true"],
    ["originator", options.originator ?? ORIGINATOR],
  ];
  if (options.workspaceIds) {
    parameters.push(["allowed_workspace_id", options.workspaceIds.join(",")]);
  }
  for (const [name, value] of parameters) url.searchParams.append(name, value);
  return { url: url.href, state, codeVerifier: new Secret(codeVerifier) };
}

function generateCodeVerifier(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(VERIFIER_BYTES)));
}
