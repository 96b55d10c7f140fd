/**
 * Binds the callback port on loopback (RFC 8252 section 7.3), asking an earlier instance to give way.
 *
 * Permission: net on 127.0.0.1 and [::1].
 *
 * @module
 */
import { askPortHolder } from "./port_holder.ts";
import { type PortFailure, portUnavailableError } from "../errors/callback_errors.ts";
import { type HttpServer, type RequestHandler, serveHttp } from "./http_server.ts";
import { Loggable } from "../log/loggable.ts";
import type { LoginLog } from "../log/login_events.ts";
import type { Output } from "../base/output.ts";
import { REGISTERED_PORTS } from "./registered_ports.ts";
import type { LoopbackAddress } from "../base/endpoints.ts";
import { delay } from "../base/time_limit.ts";

const ATTEMPTS = 10;
const RETRY_DELAY_MS = 200;

/** A bound port that is served. */
export interface LoopbackServer extends HttpServer {
  readonly port: number;
}

/** Who is told about ports that are held. */
export interface BindPorts extends Pick<Output, "say"> {
  readonly log: LoginLog;
  /** What `claimPort` gave (registered_ports.ts). */
  readonly claimed?: Deno.TcpListener | undefined;
}

/**
 * Binds 127.0.0.1 and, as best effort, [::1]; where the machine has no IPv4, [::1] alone.
 *
 * @param requestedPort A port to bind and no other (0: any free one), or `undefined` for 1455 and then
 * 1457.
 * @param handlerFor Makes what answers on a port, once that is known.
 * @throws {LoginError} `port_unavailable`.
 * @throws The signal's reason once `signal` is aborted.
 */
export async function bindLoopback(
  requestedPort: number | undefined,
  handlerFor: (port: number) => RequestHandler,
  ports: BindPorts,
  signal: AbortSignal,
): Promise<LoopbackServer> {
  const candidates: readonly [number, ...number[]] = requestedPort === undefined
    ? REGISTERED_PORTS
    : [requestedPort];
  const [first] = candidates;
  const failures = new Map<number, PortFailure>();
  for (const port of candidates) {
    if (port !== first) {
      ports.log.record({
        event:
          "default login callback port is unavailable; falling back to the registered fallback port",
        preferred_bind_address: Loggable.loopback(first),
        fallback_bind_address: Loggable.loopback(port),
      });
    }
    try {
      const claimed = port === first ? ports.claimed : undefined;
      const listeners = withIPv6(claimed ?? await listenOnceFree(port, ports.log, signal), ports);
      const bound = listeners[0].addr.port;
      return { port: bound, ...serveHttp(listeners, handlerFor(bound)) };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      failures.set(port, error instanceof HeldPort ? error : { cause: error });
    }
  }
  throw await portUnavailableError(failures);
}

/** The port stayed in use. */
class HeldPort extends Error implements PortFailure {
  constructor(override readonly cause: Deno.errors.AddrInUse, readonly holder?: string) {
    super("port in use");
  }
}

/** Binds at once if it can; if the port is in use, asks its holder to give way and retries. */
async function listenOnceFree(
  port: number,
  log: LoginLog,
  signal: AbortSignal,
): Promise<Deno.TcpListener> {
  let hostname = "127.0.0.1" as LoopbackAddress;
  let holder: string | undefined;
  for (let attempt = 0;; attempt++) {
    try {
      try {
        return Deno.listen({ hostname, port });
      } catch (error) {
        if (!(error instanceof Deno.errors.AddrNotAvailable)) throw error;
        // A machine without IPv4: there `localhost` is ::1.
        hostname = "::1";
        return Deno.listen({ hostname, port });
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
      if (attempt === ATTEMPTS) throw new HeldPort(error, holder);
    }
    log.record({
      event: "login callback port is held; trying again",
      bind_address: Loggable.loopback(port, hostname),
      tries: attempt + 1,
    });
    if (attempt === 0) holder = await askPortHolder(hostname, port, signal);
    await delay(RETRY_DELAY_MS, signal);
  }
}

/** [::1] too, since a browser may try it first for `localhost`; never a reason to fail. */
function withIPv6(
  bound: Deno.TcpListener,
  ports: BindPorts,
): [Deno.TcpListener, ...Deno.TcpListener[]] {
  const { port, hostname } = bound.addr;
  const listeners: [Deno.TcpListener, ...Deno.TcpListener[]] = [bound];
  const isIPv6 = hostname === "::1";
  try {
    if (!isIPv6) listeners.push(Deno.listen({ hostname: "::1", port }));
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      ports.say(
        `Warning: another program listens on [::1]:${port}; if the browser ends on a page that is ` +
          `not ours, replace "localhost" by "127.0.0.1" in its address bar.`,
      );
      ports.log.record({
        event: "another program holds the IPv6 callback port",
        bind_address: Loggable.loopback(port, "::1"),
      });
    }
  }
  ports.log.record({
    event: "login callback port is bound",
    bind_address: Loggable.loopback(port, isIPv6 ? "::1" : "127.0.0.1"),
    has_ipv6: isIPv6 || listeners.length > 1,
  });
  return listeners;
}
