/**
 * Loaded before every test file (`deno test --preload`): each test gets a limit, so that one that hangs, or
 * loops, fails. Deno itself ends it, from 2.9 on; the names of older ones' hanging tests are in the output.
 * @module
 */

/** How long a test may take; the slowest takes some ten seconds on a quiet machine. */
const LIMIT_MS = Number(Deno.env.get("CODEX_LOGIN_TEST_LIMIT_MS") ?? 120_000);

/** What counts where a test says nothing. No watch over leaks: a log stays open to the end; newer Denos have none. */
const DEFAULTS = { timeout: LIMIT_MS, sanitizeOps: false, sanitizeResources: false };

const { test } = Deno;

/** `Deno.test` in each of its forms, with the limit where a test sets none. */
function limitedTest(...given: unknown[]): void {
  const named = typeof given[0] === "string" ? { name: given[0] } : {};
  const parts = given.map((part) => typeof part === "function" ? { fn: part } : part);
  const definition = Object.assign({ ...DEFAULTS }, ...parts.filter(isOptions), named);
  definition.name ??= definition.fn.name;
  test(definition);
}

function isOptions(part: unknown): part is object {
  return typeof part === "object";
}

Object.assign(Deno, { test: Object.assign(limitedTest, test) });
