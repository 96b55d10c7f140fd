/** An issuer over TLS that keeps its connections, as real ones do, and takes any code. @module */
import { makeThrowawayCa } from "../rehearsal/throwaway_ca.ts";

/** A running issuer. */
export interface TlsIssuer extends AsyncDisposable {
  readonly issuer: string;
  /** What to trust for it, in PEM. */
  readonly caFile: string;
}

/** Starts it on a free port of loopback. `tokens` is what it answers each exchange with. */
export async function startTlsIssuer(tokens: Record<string, string>): Promise<TlsIssuer> {
  const { caFile, cert, key, ...ca } = await makeThrowawayCa();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, cert, key, onListen() {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      await request.text();
      return pathname === "/oauth/token"
        ? Response.json(tokens)
        : new Response("", { status: 404 });
    },
  );
  return {
    issuer: `https://127.0.0.1:${server.addr.port}`,
    caFile,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await ca[Symbol.asyncDispose]();
    },
  };
}
