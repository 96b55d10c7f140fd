/**
 * A test with a login in this process. Deno's watch over leaks is off for it: the log stays open and the last
 * limits stay set when a login ends, since the process ends right behind it.
 */
export function testLogin(name: string, fn: () => Promise<void>, ignore = false): void {
  Deno.test({ name, fn, ignore, sanitizeOps: false, sanitizeResources: false });
}
