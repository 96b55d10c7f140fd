// The ports that the program is registered for; tests that need these two leave a machine alone where a
// real login waits on them.

/** Whether [::1] can be listened on. */
export function hasIPv6(): boolean {
  return isFree("::1", 0);
}

/** Whether nobody listens on 1455 and 1457, so that a test may take them. */
export function areRegisteredPortsFree(): boolean {
  return isFree("127.0.0.1", 1455) && isFree("127.0.0.1", 1457);
}

function isFree(hostname: string, port: number): boolean {
  try {
    Deno.listen({ hostname, port }).close();
    return true;
  } catch {
    return false;
  }
}
