/**
 * Every command: what it is called, does, takes, and says where it fails. Parsing, help, refusals, the
 * JSON of a failure and the README's table are made of it and of `option_table.ts`.
 *
 * @module
 */
import type { OptionName } from "./option_table.ts";

/** What a command is. */
export interface CommandRow {
  /** Another spelling, as under `codex`. */
  readonly alias?: string;
  /** What people type who know another program. */
  readonly synonym?: string;
  /** A word that may stand behind the name, as help calls it. */
  readonly words?: string;
  /** What it does; with `codex-login` and the name before it, it fits a line of 80 characters. */
  readonly summary: string;
  /** Command lines that people need, each with what it does, in at most 35 characters. */
  readonly examples?: readonly (readonly [line: string, what: string])[];
  /** What it takes; any other option is refused, but for `--help`, `--version` and what is passed over. */
  readonly options: readonly OptionName[];
  /** Help on an option that is about something else here. */
  readonly notes?: Partial<Record<OptionName, string>>;
  /** What the line about a failure begins with; default: `Error`. */
  readonly failed?: string;
  /**
   * What `--json` gives: `lines`, or an object. Here stands what the object holds where the command
   * fails, beside `error`.
   */
  readonly json?: "lines" | Readonly<Record<string, unknown>>;
}

/** Options that change where and as whom one signs in; every command that asks takes them. */
export const CONFIGURATION: readonly OptionName[] = [
  "issuer",
  "client-id",
  "config",
  "enable",
  "disable",
];
const WAITING = ["no-browser", "browser", "port", "timeout", "no-check", "check"] as const;

/** The shells whose command lines `completion` completes; the first where none is named, as under `codex`. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

/** One of them. */
export type Shell = typeof SHELLS[number];

const ROWS = {
  login: {
    summary: "Sign in through the browser; the command where none is named",
    examples: [
      ["codex-login", "Sign in through the browser"],
      ["codex-login --device-auth", "Sign in with a one-time code"],
      ["printenv OPENAI_API_KEY | codex-login --with-api-key", "Keep an API key"],
      ["printenv CODEX_ACCESS_TOKEN | codex-login --with-access-token", "Keep an access token"],
    ],
    options: [
      "device-auth",
      "qr",
      "with-api-key",
      "with-access-token",
      "api-key",
      ...WAITING,
      ...CONFIGURATION,
      "json",
    ],
    notes: { json: "Phases and outcome as JSON Lines on standard output" },
    failed: "Error logging in",
    json: "lines",
  },
  status: {
    alias: "login status",
    synonym: "whoami",
    summary: "Who is signed in, and how; exit code 1 if nobody",
    examples: [["codex-login status --json", "Print it as JSON"]],
    options: ["offline", ...CONFIGURATION, "json"],
    notes: { offline: "Do not ask whose a personal access token is" },
    failed: "Error checking login status",
    json: { logged_in: false, method: null },
  },
  // Whoever writes a sign-in's options at one of these means a sign-in; a logout would cost them the old one.
  logout: {
    summary: "Revoke (at the issuer that gave the token), then delete",
    examples: [["codex-login logout", "Sign out"]],
    options: [...CONFIGURATION, "json"],
    failed: "Error logging out",
    json: { logged_out: false },
  },
  doctor: {
    summary: "Check folders, ports, browser, proxies, certificates, issuer",
    examples: [
      ["codex-login doctor", "Make every check; paste it anywhere"],
      ["codex-login doctor --offline", "Ask nobody over the network"],
    ],
    options: ["offline", "issuer", "config", "json"],
    json: { ok: false, checks: [] },
  },
  report: {
    summary: "Write codex-login-report.html, a file for a support ticket",
    examples: [
      ["codex-login report --online", "Let the doctor ask the network, too"],
      ["codex-login report -o ticket.html --force", "Elsewhere, replacing what is there"],
    ],
    options: ["output", "force", "online", "issuer", "config", "json"],
    json: {},
  },
  logs: {
    summary: "Where the log is, and what it says",
    examples: [
      ["codex-login logs", "Print the log's path"],
      ["codex-login logs --last", "Print the last sign-in"],
      ["codex-login logs --follow --level warn", "Wait for warnings and errors"],
    ],
    options: ["last", "follow", "level", "config"],
  },
  permissions: {
    summary: "What the runtime lets each side of the program do",
    examples: [["codex-login permissions --json", "Print them as JSON"]],
    options: [...CONFIGURATION, "json"],
    json: {},
  },
  "app-server": {
    summary: "Let a program drive the sign-in, by JSON-RPC on stdio",
    examples: [["codex-login app-server", "Started by that program"]],
    options: ["listen", "stdio", "analytics-default-enabled", ...WAITING, ...CONFIGURATION],
  },
  completion: {
    words: SHELLS.join("|"),
    summary: "Print what completes a command line in a shell",
    examples: [
      ["codex-login completion zsh", 'In .zshrc: eval "$(...)"'],
      ["codex-login completion fish", "In config.fish: ... | source"],
    ],
    options: [],
  },
  help: {
    words: "command",
    summary: "Show what a command does and takes",
    examples: [["codex-login help logs", "As: codex-login logs --help"]],
    options: [],
  },
} as const satisfies Record<string, CommandRow>;

/** What a command is called. */
export type CommandName = keyof typeof ROWS;

/** All of them, in the order in which help shows them. */
export const COMMANDS: Readonly<Record<CommandName, CommandRow>> = ROWS;

/** Their names, in that order. */
export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];

/** What is done where no command is named. */
export const DEFAULT_COMMAND: CommandName = "login";
