/**
 * Binds the callback port on loopback (RFC 8252 section 7.3), asking an earlier instance to give way.
 *
 * Permission: net on 127.0.0.1 and [::1]; env on DENO_SERVE_ADDRESS, which is taken
 * away while a port is bound.
 *
 * @module
 */
import { askPortHolder } from "./port_holder.ts";
import { type PortFailure, portUnavailableError } from "../errors/callback_errors.ts";
import { Loggable } from "../log/loggable.ts";
import type { LoginLog } from "../log/login_events.ts";
import { readVariable } from "../config/read_environment.ts";
import { REGISTERED_PORTS } from "./registered_ports.ts";
import { delay } from "../base/time_limit.ts";

const ATTEMPTS = 10;
const RETRY_DELAY_MS = 200;

/** Answers one request. */
export type RequestHandler = (
  request: Request,
  info: Deno.ServeHandlerInfo<Deno.NetAddr>,
) => Response | Promise<Response>;

/** Makes what answers on a port, once that is known. */
export type HandlerFor = (port: number) => RequestHandler;

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
  readonly server: Deno.HttpServer<Deno.NetAddr>;
  readonly address: LoopbackAddress;
}

/**
 * Binds 127.0.0.1 and, as best effort, [::1]; where the machine has no IPv4, [::1] alone.
 *
 * @param requestedPort A port to bind and no other (0: any free one), or `undefined` for 1455 and then
 * 1457.
 * @throws {LoginError} `port_unavailable`.
 * @throws The signal's reason once `signal` is aborted.
 */
export async function bindLoopback(
  requestedPort: number | undefined,
  handlerFor: HandlerFor,
  ports: BindPorts,
  signal: AbortSignal,
): Promise<LoopbackServer> {
  const candidates: readonly [number, ...number[]] = requestedPort === undefined
    ? REGISTERED_PORTS
    : [requestedPort];
  const [first] = candidates;
  let failure: PortFailure = { cause: undefined };
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
      const bound = await serveOnceFree(port, handlerFor, ports.log, signal);
      return withIPv6(bound, handlerFor, ports);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      failure = error instanceof HeldPort ? error : { cause: error };
    }
  }
  throw await portUnavailableError(candidates.at(-1) ?? first, failure);
}

/** The port stayed in use. */
class HeldPort extends Error implements PortFailure {
  constructor(override readonly cause: Deno.errors.AddrInUse, readonly holder?: string) {
    super("port in use");
  }
}

/** Binds at once if it can; if the port is in use, asks its holder to give way and retries. */
async function serveOnceFree(
  port: number,
  handlerFor: HandlerFor,
  log: LoginLog,
  signal: AbortSignal,
): Promise<BoundServer> {
  let address: LoopbackAddress = "127.0.0.1";
  let holder: string | undefined;
  for (let attempt = 0;; attempt++) {
    try {
      try {
        return { server: serve(address, port, handlerFor), address };
      } catch (error) {
        if (!(error instanceof Deno.errors.AddrNotAvailable)) throw error;
        // A machine without IPv4: there `localhost` is ::1.
        address = "::1";
        return { server: serve(address, port, handlerFor), address };
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
      if (attempt === ATTEMPTS) throw new HeldPort(error, holder);
    }
    log.record({
      event: "login callback port is held; trying again",
      bind_address: loggableAddress(address, port),
      attempt: attempt + 1,
    });
    if (attempt === 0) holder = await askPortHolder(address, port, signal);
    await delay(RETRY_DELAY_MS, signal);
  }
}

function loggableAddress(address: LoopbackAddress, port: number): Loggable {
  return address === "::1" ? Loggable.loopback6(port) : Loggable.loopback(port);
}

function serve(
  hostname: LoopbackAddress,
  port: number,
  handlerFor: HandlerFor,
): Deno.HttpServer<Deno.NetAddr> {
  const server = withoutServeAddress(() =>
    Deno.serve({
      hostname,
      port,
      onListen() {},
      onError: () => new Response("Internal Server Error", { status: 500 }),
    }, (request, info) => handler(request, info))
  );
  const handler = handlerFor(server.addr.port);
  return server;
}

/** The variable would move Deno.serve to whatever address it names; a host may need it later. */
function withoutServeAddress<T>(bind: () => T): T {
  const address = readVariable("DENO_SERVE_ADDRESS");
  Deno.env.delete("DENO_SERVE_ADDRESS");
  try {
    return bind();
  } finally {
    if (address !== undefined) Deno.env.set("DENO_SERVE_ADDRESS", address);
  }
}

/** [::1] too, since a browser may try it first for `localhost`; never a reason to fail. */
function withIPv6(
  { server, address }: BoundServer,
  handlerFor: HandlerFor,
  ports: BindPorts,
): LoopbackServer {
  const { port } = server.addr;
  const servers = [server];
  try {
    if (address !== "::1") servers.push(serve("::1", port, handlerFor));
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
