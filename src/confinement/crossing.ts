/**
 * What crosses between this side and a worker. Classes with `#fields` do not survive `structuredClone`,
 * so a secret is revealed for the message that carries it, and hidden again where it arrives.
 *
 * @module
 */
import { Secret } from "../log/text/secret.ts";

const SECRET = "a secret, to be hidden again";

/** A message as plain data. */
export function packed(message: unknown): unknown {
  if (message instanceof Secret) return { [SECRET]: message.reveal() };
  return mapped(message, packed);
}

/** The message again. */
export function unpacked(message: unknown): unknown {
  const secret = isPlain(message) ? message[SECRET] : undefined;
  return typeof secret === "string" ? new Secret(secret) : mapped(message, unpacked);
}

function mapped(value: unknown, map: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, map(member)]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    Object.getPrototypeOf(value) === Object.prototype;
}
