/** What a log at `trace` says of time. @module */
import type { Run } from "./runs.ts";
import type { Row } from "./table.ts";

/** What happens on the way to a sign-in, by its words in the log. */
const MARKS = [
  "starting browser login flow",
  "login callback port is bound",
  "authorize request made",
  "exchange side is ready",
];

/** When each mark was passed, in ms since `startedAtMs` (of the epoch), and how long each phase took. */
export function marksIn(log: string, startedAtMs: number): Run {
  const run: Run = {};
  for (const line of log.split("\n")) {
    const [, time = "", words = ""] = /^(\S+Z) +[A-Z]+ [\w:]+: (.*)$/.exec(line) ?? [];
    const mark = MARKS.find((mark) => words.startsWith(mark));
    if (mark !== undefined) run[`mark ${mark}`] = Date.parse(time) - startedAtMs;
    const [, phase, duration] = /^phase ended phase=(\w+) duration_ms=(\d+)/.exec(words) ?? [];
    if (phase !== undefined) run[`phase ${phase}`] = Number(duration);
  }
  return run;
}

/** A row for each mark and each phase, with its share of all but the wait for a person. */
export function rowsOfMarks(runs: readonly Run[]): Row[] {
  const keys = [...new Set(runs.flatMap((run) => Object.keys(run)))];
  const values = (key: string) => runs.map((run) => run[key] ?? NaN);
  const phases = keys.filter((key) => /^phase (?!wait)/.test(key));
  const all = runs.map((run) => phases.reduce((sum, key) => sum + (run[key] ?? 0), 0));
  return [
    ...keys.filter((key) => key.startsWith("mark ")).map((key) => (
      { what: `spawn to "${key.slice("mark ".length)}"`, unit: "ms", values: values(key) } as const
    )),
    ...phases.map((key) => ({
      what: key,
      unit: "ms",
      values: values(key),
      reference: { name: "all phases but the wait", values: all },
    } as const)),
  ];
}
