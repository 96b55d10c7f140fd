// A headless Chromium, driven over its own debugging protocol: as little of it as tests and pictures need.
import { collectText } from "./collected_text.ts";

/** How a page is looked at. */
export interface View {
  /** In CSS pixels. */
  readonly width: number;
  readonly scheme: "light" | "dark";
  /** Default: `screen`. */
  readonly media?: "screen" | "print";
}

/** A page in a browser. */
export interface Page {
  /** Each address that was asked for, oldest first. */
  readonly requests: string[];
  /** What the browser complained about: errors of the console and of the network, and what was thrown. */
  readonly complaints: string[];
  /** The value of an expression in the page, of a promise what it gives. */
  evaluate<T>(expression: string): Promise<T>;
  /** Goes there, and waits until it is loaded. */
  visit(url: string): Promise<void>;
  look(view: View): Promise<void>;
  /** Presses and releases the mouse over the first element that `selector` finds. */
  click(selector: string): Promise<void>;
  /** Waits until an expression holds; 20 s at most. */
  waitUntil(expression: string): Promise<void>;
  /** The whole page as PNG. */
  screenshot(): Promise<Uint8Array>;
  /** How many sheets of A4 it takes to print. */
  countSheets(): Promise<number>;
}

/** A browser. Disposing it ends it and removes its profile. */
export interface Chromium extends AsyncDisposable {
  open(url: string): Promise<Page>;
  /** The address of every open page. */
  addresses(): Promise<string[]>;
}

/** On the real clock: `FakeTime` replaces the timers. */
const { setTimeout } = globalThis;
const WAIT_LIMIT_MS = 20_000;
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
  const { call, listen } = connection;
  return {
    async open(url) {
      const { targetId } = await call("Target.createTarget", { url: "about:blank" });
      const { sessionId } = await call("Target.attachToTarget", { targetId, flatten: true });
      const session = String(sessionId);
      const page = pageOf((method, params) => call(method, params, session), (take) => {
        listen((method, params, of) => of === session && take(method, params));
      });
      await page.visit(url);
      return page;
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

type Listener = (method: string, params: Record<string, unknown>, sessionId?: string) => void;

interface Connection {
  readonly call: Call;
  listen(listener: Listener): void;
  readonly closed: Promise<void>;
}

async function connect(address: string): Promise<Connection> {
  const socket = new WebSocket(address);
  const pending = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  const listeners: Listener[] = [];
  let lastId = 0;
  const closed = new Promise<void>((resolve) => socket.onclose = () => resolve());
  socket.onmessage = ({ data }) => {
    const { id, result, error, method, params, sessionId } = JSON.parse(data);
    if (method) listeners.forEach((listener) => listener(method, params, sessionId));
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
    listen: (listener) => void listeners.push(listener),
    call(method, params = {}, sessionId) {
      const id = ++lastId;
      const answer = Promise.withResolvers<Record<string, unknown>>();
      pending.set(id, answer);
      socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
      return answer.promise;
    },
  };
}

type Listen = (take: (method: string, params: Record<string, unknown>) => void) => void;

function pageOf(call: Call, listen: Listen): Page {
  const requests: string[] = [];
  const complaints: string[] = [];
  let loaded = Promise.withResolvers<void>();
  listen((method, params) => {
    if (method === "Page.loadEventFired") loaded.resolve();
    if (method === "Network.requestWillBeSent") {
      requests.push((params["request"] as { url: string }).url);
    }
    const isError = JSON.stringify(params["entry"] ?? params["type"])?.includes('"error"');
    if (method === "Runtime.exceptionThrown" || /^(?:Log|Runtime)\./.test(method) && isError) {
      complaints.push(JSON.stringify(params));
    }
  });
  const page: Page = {
    requests,
    complaints,
    async evaluate<T>(expression: string) {
      const asked = { expression, returnByValue: true, awaitPromise: true };
      const { result, exceptionDetails } = await call("Runtime.evaluate", asked);
      if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
      return (result as { value: T }).value;
    },
    async visit(url) {
      await Promise.all(
        ["Page", "Log", "Network", "Runtime"].map((name) => call(`${name}.enable`)),
      );
      loaded = Promise.withResolvers();
      await call("Page.navigate", { url });
      await loaded.promise;
    },
    async look({ width, scheme, media = "screen" }) {
      const size = { width, height: 700, deviceScaleFactor: 1, mobile: false };
      await call("Emulation.setDeviceMetricsOverride", size);
      const features = [{ name: "prefers-color-scheme", value: scheme }];
      await call("Emulation.setEmulatedMedia", { media, features });
      await call("Emulation.setScrollbarsHidden", { hidden: true });
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
      // A page that is on its way to another one has nothing to evaluate.
      const holds = () => page.evaluate<boolean>(`Boolean(${expression})`).catch(() => false);
      for (const end = performance.now() + WAIT_LIMIT_MS; !await holds();) {
        if (performance.now() > end) {
          const text = await page.evaluate("document.body.innerText");
          throw new Error(`never became true: ${expression}; the page says:\n${text}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    },
    async screenshot() {
      const { data } = await call("Page.captureScreenshot", {
        format: "png",
        captureBeyondViewport: true,
      });
      return bytesOf(data);
    },
    async countSheets() {
      const { data } = await call("Page.printToPDF", { paperWidth: 8.27, paperHeight: 11.69 });
      const pdf = new TextDecoder("latin1").decode(bytesOf(data));
      return pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    },
  };
  return page;
}

function bytesOf(base64: unknown): Uint8Array {
  return Uint8Array.from(atob(String(base64)), (character) => character.charCodeAt(0));
}
