// A real proxy on one port of loopback: CONNECT, plain requests with an absolute target, and SOCKS5.
// It knows its own names, as a proxy in a company does: what it is asked for need not exist in DNS.

/** One connection that a client asked for. */
export interface ProxiedRequest {
  readonly protocol: "connect" | "plain" | "socks5";
  /** Host and port as the client named them; a SOCKS client may have resolved the host itself. */
  readonly target: string;
  /** The credentials that came with it, as `user:password`. */
  readonly credentials: string | undefined;
}

/** A running proxy. */
export interface ProxyServer extends AsyncDisposable {
  readonly port: number;
  readonly requests: readonly ProxiedRequest[];
}

/** What may differ from a proxy that lets everything through. */
export interface ProxyOptions {
  /** Where a host and port really are; by default what they say. */
  readonly hosts?: Record<string, number>;
  /** `user:password`; whoever comes without gets 407, or the refusal of SOCKS. */
  readonly credentials?: string;
}

type Stream = { connection: Deno.Conn; pending: Uint8Array };

/** Starts a proxy on a free port of 127.0.0.1. */
export function startProxyServer({ hosts = {}, credentials }: ProxyOptions = {}): ProxyServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const requests: ProxiedRequest[] = [];
  const open = new Set<Deno.Conn>();

  function connectTo(target: string): Promise<Deno.Conn> {
    const [, host = "", port = ""] = /^(.*):(\d+)$/.exec(target) ?? [];
    const known = hosts[target];
    return Deno.connect(
      known === undefined
        ? { hostname: host, port: Number(port) }
        : { hostname: "127.0.0.1", port: known },
    );
  }

  async function serveHttp(stream: Stream): Promise<void> {
    const head = await readUntil(stream, "\r\n\r\n");
    const [method = "", target = ""] = head.split(" ");
    const basic = /^proxy-authorization: basic (\S+)/im.exec(head)?.[1];
    const given = basic === undefined ? undefined : atob(basic);
    const isConnect = method === "CONNECT";
    const url = isConnect ? undefined : new URL(target);
    const address = url ? `${url.hostname}:${url.port || 80}` : target;
    requests.push({
      protocol: isConnect ? "connect" : "plain",
      target: address,
      credentials: given,
    });
    if (credentials !== undefined && given !== credentials) {
      // A proxy that says too much: what it was given, plain and as it was sent.
      const body = `refused: ${given} (${basic})`;
      return await write(
        stream.connection,
        'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm="x"\r\n' +
          `content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      );
    }
    const upstream = await connectTo(address);
    open.add(upstream);
    if (isConnect) await write(stream.connection, "HTTP/1.1 200 Connection established\r\n\r\n");
    else await write(upstream, head.replace(target, `${url?.pathname}${url?.search}`));
    await tunnel(stream, upstream);
  }

  async function serveSocks(stream: Stream): Promise<void> {
    const [, methodCount = 0] = await take(stream, 2);
    const methods = await take(stream, methodCount);
    const method = credentials === undefined ? 0 : methods.includes(2) ? 2 : 0xff;
    await stream.connection.write(Uint8Array.of(5, method));
    if (method === 0xff) return;
    let given: string | undefined;
    if (method === 2) {
      const user = text(await take(stream, (await take(stream, 2))[1] ?? 0));
      given = `${user}:${text(await take(stream, (await take(stream, 1))[0] ?? 0))}`;
      await stream.connection.write(Uint8Array.of(1, given === credentials ? 0 : 1));
      if (given !== credentials) return;
    }
    const [, , , type = 0] = await take(stream, 4);
    const host = type === 3
      ? text(await take(stream, (await take(stream, 1))[0] ?? 0))
      : [...await take(stream, type === 1 ? 4 : 16)].join(".");
    const [high = 0, low = 0] = await take(stream, 2);
    const target = `${host}:${high * 256 + low}`;
    requests.push({ protocol: "socks5", target, credentials: given });
    const upstream = await connectTo(target);
    open.add(upstream);
    await stream.connection.write(Uint8Array.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 0));
    await tunnel(stream, upstream);
  }

  async function serve(connection: Deno.Conn): Promise<void> {
    open.add(connection);
    try {
      const stream = { connection, pending: new Uint8Array() };
      await readMore(stream);
      await (stream.pending[0] === 5 ? serveSocks(stream) : serveHttp(stream));
    } catch {
      // The client, or what it asked for, has gone: so will the connection.
    } finally {
      close(connection);
    }
  }

  const accepting = (async () => {
    for await (const connection of listener) void serve(connection);
  })();
  return {
    port: listener.addr.port,
    requests,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of open) close(connection);
      await accepting;
    },
  };
}

async function tunnel({ connection, pending }: Stream, upstream: Deno.Conn): Promise<void> {
  if (pending.length > 0) await upstream.write(pending);
  const pipe = async (from: Deno.Conn, to: Deno.Conn) => {
    const buffer = new Uint8Array(16 * 1024);
    try {
      for (let count; (count = await from.read(buffer)) !== null;) {
        for (let sent = 0; sent < count;) sent += await to.write(buffer.subarray(sent, count));
      }
    } catch {
      // Reset or closed by us.
    }
    close(to);
    close(from);
  };
  await Promise.all([pipe(connection, upstream), pipe(upstream, connection)]);
}

async function readMore(stream: Stream): Promise<void> {
  const buffer = new Uint8Array(16 * 1024);
  const count = await stream.connection.read(buffer);
  if (count === null) throw new Error("the client left");
  stream.pending = Uint8Array.of(...stream.pending, ...buffer.subarray(0, count));
}

async function take(stream: Stream, count: number): Promise<Uint8Array> {
  while (stream.pending.length < count) await readMore(stream);
  const taken = stream.pending.subarray(0, count);
  stream.pending = stream.pending.subarray(count);
  return taken;
}

async function readUntil(stream: Stream, end: string): Promise<string> {
  while (!text(stream.pending).includes(end)) await readMore(stream);
  return text(await take(stream, text(stream.pending).indexOf(end) + end.length));
}

async function write(connection: Deno.Conn, data: string): Promise<void> {
  await connection.write(new TextEncoder().encode(data));
}

/** One character a byte. */
function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}
