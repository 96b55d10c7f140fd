/**
 * Stand-in for `@std/http/status`: the phrases come from Node's table.
 * @module
 */
import { STATUS_CODES } from "node:http";

/** A registered status code. */
// deno-fmt-ignore
export type StatusCode =
  | 100 | 101 | 102 | 103
  | 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226
  | 300 | 301 | 302 | 303 | 304 | 305 | 307 | 308
  | 400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411 | 412 | 413 | 414 | 415
  | 416 | 417 | 418 | 421 | 422 | 423 | 424 | 425 | 426 | 428 | 429 | 431 | 451
  | 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511;

/** The phrase that belongs to a status code. */
export const STATUS_TEXT: Readonly<Record<StatusCode, string>> = phrasesAsStdWritesThem();

// Where Node and @std disagree: other words for five codes, and one code that nobody registered.
function phrasesAsStdWritesThem(): Record<StatusCode, string> {
  const { 509: _unregistered, ...phrases } = STATUS_CODES;
  return {
    ...phrases as Record<StatusCode, string>,
    203: "Non Authoritative Info",
    207: "Multi Status",
    407: "Proxy Auth Required",
    413: "Content Too Large",
    418: "I'm a teapot",
  };
}
