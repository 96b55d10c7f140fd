/** One run of each measured program. Whatever listens has the port that codex knows, 1455. @module */
import { makeProgramHome } from "../rehearsal/program_home.ts";
import { GOOD_LOGIN } from "../rehearsal/sample_logs.ts";
import { marksIn } from "./marks.ts";
import { visitOnce } from "../rehearsal/browser.ts";
import { type MeasuredChild, startMeasured, timeToAccept } from "./child.ts";

/** The one port of `codex login`. */
export const PORT = 1455;

/** What one run gave, by the name of the measurement; times in ms, memory in MB. */
export type Run = Record<string, number>;

/** A program that listens may have this long to come to rest, before its memory is read. */
const REST_MS = 250;

/** The empty program, from spawn to exit. */
export async function runEmpty(program: string): Promise<Run> {
  await using child = startMeasured(program, [], await environment());
  await child.status;
  return { exit: performance.now() - child.startedAt };
}

/** The bare server, from spawn to accept. */
export async function runServer(program: string): Promise<Run> {
  await using child = startMeasured(program, [String(PORT)], await environment());
  const accept = await timeToAccept(child, PORT);
  await rest();
  return { accept, waiting: child.peakMegabytes() };
}

/** `codex-login` and `codex login`, from spawn to accept and to the URL on stderr, and at rest. */
export async function runStart(program: string, args: readonly string[]): Promise<Run> {
  await using home = await makeProgramHome();
  await using child = startMeasured(program, args, environmentIn(home.path, home.codexHome));
  const url = child.stderr.waitFor(/^https?:\S+\/oauth\/authorize\?\S+\n/m)
    .then(() => performance.now() - child.startedAt);
  const accept = await timeToAccept(child, PORT);
  const result = { accept, url: await url };
  await rest();
  return { ...result, waiting: child.peakMegabytes() };
}

/** An issuer, and how it is come back from. */
export interface Visited {
  readonly issuer: string;
  /** Certificates to trust. Default: the built-in ones. */
  readonly caFile?: string;
  /** How long the person takes, in milliseconds. Default: as long as the program takes to come to rest. */
  readonly thinkMs?: number;
}

/**
 * `codex-login`, from a good callback to the end of the process.
 *
 * @param isLogged Whether it logs at `trace`, which takes time itself; what the log says then comes back too.
 */
export async function runOwnCallback(
  program: string,
  visited: Visited,
  isLogged = false,
): Promise<Run> {
  await using home = await makeProgramHome();
  const env = environmentIn(home.path, home.codexHome, visited);
  if (isLogged) env["RUST_LOG"] = "trace";
  const args = ["--no-browser", "--check", "--issuer", visited.issuer];
  await using child = startMeasured(program, args, env);
  const [url] = await child.stderr.waitFor(/^http\S+\/oauth\/authorize\?\S+$/m);
  await rest(visited.thinkMs);
  const memory = sampleMemory(child);
  const calledAt = performance.now();
  const redirect = await visit(callbackOf(url));
  const { success } = await child.status;
  const callback = performance.now() - calledAt;
  if (!success) throw new Error(child.stderr.text());
  const startedAtMs = performance.timeOrigin + child.startedAt;
  const marks = isLogged ? marksIn(await home.readLog() ?? "", startedAtMs) : {};
  return { redirect: redirect - calledAt, callback, end: memory(), ...marks };
}

/** What a home holds that a command looks at: an API key, and the log of earlier sign-ins. */
const API_KEY = JSON.stringify({ auth_mode: "apikey", OPENAI_API_KEY: "sk-bench-0123456789" });

/** A command that asks nobody, from spawn to exit. */
export async function runToExit(program: string, args: readonly string[]): Promise<Run> {
  await using home = await makeProgramHome();
  await Deno.mkdir(`${home.codexHome}/log`);
  await Deno.writeTextFile(home.authFile, API_KEY, { mode: 0o600 });
  await Deno.writeTextFile(home.logFile, GOOD_LOGIN, { mode: 0o600 });
  await using child = startMeasured(program, args, environmentIn(home.path, home.codexHome));
  await child.status;
  return { exit: performance.now() - child.startedAt };
}

/** `codex app-server`, from a good callback to its account/login/completed. */
export async function runCodexCallback(program: string, visited: Visited): Promise<Run> {
  const { issuer } = visited;
  await using home = await makeProgramHome();
  const env = environmentIn(home.path, home.codexHome, visited);
  env["CODEX_APP_SERVER_LOGIN_ISSUER"] = issuer;
  // It asks its backend about workspaces before it reports; that too must stay on this machine.
  const settings = `chatgpt_base_url = "${issuer}/backend-api"\n`;
  await Deno.writeTextFile(`${home.codexHome}/config.toml`, settings);
  await using child = startMeasured(program, ["app-server"], env);
  const clientInfo = { name: "bench", title: "bench", version: "0" };
  await child.send({ jsonrpc: "2.0", id: 1, method: "initialize", params: { clientInfo } });
  await child.stdout.waitFor(/"id":1,/);
  await child.send({ jsonrpc: "2.0", method: "initialized" });
  const params = { type: "chatgpt" };
  await child.send({ jsonrpc: "2.0", id: 2, method: "account/login/start", params });
  const [, url = ""] = await child.stdout.waitFor(/"authUrl":"([^"]+)"/);
  await rest(visited.thinkMs);
  const calledAt = performance.now();
  const redirect = visit(callbackOf(url));
  await child.stdout.waitFor(/account\/login\/completed/);
  const callback = performance.now() - calledAt;
  // Whether it counts that as a success depends on a backend that no bench has; what was saved does not.
  if (await home.readAuth() === undefined) throw new Error(child.stdout.text());
  return { redirect: await redirect - calledAt, callback, end: child.peakMegabytes() };
}

/** What the person's browser would be sent to; the bench's issuer takes any code. */
function callbackOf(authorizeUrl: string): URL {
  const { searchParams } = new URL(authorizeUrl);
  const callback = new URL(searchParams.get("redirect_uri") ?? "");
  callback.searchParams.set("code", "ac_bench");
  callback.searchParams.set("state", searchParams.get("state") ?? "");
  return callback;
}

/** Visits the callback and then the page that it leads to; gives the moment of the redirect. */
async function visit(callback: URL): Promise<number> {
  const [hop] = await visitOnce(callback, { maxRedirects: 0 });
  const redirectedAt = performance.now();
  const location = hop?.headers.get("location");
  if (!location) throw new Error(`no redirect but ${hop?.status}: ${hop?.body}`);
  await visitOnce(new URL(location, callback));
  return redirectedAt;
}

/** Reads the peak as long as the process is there; the last reading counts. */
function sampleMemory(child: MeasuredChild): () => number {
  let last = child.peakMegabytes();
  const timer = setInterval(() => {
    const now = child.peakMegabytes();
    if (!Number.isNaN(now)) last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return last;
  };
}

async function environment(): Promise<Record<string, string>> {
  return environmentIn(await Deno.realPath("."), "");
}

/** No browser is to be found in this PATH. */
function environmentIn(
  home: string,
  codexHome: string,
  { caFile }: Pick<Visited, "caFile"> = {},
): Record<string, string> {
  const env = { HOME: home, CODEX_HOME: codexHome, PATH: home, NO_COLOR: "1", BROWSER: "true" };
  return caFile === undefined ? env : { ...env, CODEX_CA_CERTIFICATE: caFile };
}

function rest(ms = REST_MS): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
