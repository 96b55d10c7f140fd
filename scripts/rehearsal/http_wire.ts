// HTTP/1.1 over a raw connection, one request each. Not Deno.serve: it mends or refuses every wrong answer,
// and wrong answers are what this server is for.

/** A request as it arrived, read to its end. */
export interface ReceivedRequest {
  readonly method: string;
  /** The path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  /** The body as text, whatever its type. */
  readonly body: string;
  /** The body read as a form; empty for any other content type. */
  readonly form: URLSearchParams;
  readonly receivedAt: Date;
}

/** The server's end of one connection, after the request was read. */
export interface Wire {
  /** Sends text (as UTF-8) or bytes as they are. */
  send(data: string | Uint8Array): Promise<void>;
  /** Settles once the client is gone or the server was disposed. */
  readonly closed: Promise<void>;
}

/** Does to the connection what it likes; the connection is closed when it returns. */
export type Misbehaviour = (wire: Wire) => Promise<void> | void;

/** A well-formed answer, or a function that writes the bytes by itself. */
export type Answer = Response | Misbehaviour;

const HEAD_END = "\r\n\r\n";
const MAX_REQUEST_BYTES = 1024 * 1024;

/**
 * Reads one request.
 * @returns undefined where the client left, or sent no HTTP, before the request was whole.
 */
export async function readRequest(connection: Deno.Conn): Promise<ReceivedRequest | undefined> {
  let text = "";
  // Latin-1 keeps one character for each byte, so that Content-Length can be counted in characters.
  const bytes = new TextDecoder("latin1");
  const readMore = async () => {
    const buffer = new Uint8Array(16 * 1024);
    const count = await connection.read(buffer);
    if (count === null || text.length > MAX_REQUEST_BYTES) return false;
    text += bytes.decode(buffer.subarray(0, count));
    return true;
  };
  while (!text.includes(HEAD_END)) if (!await readMore()) return undefined;
  const bodyStart = text.indexOf(HEAD_END) + HEAD_END.length;
  const [requestLine = "", ...headerLines] = text.slice(0, bodyStart - HEAD_END.length).split(
    "\r\n",
  );
  const headers = new Headers(
    headerLines.map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
  const bodyEnd = bodyStart + Number(headers.get("content-length") ?? 0);
  while (text.length < bodyEnd) if (!await readMore()) return undefined;
  return toRequest(requestLine, headers, text.slice(bodyStart, bodyEnd));
}

function toRequest(requestLine: string, headers: Headers, latin1Body: string): ReceivedRequest {
  const [method = "", target = ""] = requestLine.split(" ");
  const url = new URL(target, "http://127.0.0.1");
  const body = new TextDecoder().decode(
    Uint8Array.from(latin1Body, (character) => character.charCodeAt(0)),
  );
  const isForm = headers.get("content-type")?.startsWith("application/x-www-form-urlencoded");
  return {
    method,
    path: url.pathname,
    query: url.searchParams,
    headers,
    body,
    form: new URLSearchParams(isForm ? body : ""),
    receivedAt: new Date(),
  };
}

/** Writes one answer; the caller closes the connection. */
export async function sendAnswer(connection: Deno.Conn, answer: Answer): Promise<void> {
  const wire = openWire(connection);
  if (answer instanceof Response) await sendResponse(wire, answer);
  else await answer(wire);
}

function openWire(connection: Deno.Conn): Wire {
  const closed = (async () => {
    const ignored = new Uint8Array(1024);
    try {
      while (await connection.read(ignored) !== null);
    } catch {
      // A reset and our own close both mean the same here: gone.
    }
  })();
  return {
    closed,
    async send(data) {
      const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
      for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
    },
  };
}

async function sendResponse(wire: Wire, response: Response): Promise<void> {
  const isChunked = response.body !== null && !response.headers.has("content-length");
  const head = [`HTTP/1.1 ${response.status} ${response.statusText}`];
  for (const [name, value] of response.headers) head.push(`${name}: ${value}`);
  if (isChunked) head.push("transfer-encoding: chunked");
  else if (response.body === null) head.push("content-length: 0");
  await wire.send([...head, "connection: close"].join("\r\n") + HEAD_END);
  for await (const chunk of response.body ?? []) {
    if (chunk.length === 0) continue; // an empty chunk would end the body
    if (isChunked) await wire.send(`${chunk.length.toString(16)}\r\n`);
    await wire.send(chunk);
    if (isChunked) await wire.send("\r\n");
  }
  if (isChunked) await wire.send("0\r\n\r\n");
}
