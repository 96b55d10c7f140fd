// Speaks to an app-server over its standard input and output: all that a host needs, in any language.
import { killed, spawnPiped } from "../rehearsal/child_process.ts";
import { type CollectedText, collectText } from "../rehearsal/collected_text.ts";

/** A message from the app-server. */
export interface Message {
  readonly id?: string | number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A running app-server. Disposing it closes its input, and kills it where that is not enough. */
export interface AppServer extends AsyncDisposable {
  readonly pid: number;
  /** Every line that it wrote, in order. */
  readonly lines: readonly string[];
  /** Asks and waits for the answer, which may be an error. */
  request(method: string, params?: unknown): Promise<Message>;
  /** Writes text as it is. */
  send(text: string): Promise<void>;
  /** Waits for the first message, also an earlier one, that `matches`; 20 s at most. */
  waitFor(matches: (message: Message) => boolean): Promise<Message>;
  /** Waits for the first notification of this name from now on. */
  notification(method: string): Promise<Message>;
  /** Is told every notification. */
  listen(listener: (message: Message) => void): void;
  readonly stderr: CollectedText;
  closeInput(): Promise<void>;
  signal(name: Deno.Signal): void;
  readonly status: Promise<Deno.CommandStatus>;
}

/** How to start it. */
export interface AppServerLaunch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
}

const ANSWER_LIMIT_MS = 20_000;
/** How long it may take to end by itself once its input is closed. */
const END_LIMIT_MS = 5_000;

/** Starts an app-server. */
export function startAppServer({ command, args, env }: AppServerLaunch): AppServer {
  const child = spawnPiped(command, args, env);
  const input = child.stdin.getWriter();
  const stderr = collectText(child.stderr);
  const lines: string[] = [];
  const messages: Message[] = [];
  const listeners = new Set<(message: Message) => void>();
  let lastId = 0;
  const reading = readLines(child.stdout, (line) => {
    lines.push(line);
    const message: Message = JSON.parse(line);
    messages.push(message);
    for (const listener of [...listeners]) listener(message);
  });
  // A line that is no JSON is for whoever disposes of this.
  reading.catch(() => {});
  const gone = Promise.all([child.status, reading]).then(() => {
    throw new Error("the app-server has ended");
  });
  gone.catch(() => {});

  async function next(matches: (message: Message) => boolean): Promise<Message> {
    const found = Promise.withResolvers<Message>();
    const listener = (message: Message) => matches(message) && found.resolve(message);
    const fail = () => found.reject(new Error(`nothing came; lines: ${lines.join("\n")}`));
    const timer = setTimeout(fail, ANSWER_LIMIT_MS);
    listeners.add(listener);
    try {
      return await Promise.race([found.promise, gone]);
    } finally {
      clearTimeout(timer);
      listeners.delete(listener);
    }
  }

  const send = (text: string) => input.write(new TextEncoder().encode(text));
  return {
    pid: child.pid,
    lines,
    send,
    async request(method, params) {
      const id = ++lastId;
      const answer = next((message) => message.id === id && message.method === undefined);
      const [message] = await Promise.all([
        answer,
        send(`${JSON.stringify({ method, id, params })}\n`),
      ]);
      return message;
    },
    waitFor: async (matches) => messages.find(matches) ?? await next(matches),
    notification: (method) => next((message) => message.method === method),
    listen: (listener) => void listeners.add(listener),
    stderr,
    closeInput: () => input.close(),
    signal: (name) => child.kill(name),
    status: child.status,
    async [Symbol.asyncDispose]() {
      await input.close().catch(() => {});
      const killer = setTimeout(() => void killed(child), END_LIMIT_MS);
      await child.status;
      clearTimeout(killer);
      await stderr.ended;
      await reading;
    },
  };
}

async function readLines(
  stream: ReadableStream<Uint8Array>,
  take: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    parts.forEach(take);
  }
  if (rest !== "") throw new Error(`a line without an end: ${rest}`);
}
