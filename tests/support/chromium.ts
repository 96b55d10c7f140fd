// A headless Chromium, driven over its own debugging protocol: as little of it as a test needs.
import { collectText } from "../../scripts/rehearsal/collected_text.ts";
import { realDelay } from "./waiting.ts";

/** A page in a browser. */
export interface Page {
  /** The value of an expression in the page. */
  evaluate<T>(expression: string): Promise<T>;
  /** Presses and releases the mouse over the first element that `selector` finds. */
  click(selector: string): Promise<void>;
  /** Waits until an expression holds; 20 s at most. */
  waitUntil(expression: string): Promise<void>;
  /** The page as PNG. */
  screenshot(): Promise<Uint8Array>;
}

/** A browser. Disposing it ends it and removes its profile. */
export interface Chromium extends AsyncDisposable {
  open(url: string): Promise<Page>;
  /** The address of every open page. */
  addresses(): Promise<string[]>;
}

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** The program's path: CHROMIUM_BIN, else a usual name on PATH; `undefined` where there is none. */
export function findChromium(): string | undefined {
  const chosen = Deno.env.get("CHROMIUM_BIN");
  if (chosen) return chosen;
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  const paths = NAMES.flatMap((name) => folders.map((folder) => `${folder}/${name}`));
  return paths.find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** Starts the browser at `path`. */
export async function startChromium(path: string): Promise<Chromium> {
  const profile = await Deno.makeTempDir({ prefix: "codex-login-chromium-" });
  const child = new Deno.Command(path, {
    args: [
      ...["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"],
      ...["--disable-background-networking", "--window-size=900,760"],
      ...["--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"],
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const stderr = collectText(child.stderr);
  const [, address = ""] = await stderr.waitFor(/DevTools listening on (ws:\S+)/);
  const connection = await connect(address);
  const { call } = connection;
  return {
    async open(url) {
      const { targetId } = await call("Target.createTarget", { url });
      const { sessionId } = await call("Target.attachToTarget", { targetId, flatten: true });
      return pageOf((method, params) => call(method, params, String(sessionId)));
    },
    async addresses() {
      const { targetInfos } = await call("Target.getTargets");
      return (targetInfos as { type: string; url: string }[])
        .filter(({ type }) => type === "page").map(({ url }) => url);
    },
    async [Symbol.asyncDispose]() {
      await call("Browser.close");
      await child.status;
      await connection.closed;
      await stderr.ended;
      await Deno.remove(profile, { recursive: true }).catch(() => {});
    },
  };
}

type Call = (
  method: string,
  params?: Record<string, unknown>,
  sessionId?: string,
) => Promise<Record<string, unknown>>;

async function connect(address: string): Promise<{ call: Call; closed: Promise<void> }> {
  const socket = new WebSocket(address);
  const pending = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  let lastId = 0;
  const closed = new Promise<void>((resolve) => socket.onclose = () => resolve());
  socket.onmessage = ({ data }) => {
    const { id, result, error } = JSON.parse(data);
    const waiting = pending.get(id);
    pending.delete(id);
    if (error) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result);
  };
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error(`no connection to ${address}`));
  });
  return {
    closed,
    call(method, params = {}, sessionId) {
      const id = ++lastId;
      const answer = Promise.withResolvers<Record<string, unknown>>();
      pending.set(id, answer);
      socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
      return answer.promise;
    },
  };
}

function pageOf(call: Call): Page {
  const page: Page = {
    async evaluate<T>(expression: string) {
      const { result } = await call("Runtime.evaluate", { expression, returnByValue: true });
      return (result as { value: T }).value;
    },
    async click(selector) {
      await page.waitUntil(`document.querySelector(${JSON.stringify(selector)}) !== null`);
      const { x, y } = await page.evaluate<{ x: number; y: number }>(
        `(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }))` +
          `(document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect())`,
      );
      for (const type of ["mousePressed", "mouseReleased"]) {
        await call("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
      }
    },
    async waitUntil(expression) {
      for (const end = performance.now() + 20_000;;) {
        if (await page.evaluate<boolean>(`Boolean(${expression})`)) return;
        if (performance.now() > end) {
          const text = await page.evaluate<string>("document.body.innerText");
          throw new Error(`never became true: ${expression}; the page says:\n${text}`);
        }
        await realDelay(20);
      }
    },
    async screenshot() {
      const { data } = await call("Page.captureScreenshot", { format: "png" });
      return Uint8Array.from(atob(String(data)), (character) => character.charCodeAt(0));
    },
  };
  return page;
}
