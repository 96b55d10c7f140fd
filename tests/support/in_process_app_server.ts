// An app-server in this process: lines go in, messages come out, the files and ports are real.
import { inProcessAccountSide } from "../../src/app_server/account_side.ts";
import { serveClient } from "../../src/app_server/app_server.ts";
import type { AppServerSettings } from "../../src/app_server/session.ts";
import { fileAuthStore } from "../../src/auth_store.ts";
import { DEFAULT_CLIENT_ID } from "../../src/config.ts";
import type { LoginEvent } from "../../src/login_events.ts";
import type { Message } from "../../scripts/example_host/app_server_client.ts";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { within } from "./waiting.ts";

/** A session under way. Disposing it ends the input. */
export interface InProcessAppServer extends AsyncDisposable {
  readonly home: ProgramHome;
  readonly messages: readonly Message[];
  readonly events: readonly LoginEvent[];
  /** Sends a line as it is. */
  send(line: string): void;
  /** Asks and waits for the answer. */
  request(method: string, params?: unknown): Promise<Message>;
  /** The first notification of this name, from message `from` on. */
  notification(method: string, from?: number): Promise<Message>;
  endInput(): void;
  /** Settles when the session is over. */
  readonly served: Promise<void>;
}

/** What `initialize` is sent with. */
export const CLIENT = { clientInfo: { name: "test", title: "T", version: "0.1.0" } };

/** Starts a session; with `isInitialized: false` the client has not introduced itself. */
export async function startInProcessAppServer(
  changes: Partial<AppServerSettings> & { isInitialized?: boolean; initialize?: unknown } = {},
): Promise<InProcessAppServer> {
  const home = await makeProgramHome();
  const messages: Message[] = [];
  const events: LoginEvent[] = [];
  const { readable, writable } = new TransformStream<string, string>(undefined, {
    highWaterMark: 1_000,
  });
  const input = writable.getWriter();
  let news = Promise.withResolvers<void>();
  let lastId = 0;
  const { isInitialized = true, initialize = CLIENT, ...settings } = changes;
  const issuer = settings.issuer ?? "https://auth.example.com";
  const log = { record: (event: LoginEvent) => void events.push(event) };
  const served = serveClient(
    readable,
    {
      codexHome: home.codexHome,
      issuer,
      clientId: DEFAULT_CLIENT_ID,
      port: 0,
      workspaceIds: undefined,
      waitLimitSeconds: 900,
      forcedLoginMethod: undefined,
      version: "0.1.0",
      ...settings,
    },
    {
      accounts: inProcessAccountSide({ issuer, clientId: DEFAULT_CLIENT_ID }, {
        store: fileAuthStore(home.codexHome),
        log,
        fetch,
      }),
      log,
      write(line) {
        messages.push(JSON.parse(line));
        news.resolve();
        news = Promise.withResolvers();
      },
      signal: new AbortController().signal,
    },
  );

  async function find(matches: (message: Message) => boolean, from = 0): Promise<Message> {
    for (;;) {
      const found = messages.slice(from).find(matches);
      if (found) return found;
      await within(news.promise, () => `a message; so far: ${JSON.stringify(messages)}`);
    }
  }

  const send = (line: string) => void input.write(line);
  const session: InProcessAppServer = {
    home,
    messages,
    events,
    send,
    async request(method, params) {
      const id = `request-${++lastId}`;
      send(JSON.stringify({ method, id, params }));
      return await find((message) => message.id === id);
    },
    notification: (method, from) => find((message) => message.method === method, from),
    endInput: () => void input.close().catch(() => {}),
    served,
    async [Symbol.asyncDispose]() {
      await input.close().catch(() => {});
      await served;
      await home[Symbol.asyncDispose]();
    },
  };
  if (isInitialized) await session.request("initialize", initialize);
  return session;
}
