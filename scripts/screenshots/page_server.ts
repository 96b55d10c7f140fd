// Serves what a browser is to look at, on loopback.
import type { PageAnswer } from "../../src/callback/page.ts";

/** A running server. */
export interface PageServer extends AsyncDisposable {
  /** With a slash at its end, behind which a page's name goes. */
  readonly url: string;
}

/** Serves pages by name; one that leads on stays where it is. */
export function servePages(pages: Readonly<Record<string, PageAnswer>>): PageServer {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const answer = pages[new URL(request.url).pathname.slice(1)];
    if (!answer) return new Response(null, { status: 404 });
    const { refresh: _, ...headers } = answer.headers;
    return new Response(answer.body, { status: answer.status, headers });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
