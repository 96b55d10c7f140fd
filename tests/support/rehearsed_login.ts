// One login from its start to its end, with the stand-in browser as the person.
import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  startAuthorizationServer,
} from "../../scripts/rehearsal/authorization_server.ts";
import { type Hop, visitOnce } from "../../scripts/rehearsal/browser.ts";
import type { LoginError } from "../../src/errors.ts";
import { type InProcessLogin, type InProcessOptions, startLogin } from "./in_process_login.ts";

/** What is left of a login that has ended. */
export interface Rehearsed {
  /** Undefined where it succeeded. */
  readonly error: LoginError | undefined;
  readonly hops: readonly Hop[];
  /** The page that the person is left with. */
  readonly page: Hop | undefined;
  readonly terminal: string;
  readonly logLines: readonly string[];
  readonly logText: string;
  /** The parsed auth.json; undefined where there is none. */
  readonly auth: Record<string, unknown> | undefined;
  readonly authText: string | undefined;
  readonly server: AuthorizationServer;
  readonly port: number;
}

/** What the test changes; the issuer is the server's. */
export interface RehearsalOptions extends AuthorizationServerOptions {
  readonly login?:
    | Partial<InProcessOptions>
    | ((server: AuthorizationServer) => Partial<InProcessOptions>);
  /** In place of a visit of the authorize URL. */
  readonly person?: (login: InProcessLogin, server: AuthorizationServer) => Promise<Hop[] | void>;
}

/** Runs a login to its end; the server is gone afterwards, its requests stay readable. */
export async function rehearse(options: RehearsalOptions = {}): Promise<Rehearsed> {
  await using server = startAuthorizationServer(options);
  const changes = typeof options.login === "function" ? options.login(server) : options.login;
  await using login = await startLogin({ issuer: server.issuer, ...changes });
  const person = options.person ?? (async () => await visitOnce(await login.authorizeUrl()));
  const hops = await person(login, server) ?? [];
  const error = await login.end();
  const authText = await login.home.readAuth();
  return {
    error,
    hops,
    page: hops.at(-1),
    terminal: login.terminal(),
    logLines: login.logLines(),
    logText: login.logText(),
    auth: parsed(authText),
    authText,
    server,
    port: login.port,
  };
}

function parsed(text: string | undefined): Record<string, unknown> | undefined {
  return text === undefined ? undefined : JSON.parse(text);
}
