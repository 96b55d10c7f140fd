// A program with a user interface of its own that lets codex-login do the sign-in: a page on loopback.
import type { AppServer } from "./app_server_client.ts";
import { PAGE } from "./page.ts";

/** A running host. Disposing it stops the page, not the app-server. */
export interface ExampleHost extends AsyncDisposable {
  /** Where its page is. */
  readonly url: string;
}

type Listener = (event: string, data: string) => void;

/** Introduces itself to the app-server and opens the page on a free port of 127.0.0.1. */
export async function startExampleHost(server: AppServer): Promise<ExampleHost> {
  const listeners = new Set<Listener>();
  const tell: Listener = (event, data) => listeners.forEach((listener) => listener(event, data));
  let loginId: unknown;

  async function account(): Promise<string> {
    const { result } = await server.request("account/read", {});
    return JSON.stringify(result?.["account"] ?? null);
  }

  server.listen(({ method, params }) => {
    if (method === "account/login/phase") tell("phase", String(params?.["phase"]));
    if (method === "account/login/completed") tell("completed", JSON.stringify(params));
    if (method === "account/updated") {
      // Where the app-server has gone meanwhile, there is nothing to show.
      account().then((data) => tell("account", data), () => {});
    }
  });
  await server.request("initialize", {
    clientInfo: { name: "example_host", title: "Example host", version: "1" },
    capabilities: { extensions: { "codex-login/phases": {} } },
  });

  const actions: Record<string, () => Promise<unknown>> = {
    "/sign-in": async () => {
      const answer = await server.request("account/login/start", { type: "chatgpt" });
      loginId = answer.result?.["loginId"];
      return answer.error ? { error: answer.error.message } : answer.result;
    },
    "/cancel": async () => {
      if (loginId === undefined) return {};
      return (await server.request("account/login/cancel", { loginId })).result;
    },
    "/sign-out": async () => (await server.request("account/logout")).result,
  };

  async function answer(request: Request): Promise<Response> {
    const { pathname, host } = new URL(request.url);
    // Of other pages in the person's browser none may press our buttons.
    if (host !== `127.0.0.1:${page.addr.port}`) return new Response(null, { status: 421 });
    if (request.method === "GET" && pathname === "/") {
      return new Response(PAGE, { headers: { "content-type": "text/html; charset=utf-8" } });
    }
    if (request.method === "GET" && pathname === "/events") {
      return eventStream(listeners, "account", await account());
    }
    const action = Object.hasOwn(actions, pathname) ? actions[pathname] : undefined;
    if (request.method !== "POST" || !action) return new Response(null, { status: 404 });
    // A header that a page of another origin cannot set without asking.
    if (!request.headers.has("x-example-host")) return new Response(null, { status: 403 });
    return Response.json(await action());
  }

  const page = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
  return {
    url: `http://127.0.0.1:${page.addr.port}/`,
    async [Symbol.asyncDispose]() {
      tell("", "");
      await page.shutdown();
    },
  };
}

/** Server-sent events; an event without a name ends the stream. */
function eventStream(listeners: Set<Listener>, event: string, data: string): Response {
  let listener: Listener | undefined;
  const stream = new ReadableStream<string>({
    start(controller) {
      listener = (event, data) => {
        if (event === "") return controller.close();
        controller.enqueue(`event: ${event}\ndata: ${data}\n\n`);
      };
      listener(event, data);
      listeners.add(listener);
    },
    cancel: () => void (listener && listeners.delete(listener)),
  });
  return new Response(stream.pipeThrough(new TextEncoderStream()), {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}
