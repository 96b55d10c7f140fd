/** How time and memory grow with the log, with junk requests and with sign-ins at once. @module */
import { GOOD_LOGIN } from "../rehearsal/sample_logs.ts";
import { type Run, runOwnCallback, runToExit, type Visited } from "./runs.ts";

const LOG_MEGABYTES = [1, 10, 100];
const JUNK_REQUESTS = [1_000, 10_000, 100_000];
const LOGINS_AT_ONCE = [1, 20];
const COMMANDS = ["logs", "logs --last", "report -o ~/report.html", "doctor --offline", "status"];
const RUNS = 3;
/** Browsers open six connections to a host. */
const JUNK_CONNECTIONS = 6;
/** In a network of its own every port is free. */
const FIRST_PORT = 20_000;
/** Up to this a measurement that ought to be flat may differ by noise. */
const FLAT_FACTOR = 2;

/** The table in Markdown: a row for each thing measured, a column for each size. */
export async function growthTable(program: string, visited: Visited): Promise<string> {
  const lines = ["| | | | | growth |", "| --- | --- | --- | --- | --- |"];
  for (const command of COMMANDS) {
    const values = [];
    for (const size of LOG_MEGABYTES) {
      const log = GOOD_LOGIN.repeat(Math.ceil(size * 1e6 / GOOD_LOGIN.length));
      const runs = await times(RUNS, () => runToExit(program, command.split(" "), log));
      values.push(least(runs, "exit"));
    }
    lines.push(growthLine(`${command}, log of`, LOG_MEGABYTES, "MB", values, "ms"));
  }
  const junk = [];
  for (const count of JUNK_REQUESTS) {
    const meanwhile = (origin: string) => sendJunk(origin, count);
    junk.push(await runOwnCallback(program, { ...visited, meanwhile }));
  }
  for (const [key, unit] of [["callback", "ms"], ["end", "MB"]] as const) {
    const what = key === "end" ? "peak RSS" : "callback to exit";
    const values = junk.map((run) => run[key] ?? NaN);
    lines.push(growthLine(`${what} behind`, JUNK_REQUESTS, "junk requests", values, unit));
  }
  const atOnce = [];
  for (const count of LOGINS_AT_ONCE) {
    const startedMs = performance.now();
    await Promise.all(Array.from({ length: count }, (_, i) => {
      const args = ["--port", String(FIRST_PORT + i)];
      return runOwnCallback(program, { ...visited, args, thinkMs: 0 });
    }));
    atOnce.push(performance.now() - startedMs);
  }
  lines.push(growthLine("sign-ins at once, all of", LOGINS_AT_ONCE, "", atOnce, "ms"));
  return lines.join("\n");
}

/** `flat`, `linear` or worse, by what the last step multiplies the measurement with. */
export function growthOf(sizes: readonly number[], values: readonly number[]): string {
  const [size = 1, value = 1] = [sizes.at(-1), values.at(-1)];
  const [before = 1, valueBefore = 1] = [sizes.at(-2), values.at(-2)];
  const factor = value / valueBefore;
  if (factor <= FLAT_FACTOR) return "flat";
  return factor <= (size / before) * 1.5 ? "linear" : "MORE THAN LINEAR";
}

function growthLine(
  what: string,
  sizes: readonly number[],
  of: string,
  values: readonly number[],
  unit: string,
): string {
  const cells = sizes.map((size, i) => `${size} ${of}: ${values[i]?.toFixed(0)} ${unit}`);
  while (cells.length < 3) cells.push("");
  return `| ${[what, ...cells, growthOf(sizes, values)].join(" | ")} |`;
}

async function times(count: number, run: () => Promise<Run>): Promise<Run[]> {
  const runs = [];
  for (let i = 0; i < count; i++) runs.push(await run());
  return runs;
}

function least(runs: readonly Run[], key: string): number {
  return Math.min(...runs.map((run) => run[key] ?? NaN));
}

/** What a browser, a scanner or a web page may send to the port. */
async function sendJunk(origin: string, count: number): Promise<void> {
  let left = count;
  await Promise.all(Array.from({ length: JUNK_CONNECTIONS }, async () => {
    while (left-- > 0) {
      const path = ["/favicon.ico", "/auth/callback?code=x&state=wrong", "/"][left % 3];
      await (await fetch(`${origin}${path}`)).body?.cancel();
    }
  }));
}
