// The sign-ins that the demo can show: how the server behaves, and what has to come out.
import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
} from "../rehearsal/authorization_server.ts";
import { oauthError, redirectBack } from "../rehearsal/oauth_rules.ts";

/** One sign-in to show. */
export interface DemoCase {
  /** One sentence for the person who reads the demo. */
  readonly what: string;
  /** The server's behaviour; `server()` gives the server itself, once it runs. */
  readonly behaviour: (server: () => AuthorizationServer) => AuthorizationServerOptions;
  readonly exitCode: number;
  /** A line that stderr has to hold. */
  readonly terminal: RegExp;
  /** How the last line of the log has to end. */
  readonly lastLogLine: RegExp;
  /** The page that the person is left with. */
  readonly pageStatus: (status: number) => boolean;
  /** A part of a server's answer that the log must not hold. */
  readonly neverLogged?: string;
}

const isFailure = (status: number) => status >= 400;

/** The sign-in that works. */
export const SUCCESS: DemoCase = {
  what: "A sign-in that works",
  behaviour: () => ({}),
  exitCode: 0,
  terminal: /^Successfully logged in/m,
  lastLogLine: / INFO codex_login::server: oauth token exchange succeeded status=200 OK$/,
  pageStatus: (status) => status === 200,
};

/** What `--fail=<case>` can show. */
export const FAILURES: ReadonlyMap<string, DemoCase> = new Map<string, DemoCase>([
  ["denied", {
    what: "The person refuses at the authorization server",
    behaviour: () => ({
      authorize: (request) =>
        redirectBack(request, {
          error: "access_denied",
          error_description: "The person chose Cancel",
        }),
    }),
    exitCode: 1,
    terminal: /^Error logging in: Sign-in failed: The person chose Cancel$/m,
    lastLogLine:
      / WARN codex_login::server: oauth callback returned error error_code="access_denied" has_error_description=true$/,
    pageStatus: isFailure,
    neverLogged: "The person chose",
  }],
  ["no-entitlement", {
    what: "The account's workspace has no Codex",
    behaviour: () => ({
      authorize: (request) =>
        redirectBack(request, {
          error: "access_denied",
          error_description: "missing_codex_entitlement for ws-4711",
        }),
    }),
    exitCode: 1,
    terminal: /^Error logging in: Codex is not enabled for your workspace\./m,
    lastLogLine:
      / WARN codex_login::server: oauth callback failure class class=missing_codex_entitlement$/,
    pageStatus: isFailure,
    neverLogged: "ws-4711",
  }],
  ["token-400", {
    what: "The token endpoint refuses the code",
    behaviour: () => ({
      token: () => oauthError(400, "invalid_grant", "The authorization code has expired"),
    }),
    exitCode: 1,
    terminal:
      /^Error logging in: Token exchange failed: token endpoint returned status 400 Bad Request: The authorization code has expired$/m,
    lastLogLine: /ERROR codex_login::server: login callback token exchange failed$/,
    pageStatus: isFailure,
  }],
  ["html-502", {
    what: "A gateway answers with a page of HTML in the token endpoint's place",
    behaviour: () => ({
      token: () =>
        new Response("<html><body><h1>gateway-7 cannot reach 10.1.2.3</h1></body></html>", {
          status: 502,
          headers: { "content-type": "text/html" },
        }),
    }),
    exitCode: 1,
    terminal:
      /^Error logging in: Token exchange failed: token endpoint returned status 502 Bad Gateway: .*gateway-7 cannot reach/m,
    lastLogLine: /ERROR codex_login::server: login callback token exchange failed$/,
    pageStatus: isFailure,
    neverLogged: "gateway-7",
  }],
  ["refused", {
    what: "Nobody listens at the token endpoint",
    behaviour: (server) => ({
      async authorize(_request, usual) {
        await server().stopListening(); // this answer still goes out; the exchange then meets a closed port
        return usual();
      },
    }),
    exitCode: 1,
    terminal: /^Error logging in: Token exchange failed: /m,
    lastLogLine: /ERROR codex_login::server: login callback token exchange failed$/,
    pageStatus: isFailure,
  }],
]);
