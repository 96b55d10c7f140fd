/** Finds a port of 127.0.0.1 that nobody listens on at this moment, for `--port` or for "refused". */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
