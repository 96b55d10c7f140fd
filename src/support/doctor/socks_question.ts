/**
 * Asks a SOCKS5 proxy whether it takes this program: the greeting and, where it wants them, the
 * credentials. It is asked for no host.
 *
 * @module
 */
import { decoded, exchange } from "./connection.ts";

/** Why a SOCKS proxy does not take this program, as far as SOCKS itself has a word for it. */
export type SocksRefusal = typeof REFUSALS[number];

const REFUSALS = [
  "socks_wants_credentials",
  "socks_wants_another_way",
  "socks_wrong_credentials",
  "socks_long_credentials",
] as const;

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
): Promise<"open" | "proxy_broken_off" | "proxy_wrong_protocol" | SocksRefusal> {
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

/** Whether an answer is one of these. */
export function isSocksRefusal(answer: string): answer is SocksRefusal {
  return REFUSALS.some((refusal) => refusal === answer);
}

/** What happened and what to do, each without the full stop. */
export function socksWords(
  refusal: SocksRefusal,
  variable: string,
): readonly [what: string, todo: string] {
  const proxy = `The SOCKS proxy of ${variable}`;
  switch (refusal) {
    case "socks_wants_credentials":
      return [
        `${proxy} wants a name and a password (step: proxy)`,
        `Put them into ${variable}, between its scheme and host: name:password@`,
      ];
    case "socks_wants_another_way":
      return [
        `${proxy} takes neither a name and a password nor anybody without them (step: proxy)`,
        "Ask whoever runs the proxy for a way in that programs can use",
      ];
    case "socks_wrong_credentials":
      return [
        `${proxy} refused the name and the password that ${variable} holds (step: proxy)`,
        `Put the right ones into ${variable}, a special character by its code, as %40 for @`,
      ];
    case "socks_long_credentials":
      return [
        `${variable} holds a name or a password that is longer than SOCKS can carry (step: proxy)`,
        `Put the right ones into ${variable}; 255 bytes each are the most`,
      ];
  }
}
