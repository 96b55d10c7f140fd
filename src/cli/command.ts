/**
 * From `string[]` to a {@linkcode Command}: what was asked for, checked.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import type { LoginOptions } from "../config/config.ts";
import { usageError } from "../errors/errors.ts";
import { type OptionNames, spelledOut, wordsIn } from "./option_spelling.ts";
import { parseSupportCommand } from "./support_command.ts";
import type { SupportCommand } from "../support/support_options.ts";

/** What the command line asks for. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "permissions"; readonly asJson: boolean; readonly options: LoginOptions }
  | SupportCommand
  | { readonly kind: "login"; readonly options: LoginOptions }
  | { readonly kind: "app-server"; readonly options: LoginOptions }
  | AccountCommand;

/** The ways in beside the browser, by their options. */
const WAYS = [
  ["device-auth", "device"],
  ["with-api-key", "api_key"],
  ["with-access-token", "access_token"],
] as const;

const NAMES = {
  values: ["issuer", "client-id", "port", "timeout"],
  repeatable: ["config", "enable", "disable"],
  flags: ["browser", "help", "json", "version", "device-auth", "with-api-key", "with-access-token"],
  aliases: {
    issuer: "experimental_issuer",
    "client-id": "experimental_client-id",
    config: "c",
    help: "h",
    version: "V",
  },
} as const satisfies OptionNames;

const LONGEST_WAIT_SECONDS = 24 * 60 * 60;

/**
 * Parses the arguments. `codex-login`, `codex-login login …` and upstream's spellings are the same.
 *
 * @throws {LoginError} `usage`.
 */
export function parseCommand(args: readonly string[]): Command {
  // What most people type; a parser that is not started is a millisecond less before the port is bound.
  if (args.length === 0) {
    return { kind: "login", options: { openBrowser: true, isJson: false, overrides: [] } };
  }
  const supportCommand = parseSupportCommand(args);
  if (supportCommand) return supportCommand;
  const unknown: string[] = [];
  const parsed = parseArgs(spelledOut(args, NAMES), {
    string: [...NAMES.values, ...NAMES.repeatable],
    boolean: [...NAMES.flags],
    negatable: ["browser"],
    collect: [...NAMES.repeatable],
    default: { browser: true },
    alias: NAMES.aliases,
    unknown(argument, option) {
      if (option !== undefined) unknown.push(argument);
      return option === undefined;
    },
  });
  if (unknown.length > 0) throw usageError(`Unknown option ${show(unknown[0])}. See --help.`);
  if (parsed.help) return { kind: "help" };
  if (parsed.version) return { kind: "version" };
  const words = parsed._.map(String);
  if (words[0] === "help" || (words[0] === "login" && words[1] === "help")) {
    return { kind: "help" };
  }
  const [name, ...tooMany] = nameOf(words);
  if (tooMany.length > 0) throw usageError(`Unknown command ${show(tooMany[0])}. See --help.`);
  const ways = WAYS.filter(([option]) => parsed[option]);
  const isGiven = (option: typeof NOT_TAKEN[CommandName][number]) =>
    option === "browser"
      ? !parsed.browser
      : parsed[option] !== undefined && parsed[option] !== false;
  const foreign = NOT_TAKEN[name].find(isGiven);
  if (foreign) {
    const shown = foreign === "browser" ? "no-browser" : foreign;
    throw usageError(`${name} does not take --${shown}. See --help.`);
  }
  if (ways.length > 1) {
    const options = ways.map(([option]) => `--${option}`).join(" or ");
    throw usageError(`Choose one way to sign in: ${options}.`);
  }
  return command(name, ways[0]?.[1], parsed.json, {
    ...(parsed.issuer === undefined ? {} : { issuer: parsed.issuer }),
    ...(parsed["client-id"] === undefined ? {} : { clientId: parsed["client-id"] }),
    ...(parsed.port === undefined ? {} : { port: readPort(parsed.port) }),
    ...(parsed.timeout === undefined ? {} : { waitLimitSeconds: readSeconds(parsed.timeout) }),
    openBrowser: parsed.browser,
    isJson: parsed.json,
    overrides: [
      ...parsed.config,
      ...parsed.enable.map((name) => `features.${name}=true`),
      ...parsed.disable.map((name) => `features.${name}=false`),
    ],
  });
}

/**
 * Which command the arguments name, also where they cannot be parsed: `permissions` or `doctor`; `login`
 * where none is named. What stands behind an option that takes a value is that value.
 */
export function commandNameIn(args: readonly string[]): CommandName | SupportCommand["kind"] {
  const [first] = args;
  if (first === "logs" || first === "doctor" || first === "report") return first;
  return nameOf(wordsIn(args, NAMES))[0];
}

const LONE_COMMANDS = ["status", "logout", "permissions", "app-server"] as const;
type CommandName = "login" | "status" | "logout" | "permissions" | "app-server";

const SIGN_IN_OPTIONS = [...WAYS.map(([option]) => option), "port", "timeout", "browser"] as const;

/** Whoever writes these there means a sign-in; a logout instead would cost them the old one. */
const NOT_TAKEN = {
  login: [],
  status: SIGN_IN_OPTIONS,
  permissions: SIGN_IN_OPTIONS,
  logout: [...SIGN_IN_OPTIONS, "json"],
  "app-server": [...WAYS.map(([option]) => option), "json"],
} as const satisfies Record<CommandName, readonly string[]>;

/** `status` and `logout` stand alone or, as under `codex`, behind `login` and `codex`' own name. */
function nameOf(words: string[]): [CommandName, ...string[]] {
  const [first, second, ...rest] = words;
  if (first === "login" && second === "status") return ["status", ...rest];
  const name = LONE_COMMANDS.find((command) => command === first);
  if (name) return [name, ...words.slice(1)];
  return ["login", ...words.slice(first === "login" ? 1 : 0)];
}

function command(
  name: CommandName,
  way: typeof WAYS[number][1] | undefined,
  asJson: boolean,
  options: LoginOptions,
): Command {
  if (name === "status" || name === "permissions") return { kind: name, options, asJson };
  if (name === "logout") return { kind: name, options };
  if (name === "app-server") return { kind: name, options };
  return { kind: way ?? "login", options };
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw usageError(`--port takes a port number from 1 to 65535; got ${show(text)}.`);
}

function readSeconds(text: string): number {
  const match = /^(\d{1,7})([smh]?)$/.exec(text);
  const unit = { "": 1, s: 1, m: 60, h: 3600 }[match?.[2] ?? ""] ?? 1;
  const seconds = Number(match?.[1] ?? 0) * unit;
  if (seconds >= 1 && seconds <= LONGEST_WAIT_SECONDS) return seconds;
  throw usageError(
    `--timeout takes seconds, or a number with s, m or h, from 1 s to 24 h; got ${show(text)}.`,
  );
}

function show(text: string | undefined): string {
  return JSON.stringify(text ?? "");
}

/** What one of these commands was asked to do. */
export type AccountCommand =
  | { readonly kind: "device" | "api_key" | "access_token"; readonly options: LoginOptions }
  | { readonly kind: "status"; readonly options: LoginOptions; readonly asJson: boolean }
  | { readonly kind: "logout"; readonly options: LoginOptions };
