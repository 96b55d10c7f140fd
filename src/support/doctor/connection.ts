/**
 * One connection, closed also where it comes too late.
 *
 * Permission: net on the address.
 *
 * @module
 */
import { socketAddress } from "../../base/endpoints.ts";

/** Connects to a URL's host over TCP. @throws What the system says; what comes after `stop` is closed. */
export async function connect(url: URL, stop: AbortSignal): Promise<Deno.TcpConn> {
  const connection = await Deno.connect(socketAddress(url));
  if (stop.aborted) {
    connection.close();
    throw stop.reason;
  }
  return connection;
}

/** Whether an address belongs to a network of its own rather than to the Internet (RFC 6890). */
export function isPrivateAddress(address: string): boolean {
  return /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/
    .test(address) || /^(::1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i.test(address);
}
