/**
 * Values that must not be printed by accident.
 *
 * @module
 */

/** What stands in place of every secret, on every surface. */
export const REDACTED = "<redacted>";

/** What stands in the log in place of a word that is not known to be harmless. */
export const MASKED = "<masked>";

/** What a log, an error or an inspection can only show as `<redacted>`. */
export class Hidden {
  /** `<redacted>`. */
  toString(): string {
    return REDACTED;
  }

  /** `<redacted>`. */
  toJSON(): string {
    return REDACTED;
  }

  /** `<redacted>`, also for `console.log`. */
  [Symbol.for("Deno.customInspect")](): string {
    return REDACTED;
  }

  /** `<redacted>`, also for `node:util`. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return REDACTED;
  }
}

/**
 * A value that must not be printed by accident.
 *
 * The value is a `#field`: it survives neither `JSON.stringify` nor `structuredClone`, so it cannot
 * cross to a worker or into a file without an explicit {@linkcode Secret.reveal}.
 */
export class Secret extends Hidden {
  readonly #value: string;

  /** Hides `value`. */
  constructor(value: string) {
    super();
    this.#value = value;
  }

  /** The value itself. Every call is a place to review. */
  reveal(): string {
    return this.#value;
  }
}

/**
 * Compares in a time that depends on the lengths only, so that the answer's delay does not tell how
 * much of the state was right (RFC 6749 section 10.12).
 */
export function equalInConstantTime(left: string, right: string): boolean {
  const encoder = new TextEncoder();
  const a = encoder.encode(left);
  const b = encoder.encode(right);
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i % (b.length || 1)] ?? 0);
  return difference === 0;
}
