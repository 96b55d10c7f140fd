/**
 * One connection, closed also where it comes too late, and what is said over it.
 *
 * Permission: net on the address.
 *
 * @module
 */

/** Connects over TCP. @throws What the system says; a connection after `stop` is closed at once. */
export async function connect(
  address: { readonly hostname: string; readonly port: number },
  stop: AbortSignal,
): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({
    hostname: address.hostname.replace(/^\[|\]$/g, ""),
    port: address.port,
  });
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

const LONGEST_ANSWER_BYTES = 4096;

/** Sends, and reads until the answer is enough, over, or 4 KiB long. */
export async function exchange(
  connection: Deno.Conn,
  question: Uint8Array,
  isEnough: (bytes: Uint8Array) => boolean,
): Promise<Uint8Array> {
  for (let written = 0; written < question.length;) {
    written += await connection.write(question.subarray(written));
  }
  const answer = new Uint8Array(LONGEST_ANSWER_BYTES);
  let filled = 0;
  while (filled < answer.length && !isEnough(answer.subarray(0, filled))) {
    const read = await connection.read(answer.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  return answer.subarray(0, filled);
}

/** A part of a URL as it was before it was escaped; as it stands where it is escaped wrongly. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
