/**
 * Serves HTTP/1.1 on listeners that stay open whatever comes; each connection has one request.
 *
 * `Deno.serve` would do but for two things: an accept that fails, as it does where descriptors run out,
 * ends it, with no permission left to bind again; and a connection without a request keeps its
 * descriptor for good. Here connections are few and end by themselves, so that descriptors are left for
 * the exchange and the save. Permission: none.
 *
 * @module
 */
import { afterRunning, delay } from "../base/time_limit.ts";
import { type PageAnswer, textAnswer } from "./page.ts";
import { parseRequestHead, type RequestHead } from "./request_head.ts";

/**
 * Answers one request.
 *
 * @param delivered Resolves once the client has the answer, or is gone.
 */
export type RequestHandler = (
  request: RequestHead,
  delivered: Promise<void>,
) => PageAnswer | Promise<PageAnswer>;

/** A server that runs. */
export interface HttpServer {
  /** Stops listening and ends every connection; resolves once the ports are free. */
  close(): Promise<void>;
}

/** How many connections are open at once; where descriptors run out, half of what there was then. */
const MOST_CONNECTIONS = 64;
const FEWEST_CONNECTIONS = 4;
/** How long a client has to send its head: browsers open connections ahead of any request. */
const HEAD_LIMIT_MS = 10_000;
/** Longest head, in UTF-16 units: cookies of everything else on this host come along. */
const LONGEST_HEAD = 64 * 1024;
/** How long a client has to close: closed over unread bytes, a connection loses its answer. */
const LINGER_LIMIT_MS = 500;
const ACCEPT_RETRY_MS = 50;

interface Client {
  readonly connection: Deno.Conn;
  /** Whether it waits for its answer. */
  isHeld: boolean;
}

/** Serves on every listener until it is closed. */
export function serveHttp(
  listeners: readonly Deno.Listener[],
  handler: RequestHandler,
): HttpServer {
  /** Oldest first. */
  const clients = new Set<Client>();
  const closing = new AbortController();
  let mostConnections = MOST_CONNECTIONS;

  async function acceptFrom(listener: Deno.Listener): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        const client = { connection: await listener.accept(), isHeld: false };
        clients.add(client);
        void serve(client);
      } catch (error) {
        if (closing.signal.aborted) return;
        if (!(error instanceof Deno.errors.ConnectionAborted)) {
          mostConnections = Math.max(FEWEST_CONNECTIONS, clients.size >> 1);
        }
        await delay(ACCEPT_RETRY_MS, closing.signal).catch(() => {});
      }
      makeRoom();
    }
  }

  /** Ends the oldest clients that wait for no answer; where all do, the newest. */
  function makeRoom(): void {
    while (clients.size > mostConnections) {
      const oldestFirst = [...clients];
      const client = oldestFirst.find(({ isHeld }) => !isHeld) ?? oldestFirst.at(-1);
      if (client) end(client);
    }
  }

  function end(client: Client): void {
    if (clients.delete(client)) client.connection.close();
  }

  async function serve(client: Client): Promise<void> {
    const { connection } = client;
    const bytes = new Uint8Array(1024);
    const delivered = Promise.withResolvers<void>();
    let stopClock = afterRunning(HEAD_LIMIT_MS, () => end(client));
    try {
      const text = await readHead(connection, bytes);
      stopClock();
      if (text === undefined) return;
      const request = parseRequestHead(text);
      client.isHeld = true;
      const answer = request
        ? await handler(request, delivered.promise)
        : textAnswer(400, "Bad Request");
      client.isHeld = false;
      stopClock = afterRunning(LINGER_LIMIT_MS, () => end(client));
      await writeAll(connection, toBytes(answer, request?.method !== "HEAD"));
      await connection.closeWrite();
      while (await connection.read(bytes) !== null);
    } catch {
      // The client is gone, or was too slow.
    } finally {
      stopClock();
      end(client);
      delivered.resolve();
    }
  }

  const accepting = listeners.map(acceptFrom);
  return {
    async close() {
      closing.abort();
      for (const listener of listeners) listener.close();
      for (const client of clients) end(client);
      await Promise.all(accepting);
    },
  };
}

/** The head of the request, or what is too long to be one; `undefined` where the client leaves before. */
async function readHead(
  connection: Deno.Conn,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  while (text.length <= LONGEST_HEAD) {
    const length = await connection.read(bytes);
    if (length === null) return undefined;
    const seen = Math.max(0, text.length - 3);
    text += decoder.decode(bytes.subarray(0, length), { stream: true });
    const end = text.indexOf("\r\n\r\n", seen);
    if (end !== -1) return text.slice(0, end + 4);
  }
  return text;
}

function toBytes({ status, headers, body }: PageAnswer, hasBody: boolean): Uint8Array {
  const encoder = new TextEncoder();
  const head = [
    `HTTP/1.1 ${status} `,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${encoder.encode(body).length}`,
    `date: ${new Date().toUTCString()}`,
  ];
  return encoder.encode(`${head.join("\r\n")}\r\n\r\n${hasBody ? body : ""}`);
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await connection.write(bytes.subarray(done));
}
