/**
 * Binds the callback port on loopback (RFC 8252 section 7.3), asking an earlier instance to give way.
 *
 * Permission: net on 127.0.0.1 and [::1]; env on DENO_SERVE_ADDRESS, to delete it.
 *
 * @module
 */
import { portUnavailableError } from "./errors.ts";
import { Loggable, type LoginLog } from "./loggable.ts";
import { delay } from "./time_limit.ts";

/** The port that the client is registered for. */
export const DEFAULT_PORT = 1455;
/** The other registered port. */
export const FALLBACK_PORT = 1457;

const ATTEMPTS = 10;
const RETRY_DELAY_MS = 200;
const CANCEL_LIMIT_MS = 2_000;

/** Answers one request. */
export type RequestHandler = (
  request: Request,
  info: Deno.ServeHandlerInfo<Deno.NetAddr>,
) => Response | Promise<Response>;

/** A bound port. */
export interface LoopbackServer {
  readonly port: number;
  /** Stops listening; waits at most `graceMs` for open connections. */
  close(graceMs: number): Promise<void>;
}

/** Who is told about ports that are held. */
export interface BindPorts {
  readonly log: LoginLog;
  /** Shows text to the person. */
  say(text: string): void;
}

/** An address of loopback, as `Deno.serve` takes it. */
type LoopbackAddress = "127.0.0.1" | "::1";

interface BoundServer {
  readonly server: Deno.HttpServer;
  readonly address: LoopbackAddress;
}

/**
 * Binds 127.0.0.1 and, as best effort, [::1]; where the machine has no IPv4, [::1] alone.
 *
 * @param requestedPort A port to bind and no other, or `undefined` for 1455 and then 1457.
 * @throws {LoginError} `port_unavailable`.
 * @throws The signal's reason once `signal` is aborted.
 */
export async function bindLoopback(
  requestedPort: number | undefined,
  handlerFor: (port: number) => RequestHandler,
  ports: BindPorts,
  signal: AbortSignal,
): Promise<LoopbackServer> {
  // It would move Deno.serve to whatever address it names.
  Deno.env.delete("DENO_SERVE_ADDRESS");
  const candidates = requestedPort === undefined ? [DEFAULT_PORT, FALLBACK_PORT] : [requestedPort];
  let failure: unknown;
  for (const port of candidates) {
    if (port !== candidates[0]) {
      ports.log.record({
        event:
          "default login callback port is unavailable; falling back to the registered fallback port",
        preferred_bind_address: Loggable.loopback(DEFAULT_PORT),
        fallback_bind_address: Loggable.loopback(port),
      });
    }
    try {
      const handler = handlerFor(port);
      const bound = await serveOnceFree(port, handler, ports.log, signal);
      return withIPv6(bound, port, handler, ports);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      failure = error;
    }
  }
  throw portUnavailableError(candidates.at(-1) ?? DEFAULT_PORT, failure);
}

/** Binds at once if it can; if the port is in use, asks its holder to give way and retries. */
async function serveOnceFree(
  port: number,
  handler: RequestHandler,
  log: LoginLog,
  signal: AbortSignal,
): Promise<BoundServer> {
  let address: LoopbackAddress = "127.0.0.1";
  for (let attempt = 0;; attempt++) {
    try {
      try {
        return { server: serve(address, port, handler), address };
      } catch (error) {
        if (!(error instanceof Deno.errors.AddrNotAvailable)) throw error;
        // A machine without IPv4: there `localhost` is ::1.
        address = "::1";
        return { server: serve(address, port, handler), address };
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse) || attempt === ATTEMPTS) throw error;
    }
    log.record({
      event: "login callback port is held; trying again",
      bind_address: loggableAddress(address, port),
      attempt: attempt + 1,
    });
    if (attempt === 0) await requestCancel(address, port, signal);
    await delay(RETRY_DELAY_MS, signal);
  }
}

function loggableAddress(address: LoopbackAddress, port: number): Loggable {
  return address === "::1" ? Loggable.loopback6(port) : Loggable.loopback(port);
}

function serve(hostname: LoopbackAddress, port: number, handler: RequestHandler): Deno.HttpServer {
  return Deno.serve({
    hostname,
    port,
    onListen() {},
    onError: () => new Response("Internal Server Error", { status: 500 }),
  }, handler);
}

/** [::1] too, since a browser may try it first for `localhost`; never a reason to fail. */
function withIPv6(
  { server, address }: BoundServer,
  port: number,
  handler: RequestHandler,
  ports: BindPorts,
): LoopbackServer {
  const servers = [server];
  try {
    if (address !== "::1") servers.push(serve("::1", port, handler));
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      ports.say(
        `Warning: another program listens on [::1]:${port}; if the browser ends on a page that is ` +
          `not ours, replace "localhost" by "127.0.0.1" in its address bar.`,
      );
      ports.log.record({
        event: "another program holds the IPv6 callback port",
        bind_address: Loggable.loopback6(port),
      });
    }
  }
  ports.log.record({
    event: "login callback port is bound",
    bind_address: loggableAddress(address, port),
    has_ipv6: address === "::1" || servers.length > 1,
  });
  return {
    port,
    async close(graceMs) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const grace = new Promise<void>((resolve) => timer = setTimeout(resolve, graceMs));
      await Promise.race([Promise.allSettled(servers.map((server) => server.shutdown())), grace]);
      clearTimeout(timer);
    },
  };
}

/**
 * Sends one `GET /cancel`, as codex does to an earlier instance of itself. Over a plain connection:
 * `fetch` would go through HTTP_PROXY. Whatever goes wrong, the port is tried again all the same.
 */
async function requestCancel(
  address: LoopbackAddress,
  port: number,
  signal: AbortSignal,
): Promise<void> {
  const host = address === "::1" ? `[${address}]:${port}` : `${address}:${port}`;
  let connection: Deno.TcpConn | undefined;
  async function ask() {
    connection = await Deno.connect({ hostname: address, port });
    const request = `GET /cancel HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    await connection.write(new TextEncoder().encode(request));
    await connection.read(new Uint8Array(64));
  }
  // Not an HTTP server, a silent one, or an interrupted login: the port is tried again regardless.
  const asked = ask().catch(() => {});
  const limit = new AbortController();
  const stop = AbortSignal.any([signal, limit.signal]);
  await Promise.race([asked, delay(CANCEL_LIMIT_MS, stop)]).catch(() => {});
  limit.abort();
  connection?.close();
}
