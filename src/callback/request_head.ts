/**
 * Reads the head of an HTTP/1.1 request (RFC 9112), without touching a socket.
 *
 * Promise: strict where leniency could make two readers differ, and nothing is decoded or mended.
 *
 * @module
 */

/** The head of a request, as it came. */
export interface RequestHead {
  readonly method: string;
  /** The target as it was sent. */
  readonly target: string;
  /** The header fields in their order, names in lower case. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** Where a request goes. */
export interface RequestTarget {
  /** The authority of an absolute target, which counts beside Host (RFC 9112 section 3.2.2). */
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: URLSearchParams;
}

const REQUEST_LINE = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/;
// deno-lint-ignore no-control-regex -- none belongs in a value (RFC 9110 section 5.5)
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):([^\x00-\x08\x0a-\x1f\x7f]*)$/;

/**
 * The head in `text`, which ends behind its empty line.
 *
 * @returns `undefined` for what is no HTTP/1.0 or 1.1.
 */
export function parseRequestHead(text: string): RequestHead | undefined {
  const [requestLine = "", ...lines] = text.split("\r\n").slice(0, -2);
  const [, method, target] = REQUEST_LINE.exec(requestLine) ?? [];
  const fields: [string, string][] = [];
  for (const line of lines) {
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name === undefined || value === undefined) return undefined;
    fields.push([name.toLowerCase(), value.trim()]);
  }
  return method && target ? { method, target, fields } : undefined;
}

/**
 * Takes a target apart.
 *
 * @returns `undefined` for what is neither a path nor an absolute http URL.
 */
export function parseTarget(target: string): RequestTarget | undefined {
  const parts = /^(?:http:\/\/([^/?#]*))?(\/[^?#]*)?(?:\?([^#]*))?$/i.exec(target);
  if (!parts || (parts[1] === undefined && parts[2] === undefined)) return undefined;
  const [, authority, path = "/", query] = parts;
  return { authority, path, query: new URLSearchParams(query) };
}
