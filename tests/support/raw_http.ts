// Requests as bytes: what a browser would mend or refuse to send is what the callback server has to stand.
import { within } from "./waiting.ts";

/** An answer as it came. */
export interface RawAnswer {
  /** 0 where the server closed without an answer. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** What differs from an ordinary request. */
export interface RequestOptions {
  readonly method?: string;
  /** Header lines, in place of the Host alone; `Connection: close` comes after them. */
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** The bytes of a request with our own Host. */
export function requestText(port: number, target: string, options: RequestOptions = {}): string {
  const { method = "GET", headers = [`Host: localhost:${port}`], body = "" } = options;
  return [`${method} ${target} HTTP/1.1`, ...headers, "Connection: close", "", body].join("\r\n");
}

/** Sends a request to 127.0.0.1 and reads the answer to the end of the connection. */
export async function ask(
  port: number,
  target: string,
  options: RequestOptions = {},
): Promise<RawAnswer> {
  return await exchangeBytes(port, requestText(port, target, options));
}

/** Sends any bytes and reads to the end of the connection. */
export async function exchangeBytes(
  port: number,
  sent: string,
  hostname = "127.0.0.1",
): Promise<RawAnswer> {
  using connection = await openConnection(port, sent, hostname);
  return parseAnswer(await within(connection.readAll(), () => `answer to ${sent.slice(0, 200)}`));
}

/** A connection that may stay half open. */
export interface RawConnection extends Disposable {
  write(text: string): Promise<void>;
  readAll(): Promise<string>;
}

/** Connects and sends the beginning of something. */
export async function openConnection(
  port: number,
  sent: string,
  hostname = "127.0.0.1",
): Promise<RawConnection> {
  const connection = await Deno.connect({ hostname, port });
  const write = async (text: string) => {
    const bytes = new TextEncoder().encode(text);
    for (let done = 0; done < bytes.length;) done += await connection.write(bytes.subarray(done));
  };
  // A server may close before it has read everything; its answer still counts.
  await write(sent).catch(() => {});
  return {
    write,
    async readAll() {
      const decoder = new TextDecoder();
      const buffer = new Uint8Array(16 * 1024);
      let text = "";
      try {
        for (let count; (count = await connection.read(buffer)) !== null;) {
          text += decoder.decode(buffer.subarray(0, count), { stream: true });
        }
      } catch {
        // Reset after the answer.
      }
      return text;
    },
    [Symbol.dispose]: () => connection.close(),
  };
}

function parseAnswer(text: string): RawAnswer {
  const headEnd = text.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = text.slice(0, Math.max(headEnd, 0)).split("\r\n");
  const headers = new Headers(lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  }));
  const status = Number(statusLine.split(" ")[1] ?? 0);
  return { status, headers, body: headEnd === -1 ? "" : text.slice(headEnd + 4) };
}
