// What a strict authorization server answers when nothing else was asked for. Strict, because a client that
// forgets PKCE, the redirect_uri or the single use of a code has to fail here, not at the real issuer.
import { createHash } from "node:crypto";
import type { ReceivedRequest } from "./http_wire.ts";
import { randomText } from "./unsigned_jwt.ts";

/** Everything that the server hands out to a person who signs in. */
export interface IssuedTokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly apiKey: string;
}

interface Grant {
  readonly redirectUri: string;
  readonly codeChallenge: string;
}

/** The usual answer of each endpoint, and the codes that were issued so far. */
export interface OAuthRules {
  authorize(request: ReceivedRequest): Response;
  token(request: ReceivedRequest): Response;
  apiKey(request: ReceivedRequest): Response;
  revoke(request: ReceivedRequest): Response;
  issuedCodes(): string[];
  issueCode(redirectUri: string, codeChallenge: string): string;
}

const API_KEY_REQUEST = {
  requested_token: "openai-api-key",
  subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
};

/** Makes the rules for one client and one set of tokens. */
export function makeOAuthRules(clientId: string, tokens: IssuedTokens): OAuthRules {
  const grants = new Map<string, Grant>();
  const usedCodes = new Set<string>();

  /** RFC 6749 section 4.1.1 and RFC 7636 section 4.3. */
  function authorize(request: ReceivedRequest): Response {
    const { query } = request;
    // These two never redirect: the address to go back to is what cannot be trusted (RFC 6749 section 4.1.2.1).
    if (only(query, "client_id") !== clientId) return page(400, "Unknown client_id");
    const redirectUri = only(query, "redirect_uri");
    if (!isLoopbackCallback(redirectUri)) return page(400, "Unknown redirect_uri");
    if (only(query, "response_type") !== "code") {
      return redirectBack(request, { error: "unsupported_response_type" });
    }
    const codeChallenge = only(query, "code_challenge");
    const hasPkce = only(query, "code_challenge_method") === "S256" &&
      /^[\w-]{43}$/.test(codeChallenge);
    if (!hasPkce || only(query, "state") === "") {
      return redirectBack(request, {
        error: "invalid_request",
        error_description: "state and a code_challenge of method S256 are required",
      });
    }
    return redirectBack(request, { code: issueCode(redirectUri, codeChallenge) });
  }

  function issueCode(redirectUri: string, codeChallenge: string): string {
    const code = `ac_${randomText()}`;
    grants.set(code, { redirectUri, codeChallenge });
    return code;
  }

  /** RFC 6749 section 4.1.3 and RFC 7636 section 4.6. */
  function token({ form, headers }: ReceivedRequest): Response {
    if (headers.has("authorization") || only(form, "client_id") !== clientId) {
      return oauthError(401, "invalid_client", "Unknown client");
    }
    if (only(form, "grant_type") !== "authorization_code") {
      return oauthError(400, "unsupported_grant_type", "authorization_code is wanted");
    }
    const code = only(form, "code");
    const grant = grants.get(code);
    if (!grant) return oauthError(400, "invalid_grant", "Unknown authorization code");
    if (usedCodes.has(code)) return oauthError(400, "invalid_grant", "Authorization code was used");
    usedCodes.add(code); // at the first try, also at one that fails below
    if (only(form, "redirect_uri") !== grant.redirectUri) {
      return oauthError(
        400,
        "invalid_grant",
        "redirect_uri differs from the authorization request",
      );
    }
    const verifier = only(form, "code_verifier");
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    if (!/^[\w.~-]{43,128}$/.test(verifier) || challenge !== grant.codeChallenge) {
      return oauthError(400, "invalid_grant", "code_verifier does not match the code_challenge");
    }
    return Response.json({
      token_type: "Bearer",
      id_token: tokens.idToken,
      access_token: tokens.accessToken,
      refresh_token: tokens.refreshToken,
      expires_in: 3600,
    });
  }

  /** RFC 8693 section 2.1, with the issuer's own requested_token. */
  function apiKey({ form, headers }: ReceivedRequest): Response {
    if (headers.has("authorization") || only(form, "client_id") !== clientId) {
      return oauthError(401, "invalid_client", "Unknown client");
    }
    for (const [name, value] of Object.entries(API_KEY_REQUEST)) {
      if (only(form, name) !== value) return oauthError(400, "invalid_request", `Unknown ${name}`);
    }
    if (only(form, "subject_token") !== tokens.idToken) {
      return oauthError(400, "invalid_grant", "Unknown subject_token");
    }
    return Response.json({ access_token: tokens.apiKey });
  }

  /** RFC 7009 section 2.1, but in JSON, as this issuer wants it. */
  function revoke({ body }: ReceivedRequest): Response {
    try {
      const { token, client_id } = JSON.parse(body);
      if (typeof token === "string" && token !== "" && client_id === clientId) {
        return Response.json({});
      }
    } catch {
      // Not JSON is as wrong as a missing member.
    }
    return oauthError(400, "invalid_request", "token and client_id are required, as JSON");
  }

  return { authorize, token, apiKey, revoke, issuedCodes: () => [...grants.keys()], issueCode };
}

/** A 302 to the redirect_uri of an authorization request, with its state and these parameters. */
export function redirectBack(
  { query }: ReceivedRequest,
  parameters: Record<string, string>,
): Response {
  const location = new URL(only(query, "redirect_uri"));
  for (const [name, value] of Object.entries(parameters)) location.searchParams.set(name, value);
  if (query.has("state")) location.searchParams.set("state", only(query, "state"));
  return new Response(null, {
    status: 302,
    statusText: "Found",
    headers: { location: location.href },
  });
}

/** An error of the token endpoint (RFC 6749 section 5.2). */
export function oauthError(status: number, error: string, description: string): Response {
  return Response.json({ error, error_description: description }, { status });
}

/** The value of a parameter that stands there exactly once, else "". */
function only(parameters: URLSearchParams, name: string): string {
  const [value = "", ...more] = parameters.getAll(name);
  return more.length === 0 ? value : "";
}

function isLoopbackCallback(text: string): boolean {
  return /^http:\/\/(localhost|127\.0\.0\.1|\[::1\]):\d{1,5}\/auth\/callback$/.test(text);
}

function page(status: number, title: string): Response {
  return new Response(`<!doctype html><title>${title}</title><h1>${title}</h1>`, {
    status,
    headers: { "content-type": "text/html; charset=utf-8" },
  });
}
