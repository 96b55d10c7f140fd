// Proxies that do what a proxy should not, on a port of loopback; behind TLS where a certificate is given.
import { createServer } from "node:net";
import type { ServerCertificate } from "./throwaway_certificates.ts";

/** What a proxy does with one connection; it is closed when that settles. */
export type ProxyAct = (connection: Deno.Conn, end: Promise<void>) => Promise<unknown>;

const BUFFER_BYTES = 4096;

async function read(connection: Deno.Conn): Promise<string> {
  const bytes = new Uint8Array(BUFFER_BYTES);
  return new TextDecoder().decode(bytes.subarray(0, await connection.read(bytes) ?? 0));
}

async function say(connection: Deno.Conn, text: string | Uint8Array): Promise<void> {
  await connection.write(typeof text === "string" ? new TextEncoder().encode(text) : text);
}

/** A SOCKS5 server that takes the client and gives `code` for the host (RFC 1928 section 6). */
function socksReply(code: number): ProxyAct {
  return async (connection) => {
    await read(connection);
    await say(connection, Uint8Array.of(5, 0));
    await read(connection);
    await say(connection, Uint8Array.of(5, code, 0, 1, 0, 0, 0, 0, 0, 0));
  };
}

const OPENED = "HTTP/1.1 200 Connection established\r\n\r\n";

function tunnel(answerPlain: ProxyAct): ProxyAct {
  return async (connection, end) => {
    const target = /^CONNECT \S+:(\d+) /.exec(await read(connection))?.[1];
    if (target === undefined) return await answerPlain(connection, end);
    const far = await Deno.connect({ hostname: "127.0.0.1", port: Number(target) });
    await say(connection, OPENED);
    await Promise.allSettled([
      connection.readable.pipeTo(far.writable),
      far.readable.pipeTo(connection.writable),
    ]);
  };
}

/** The kinds of misbehaviour. */
export const PROXY_BEHAVIOURS = {
  "hangs": (_connection, end) => end,
  "hangs after opening": async (connection, end) => {
    await read(connection);
    await say(connection, OPENED);
    await end;
  },
  "closes": (connection) => read(connection),
  "talks SSH": async (connection) => {
    await read(connection);
    await say(connection, "SSH-2.0-OpenSSH_9.9\r\n");
  },
  "talks HTTP": async (connection) => {
    await read(connection);
    await say(connection, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  },
  "refuses": async (connection) => {
    await read(connection);
    await say(connection, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  },
  "wants credentials": async (connection) => {
    await read(connection);
    await say(connection, "HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n");
  },
  "takes no way of SOCKS to sign in": async (connection) => {
    await read(connection);
    await say(connection, Uint8Array.of(5, 0xff));
  },
  "was refused by the host": socksReply(5),
  "finds no way to the host": socksReply(4),
  "lost the way to the host": socksReply(6),
  "knows no such address": socksReply(8),
  "answers with no known code": socksReply(99),
  "talks too much": async (connection) => {
    await read(connection);
    await say(connection, `HTTP/1.1 200 OK\r\nx: ${"y".repeat(20_000)}\r\n\r\n`);
  },
  "tunnels": tunnel((connection) => say(connection, "HTTP/1.1 400 Bad Request\r\n\r\n")),
  "tunnels, but no plain request": tunnel((_connection, end) => end),
} as const satisfies Record<string, ProxyAct>;

/** One of them. */
export type ProxyBehaviour = keyof typeof PROXY_BEHAVIOURS;

/** A running proxy. */
export interface BadProxy extends AsyncDisposable {
  readonly port: number;
}

/** Starts a proxy on a free port of 127.0.0.1. */
export function startBadProxy(act: ProxyAct, certificate?: ServerCertificate): BadProxy {
  const address = { hostname: "127.0.0.1", port: 0 };
  const listener: Deno.Listener = certificate
    ? Deno.listenTls({ ...address, ...certificate })
    : Deno.listen(address);
  const { promise: end, resolve: stop } = Promise.withResolvers<void>();
  let isOpen = true;
  const serving: Promise<void>[] = [];

  async function serve(connection: Deno.Conn): Promise<void> {
    try {
      if ("handshake" in connection) await (connection as Deno.TlsConn).handshake();
      await act(connection, end);
    } catch {
      // A client that hangs up is what such a test is about.
    } finally {
      close(connection);
    }
  }

  const accepting = (async () => {
    while (isOpen) {
      try {
        serving.push(serve(await listener.accept()));
      } catch {
        // A failed handshake, or the end.
      }
    }
  })();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    async [Symbol.asyncDispose]() {
      isOpen = false;
      stop();
      listener.close();
      await accepting;
      await Promise.allSettled(serving);
    },
  };
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // Its streams closed it.
  }
}

/** Whether this Deno can send a reset: 2.4 has the method, and it does nothing. */
export const CAN_RESET: boolean = !Deno.version.deno.startsWith("2.4.");

/** Starts a server that resets each connection once it has read from it. */
export async function startResettingServer(): Promise<BadProxy> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.resetAndDestroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
