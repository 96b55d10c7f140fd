// A real authorization server on loopback, made of closures: each endpoint answers by the rules unless the
// test or the demo hands in its own closure.
import { type Answer, readRequest, type ReceivedRequest, sendAnswer } from "./http_wire.ts";
import { type IssuedTokens, makeOAuthRules, type OAuthRules } from "./oauth_rules.ts";
import {
  type Account,
  idTokenClaims,
  makeAccount,
  randomText,
  unsignedJwt,
} from "./unsigned_jwt.ts";

/** The public client that this server knows unless told otherwise. */
export const DEFAULT_CLIENT_ID = "app_EMoamEEZ73f0CkXaXp7hrann";

/** Answers one endpoint; `usual()` gives the answer by the rules, with its effects (a code is used up). */
export type Endpoint = (
  request: ReceivedRequest,
  usual: () => Response,
) => Answer | Promise<Answer>;

/** What can be chosen at the start; everything has a default. */
export interface AuthorizationServerOptions {
  /** GET /oauth/authorize */
  readonly authorize?: Endpoint;
  /** POST /oauth/token, but for the grant below */
  readonly token?: Endpoint;
  /** POST /oauth/token with the token-exchange grant */
  readonly apiKey?: Endpoint;
  /** POST /oauth/revoke */
  readonly revoke?: Endpoint;
  /** Further endpoints, by method and path as in "GET /path". */
  readonly more?: Readonly<Record<string, (request: ReceivedRequest) => Answer | Promise<Answer>>>;
  readonly clientId?: string;
  /** The person who signs in; what is missing is made up. */
  readonly account?: Partial<Account>;
  /** Tokens to hand out instead of fresh ones. */
  readonly tokens?: Partial<IssuedTokens>;
}

/** A running server. */
export interface AuthorizationServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly issuer: string;
  readonly clientId: string;
  readonly account: Account;
  readonly tokens: IssuedTokens;
  /** Every request that arrived whole, oldest first; also those that nobody answered. */
  readonly requests: readonly ReceivedRequest[];
  /** The requests to one endpoint, oldest first. */
  requestsTo(endpoint: keyof Omit<OAuthRules, "issuedCodes" | "issueCode">): ReceivedRequest[];
  /** A code that the token endpoint takes with this redirect_uri and the verifier of this challenge. */
  issueCode(redirectUri: string, codeChallenge: string): string;
  /** Every secret of the logins so far, by name: tokens, codes, and the states and verifiers that were sent. */
  secrets(): { name: string; value: string }[];
  /** Refuses connections from the moment that it settles; those that are open go on. */
  stopListening(): Promise<void>;
}

/**
 * Starts a server on a free port of 127.0.0.1.
 * Disposing it ends every connection, and throws what a closure threw, so that a broken closure fails its test.
 */
export function startAuthorizationServer(
  options: AuthorizationServerOptions = {},
): AuthorizationServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const issuer = `http://127.0.0.1:${listener.addr.port}`;
  const clientId = options.clientId ?? DEFAULT_CLIENT_ID;
  const account = makeAccount(options.account);
  const tokens = { ...makeTokens(account, issuer, clientId), ...options.tokens };
  const rules = makeOAuthRules(clientId, tokens);
  const requests: ReceivedRequest[] = [];
  const connections = new Map<Deno.Conn, Promise<void>>();
  const failures: unknown[] = [];
  const disposed = Promise.withResolvers<undefined>();
  let isListening = true;

  async function answerTo(request: ReceivedRequest): Promise<Answer> {
    const endpoint = endpointOf(request);
    const further = options.more?.[`${request.method} ${request.path}`];
    if (!endpoint && further) return await further(request);
    if (!endpoint) return new Response("Not found", { status: 404, statusText: "Not Found" });
    const usual = () => rules[endpoint](request);
    try {
      return await (options[endpoint]?.(request, usual) ?? usual());
    } catch (error) {
      failures.push(error);
      return new Response("The test's closure threw", { status: 500 });
    }
  }

  async function serve(connection: Deno.Conn): Promise<void> {
    try {
      const request = await readRequest(connection);
      if (!request) return;
      requests.push(request);
      const answer = await Promise.race([answerTo(request), disposed.promise]);
      if (answer) await sendAnswer(connection, answer);
    } catch {
      // The client has gone. That is its right, and often what the test is about.
    } finally {
      close(connection);
      connections.delete(connection);
    }
  }

  const accepting = (async () => {
    for await (const connection of listener) connections.set(connection, serve(connection));
  })();

  async function stopListening(): Promise<void> {
    if (isListening) listener.close();
    isListening = false;
    await accepting; // the socket stays open until the pending accept is gone
  }

  return {
    issuer,
    clientId,
    account,
    tokens,
    requests,
    requestsTo: (endpoint) => requests.filter((request) => endpointOf(request) === endpoint),
    issueCode: rules.issueCode,
    secrets: () => [...Object.entries(tokens), ...sentSecrets(requests, rules)].map(toNamed),
    stopListening,
    async [Symbol.asyncDispose]() {
      disposed.resolve(undefined); // a closure that never settles must not hold us
      await stopListening();
      const serving = [...connections.values()];
      for (const connection of connections.keys()) close(connection);
      await Promise.all(serving);
      if (failures.length > 0) throw failures[0];
    },
  };
}

function makeTokens(account: Account, issuer: string, clientId: string): IssuedTokens {
  const claims = idTokenClaims(account, issuer, clientId);
  return {
    idToken: unsignedJwt(claims),
    accessToken: unsignedJwt({ ...claims, aud: ["https://api.openai.com/v1"], scp: ["openid"] }),
    refreshToken: `rt_${randomText(32)}`,
    apiKey: `sk-proj-${randomText(32)}`,
  };
}

function endpointOf({ method, path, form }: ReceivedRequest) {
  if (method === "GET" && path === "/oauth/authorize") return "authorize";
  if (method === "POST" && path === "/oauth/revoke") return "revoke";
  if (method !== "POST" || path !== "/oauth/token") return undefined;
  const isExchange = form.get("grant_type") === "urn:ietf:params:oauth:grant-type:token-exchange";
  return isExchange ? "apiKey" : "token";
}

function* sentSecrets(requests: ReceivedRequest[], rules: OAuthRules): Iterable<[string, string]> {
  for (const code of rules.issuedCodes()) yield ["code", code];
  for (const { query, form } of requests) {
    if (query.has("state")) yield ["state", query.get("state")!];
    if (form.has("code_verifier")) yield ["codeVerifier", form.get("code_verifier")!];
  }
}

function toNamed([name, value]: [string, string]) {
  return { name, value };
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // Closed already, by the other side or by dispose.
  }
}
