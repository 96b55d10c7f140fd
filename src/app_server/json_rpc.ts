/**
 * JSON-RPC lines as `codex app-server` speaks them: without a `jsonrpc` member, and with the time in
 * each notification.
 *
 * @module
 */
import { isObject } from "../base/json_object.ts";
import { numberText, parseKeepingNumbers } from "../base/json_numbers.ts";

/** What a request is answered by: a string, or a whole number as `json_numbers.ts` keeps it. */
export type RequestId = unknown;

/** A request that is to be answered. */
export interface RpcRequest {
  /** A string or a whole number. */
  readonly id: RequestId;
  readonly method: string;
  /** `undefined` where it has none. */
  readonly params: unknown;
}

/** The request is not understood or not allowed. The real server uses no other code for that. */
export const INVALID_REQUEST = -32600;
/** The request failed on this side. */
export const INTERNAL_ERROR = -32603;

/** A failure that is the answer to a request. */
export class RpcError extends Error {
  /** `code` is one of JSON-RPC 2.0 section 5.1. */
  constructor(readonly code: number, message: string) {
    super(message);
  }
}

/**
 * The request in a line. Anything else (bad JSON, notifications, answers, an id that is neither string
 * nor whole number) is `undefined`: the real server says nothing to it either.
 */
export function parseRequest(line: string): RpcRequest | undefined {
  let message: unknown;
  try {
    message = parseKeepingNumbers(line);
  } catch {
    return undefined;
  }
  if (!isObject(message)) return undefined;
  const { id, method, params } = message;
  if (typeof method !== "string") return undefined;
  if (typeof id !== "string" && !isWhole(numberText(id))) return undefined;
  return { id, method, params };
}

/** A number of 64 bits, as the real server takes it. */
function isWhole(text: string | undefined): boolean {
  if (text === undefined || !/^-?\d{1,19}$/.test(text)) return false;
  const value = BigInt(text);
  return value === BigInt.asIntN(64, value);
}

/** The line of an answer. */
export function resultLine(id: RequestId, result: Record<string, unknown>): string {
  return JSON.stringify({ id, result });
}

/** The line of an error. */
export function errorLine(id: RequestId, { code, message }: RpcError): string {
  return JSON.stringify({ error: { code, message }, id });
}

/** The line of a notification, which carries the time in milliseconds since 1970. */
export function notificationLine(method: string, params: Record<string, unknown>): string {
  return JSON.stringify({ method, params, emittedAtMs: Date.now() });
}
