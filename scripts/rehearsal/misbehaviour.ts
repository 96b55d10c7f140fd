// Ready-made wrong answers for the closures of the authorization server.
import type { Misbehaviour } from "./http_wire.ts";

/** Never answers; ends when the client gives up or the server is disposed. */
export function neverAnswer(): Misbehaviour {
  return (wire) => wire.closed;
}

/** Closes the connection without a byte. */
export function dropConnection(): Misbehaviour {
  return () => {};
}

/** Sends exactly this, and closes. */
export function sendRaw(data: string | Uint8Array): Misbehaviour {
  return (wire) => wire.send(data);
}

/** Promises a whole JSON body, sends half of it, then closes. */
export function dropMidBody(body: unknown): Misbehaviour {
  return async (wire) => {
    await wire.send(startOf(body));
  };
}

/** Promises a whole JSON body, sends half of it, then stays silent with the connection open. */
export function stallMidBody(body: unknown): Misbehaviour {
  return async (wire) => {
    await wire.send(startOf(body));
    await wire.closed;
  };
}

function startOf(body: unknown): string {
  const text = JSON.stringify(body);
  const length = new TextEncoder().encode(text).length;
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n` +
    text.slice(0, Math.floor(text.length / 2));
}

/** A body of this many bytes of "x" (endless where Infinity), made while it is being read. */
export function hugeBody(bytes: number, init: ResponseInit = {}): Response {
  const chunk = new Uint8Array(16 * 1024).fill("x".charCodeAt(0));
  let left = bytes;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      controller.enqueue(left < chunk.length ? chunk.slice(0, left) : chunk);
      left -= chunk.length;
      if (left <= 0) controller.close();
    },
  });
  return new Response(body, init);
}

/** The same answer, its body compressed with gzip and labelled so. */
export function gzipped(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set("content-encoding", "gzip");
  const body = response.body?.pipeThrough(new CompressionStream("gzip"));
  return new Response(body, { status: response.status, headers });
}
