/**
 * Asks a SOCKS5 proxy whether it takes this program: the greeting and, where it wants them, the
 * credentials. It is asked for no host.
 *
 * @module
 */
import type { ToldClass } from "../../errors/explanation.ts";
import { decoded, exchange } from "./connection.ts";

const VERSION = 5;
const NO_CREDENTIALS = 0;
const NAME_AND_PASSWORD = 2;
const NO_METHOD = 0xff;
/** RFC 1929 counts each in one byte. */
const LONGEST_CREDENTIAL_BYTES = 255;

/** The first messages of SOCKS5 (RFC 1928 section 3, RFC 1929); the answer as `askProxy` gives it. */
export async function greetSocks(
  connection: Deno.Conn,
  url: string,
): Promise<"open" | ToldClass> {
  const { username, password } = new URL(url);
  const hasCredentials = username !== "";
  const methods = hasCredentials ? [NO_CREDENTIALS, NAME_AND_PASSWORD] : [NO_CREDENTIALS];
  const greeting = Uint8Array.from([VERSION, methods.length, ...methods]);
  const [version, method] = await exchange(connection, greeting, isPair);
  if (version === undefined) return "proxy_broken_off";
  if (version !== VERSION || method === undefined) return "proxy_wrong_protocol";
  if (method === NO_METHOD) {
    return hasCredentials ? "socks_wants_another_way" : "socks_wants_credentials";
  }
  if (method === NO_CREDENTIALS) return "open";
  if (method !== NAME_AND_PASSWORD || !hasCredentials) return "proxy_wrong_protocol";
  const [name, secret] = [username, password].map((part) =>
    new TextEncoder().encode(decoded(part))
  );
  if (name === undefined || secret === undefined) return "open";
  if (Math.max(name.length, secret.length) > LONGEST_CREDENTIAL_BYTES) {
    return "socks_long_credentials";
  }
  const request = Uint8Array.from([1, name.length, ...name, secret.length, ...secret]);
  const [, status] = await exchange(connection, request, isPair);
  if (status === undefined) return "proxy_broken_off";
  return status === 0 ? "open" : "socks_wrong_credentials";
}

function isPair(bytes: Uint8Array): boolean {
  return bytes.length >= 2;
}
