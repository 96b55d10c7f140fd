/** Below what systems hand out by themselves, so that no other test gets it meanwhile. */
const LOWEST = 10_300;
const HIGHEST = 32_700;

/** Finds a port of 127.0.0.1 that nobody listens on at this moment, for `--port` or for "refused". */
export function freePort(): number {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}
