/**
 * Talks to whoever holds the callback port.
 *
 * @module
 */
import type { LoopbackAddress } from "../base/endpoints.ts";
import { withTimeLimit } from "../base/time_limit.ts";
import { bound, escapeUnprintable } from "../base/visible_text.ts";

const LIMIT_MS = 2_000;
const LONGEST_HEAD_BYTES = 512;

/**
 * Sends one `GET /cancel`, as codex does to an earlier instance of itself, and hears who answers.
 *
 * Over a plain connection: `fetch` would go through HTTP_PROXY. Ends when it is answered, after 2 s, or
 * when `signal` is aborted. Permission: net on loopback.
 *
 * @returns Who holds the port, for a person.
 */
export async function askPortHolder(
  address: LoopbackAddress,
  port: number,
  signal: AbortSignal,
): Promise<string> {
  const host = address === "::1" ? `[${address}]:${port}` : `${address}:${port}`;
  let connection: Deno.TcpConn | undefined;
  let head = "";
  async function ask() {
    connection = await Deno.connect({ hostname: address, port });
    const request = `GET /cancel HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    await connection.write(new TextEncoder().encode(request));
    const bytes = new Uint8Array(LONGEST_HEAD_BYTES);
    const length = await connection.read(bytes);
    head = new TextDecoder().decode(bytes.subarray(0, length ?? 0));
  }
  // Not an HTTP server, or a silent one: the port is tried again regardless.
  await withTimeLimit(LIMIT_MS, signal, ask).catch(() => {});
  connection?.close();
  return describeHolder(head);
}

/** Who gives this answer to `GET /cancel`. */
export function describeHolder(head: string): string {
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
  if (status === undefined) return "a program that does not answer HTTP";
  if (/Login (?:cancelled|is ending)/.test(head)) return "another sign-in that has not ended";
  const server = /^Server:[ \t]*([^\r\n]+)/im.exec(head)?.[1];
  const name = server ? ` and calls itself "${bound(escapeUnprintable(server.trim()), 60)}"` : "";
  return `a program that answers HTTP (status ${status} to /cancel)${name}`;
}
