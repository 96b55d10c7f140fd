/** What the bench shows, and beside what. @module */
import type { Run } from "./runs.ts";
import type { Row } from "./table.ts";

/** The runs of every program, in the same order. */
export type Runs = Record<
  | "empty"
  | "server"
  | "serverAndWorker"
  | "own"
  | "ownEnd"
  | "ownTls"
  | "codex"
  | "codexEnd"
  | "codexTls"
  | "ownLogged"
  | "other"
  | "otherTls",
  Run[]
>;

/** Commands that ask nobody, and what codex calls them, where it has them. */
export const COMMANDS: readonly (readonly [own: string, codex?: string])[] = [
  ["--version", "--version"],
  ["status", "login status"],
  ["logout", "logout"],
  ["doctor --offline"],
  ["logs --last"],
];

/** The runs of the commands, ours and codex's, in the order of {@linkcode COMMANDS}. */
export type CommandRuns = readonly { readonly own: Run[]; readonly codex: Run[] }[];

/** The rows of the commands. */
export function rowsOfCommands(runs: CommandRuns): Row[] {
  const exits = (of: readonly Run[] | undefined) => (of ?? []).map(({ exit }) => exit ?? NaN);
  return COMMANDS.flatMap(([own, codex = ""], i): Row[] => [
    {
      what: `codex-login ${own}, spawn to exit`,
      unit: "ms",
      values: exits(runs[i]?.own),
      reference: { name: `codex ${codex}`, values: exits(runs[i]?.codex) },
    },
    { what: `codex ${codex}, spawn to exit`, unit: "ms", values: exits(runs[i]?.codex) },
  ]).filter(({ values }) => values.length > 0);
}

/** The rows of the table; those of codex only where it ran. */
export function rowsOf(runs: Runs): Row[] {
  const values = (name: keyof Runs, key: string) => runs[name].map((run) => run[key] ?? NaN);
  const ms = "ms", MB = "MB";
  const floor = { name: "the empty program", values: values("empty", "exit") };
  const codex = (key: string) => ({ name: "codex login", values: values("codex", key) });
  const appServer = (key: string) => ({
    name: "codex app-server",
    values: values("codexEnd", key),
  });
  const other = (run: "other" | "otherTls", key: string, what: string, unit: Row["unit"]): Row => ({
    what: `  the other executable${what}`,
    unit,
    values: values(run, key),
    reference: { name: "codex-login", values: values(run === "other" ? "own" : "ownTls", key) },
  });
  const accept = values("own", "accept");
  const rows: Row[] = [
    { what: "empty program, spawn to exit", unit: ms, values: floor.values },
    { what: "bare Deno.serve, spawn to accept", unit: ms, values: values("server", "accept") },
    { what: "codex-login, spawn to accept", unit: ms, values: accept, reference: floor },
    {
      what: "  beside the bare server",
      unit: ms,
      values: accept,
      reference: { name: "the bare server", values: values("server", "accept") },
    },
    { what: "  beside codex", unit: ms, values: accept, reference: codex("accept") },
    other("other", "accept", ", spawn to accept", ms),
    other("other", "url", ", spawn to URL", ms),
    { what: "codex login, spawn to accept", unit: ms, values: values("codex", "accept") },
    {
      what: "codex-login, spawn to URL",
      unit: ms,
      values: values("own", "url"),
      reference: codex("url"),
    },
    { what: "codex login, spawn to URL", unit: ms, values: values("codex", "url") },
    {
      what: "codex-login, callback to redirect (all is saved)",
      unit: ms,
      values: values("ownEnd", "redirect"),
      reference: appServer("redirect"),
    },
    {
      what: "codex app-server, callback to redirect",
      unit: ms,
      values: values("codexEnd", "redirect"),
    },
    {
      what: "codex-login, callback to exit",
      unit: ms,
      values: values("ownEnd", "callback"),
      reference: appServer("callback"),
    },
    {
      what: "codex app-server, callback to completed",
      unit: ms,
      values: values("codexEnd", "callback"),
    },
    ...(["redirect", "callback"] as const).flatMap((end) => [
      {
        what: `codex-login over TLS, callback to ${end === "redirect" ? end : "exit"}`,
        unit: ms,
        values: values("ownTls", end),
        reference: { name: "codex app-server", values: values("codexTls", end) },
      } as const,
      {
        what: `codex app-server over TLS, callback to ${end === "redirect" ? end : "completed"}`,
        unit: ms,
        values: values("codexTls", end),
      } as const,
    ]),
    other("otherTls", "redirect", " over TLS, callback to redirect", ms),
    other("otherTls", "callback", " over TLS, callback to exit", ms),
    other("other", "waiting", ", peak RSS waiting", MB),
    { what: "bare Deno.serve, peak RSS", unit: MB, values: values("server", "waiting") },
    {
      what: "  with an idle worker",
      unit: MB,
      values: values("serverAndWorker", "waiting"),
      reference: codex("waiting"),
    },
    {
      what: "codex-login, peak RSS waiting",
      unit: MB,
      values: values("own", "waiting"),
      reference: codex("waiting"),
    },
    { what: "codex login, peak RSS waiting", unit: MB, values: values("codex", "waiting") },
    {
      what: "codex-login, peak RSS at the end",
      unit: MB,
      values: values("ownEnd", "end"),
      reference: appServer("end"),
    },
    { what: "codex app-server, peak RSS at the end", unit: MB, values: values("codexEnd", "end") },
  ];
  return rows.filter(({ values, what }) =>
    values.length > 0 && !(what === "  beside codex" && runs.codex.length === 0)
  );
}
