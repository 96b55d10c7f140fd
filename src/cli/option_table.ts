/**
 * Every option, by its long name. Parsing, help and refusals read it; `command_table.ts` says which
 * command takes which.
 *
 * @module
 */

/** What an option is. */
export interface Option {
  /** A `flag` has no value, a `value` one, and a `list` one each time that it is given. */
  readonly kind: "flag" | "value" | "list";
  /** Another spelling: a letter, as in `-c`, or a long one that help does not show. */
  readonly alias?: string;
  /** What help calls the value. */
  readonly value?: string;
  /** Whether a `value` may be left out. */
  readonly isBare?: true;
  /** Codex takes it in front of any command, and no command here needs it: it is taken and passed over. */
  readonly isPassedOver?: true;
  /** Codex has it, and refuses it for what is done here; in its words. */
  readonly refusal?: string;
  /** A line of help, at most 52 characters; one that has none is understood and not shown. */
  readonly help?: string;
  /** The same where help has no room for it: completions and the man page show it. */
  readonly aside?: string;
}

const ROWS = {
  "device-auth": { kind: "flag", help: "Show a code to enter in a browser (--qr: and QR)" },
  qr: { kind: "flag", aside: "Show the code's link as a QR code, too, whatever the terminal" },
  "with-api-key": { kind: "flag", help: "Read an API key from standard input" },
  "with-access-token": { kind: "flag", help: "Read an access token from standard input" },
  // Upstream had it once; a key has no place among arguments, which others can see.
  "api-key": { kind: "value", isBare: true },
  "no-browser": { kind: "flag", help: "Do not open a browser; only show the URL" },
  // Upstream has it too; it says what is so anyway.
  browser: { kind: "flag" },
  "no-check": { kind: "flag", help: "Do not try ahead whether the issuer answers" },
  // For an issuer on loopback, where it is not done by itself.
  check: { kind: "flag" },
  port: {
    kind: "value",
    value: "<N>",
    help: "Listen on this port alone (default: 1455, then 1457)",
  },
  timeout: {
    kind: "value",
    value: "<TIME>",
    help: "How long to wait: 90, 90s, 15m, 1h (default: 15m)",
  },
  last: { kind: "flag", help: "Print the last sign-in" },
  follow: { kind: "flag", help: "Go on with what is written from now on" },
  level: {
    kind: "value",
    value: "<LEVEL>",
    help: "Only lines so severe: error, warn, info, debug",
  },
  output: { kind: "value", alias: "o", value: "<FILE>", help: "Write to FILE" },
  force: { kind: "flag", help: "Replace a file that is there" },
  online: { kind: "flag", help: "Let the doctor ask the network, too" },
  offline: { kind: "flag", help: "Leave out the network" },
  issuer: {
    kind: "value",
    alias: "experimental_issuer",
    value: "<URL>",
    help: "Authorization server (https://auth.openai.com)",
  },
  "client-id": {
    kind: "value",
    alias: "experimental_client-id",
    value: "<ID>",
    help: "OAuth client",
  },
  config: {
    kind: "list",
    alias: "c",
    value: "<key=value>",
    help: "Override config.toml, as in -c log_dir=/tmp/logs",
  },
  enable: {
    kind: "list",
    value: "<FEATURE>",
    help: "As -c features.<FEATURE>=true (false: --disable)",
  },
  disable: { kind: "list", value: "<FEATURE>" },
  // An app-server serves on standard input and output, and sends no analytics: these say what is so anyway.
  listen: { kind: "value" },
  stdio: { kind: "flag" },
  "analytics-default-enabled": { kind: "flag" },
  json: { kind: "flag", help: "Print JSON" },
  help: { kind: "flag", alias: "h", help: "Show this help" },
  version: { kind: "flag", alias: "V", help: "Show the version" },

  model: { kind: "value", alias: "m", isPassedOver: true },
  oss: { kind: "flag", isPassedOver: true },
  "local-provider": { kind: "value", isPassedOver: true },
  sandbox: { kind: "value", alias: "s", isPassedOver: true },
  "ask-for-approval": { kind: "value", alias: "a", isPassedOver: true },
  "approve-for-me": { kind: "flag", isPassedOver: true },
  "dangerously-bypass-approvals-and-sandbox": { kind: "flag", alias: "yolo", isPassedOver: true },
  "dangerously-bypass-hook-trust": { kind: "flag", isPassedOver: true },
  // Which project's settings count is decided by the working directory, there as here.
  cd: { kind: "value", alias: "C", isPassedOver: true },
  "add-dir": { kind: "list", isPassedOver: true },
  image: { kind: "list", alias: "i", isPassedOver: true },
  search: { kind: "flag", isPassedOver: true },
  "no-alt-screen": { kind: "flag", isPassedOver: true },
  "no-daemon": { kind: "flag", isPassedOver: true },

  profile: { kind: "value", alias: "p", refusal: "only applies to runtime commands of codex" },
  "strict-config": { kind: "flag", refusal: "is not supported for `codex login`" },
  remote: { kind: "value", refusal: "is only supported for interactive TUI commands of codex" },
  "remote-auth-token-env": {
    kind: "value",
    refusal: "is only supported for interactive TUI commands of codex",
  },
  worktree: { kind: "flag", refusal: "supports new interactive sessions of codex" },
} as const satisfies Record<string, Option>;

/** The long name of an option, without its dashes. */
export type OptionName = keyof typeof ROWS;

/** All of them, in the order in which help shows them. */
export const OPTIONS: Readonly<Record<OptionName, Option>> = ROWS;

/** Their names, in that order. */
export const OPTION_NAMES = Object.keys(OPTIONS) as OptionName[];

/** The option that is spelled so, as in `--config` or `-c`; `undefined` where there is none. */
export function findOption(spelled: string): OptionName | undefined {
  const [, dashes, name] = /^(--?)(.+)$/s.exec(spelled) ?? [];
  if (dashes === "-" && name?.length !== 1) return undefined;
  return OPTION_NAMES.find((option) => option === name || OPTIONS[option].alias === name);
}
