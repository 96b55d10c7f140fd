/**
 * From `string[]` to a {@linkcode Command}: what was asked for, checked against the tables.
 *
 * @module
 */
import {
  COMMAND_NAMES,
  type CommandName,
  COMMANDS,
  DEFAULT_COMMAND,
  type Shell,
  SHELLS,
} from "./command_table.ts";
import { isFeature } from "./feature_names.ts";
import type { Config } from "../config/config.ts";
import { methodDisabledError, usageError } from "../errors/errors.ts";
import { type CommandLine, readCommandLine, refuseMisspelt } from "./command_line.ts";
import { OPTION_NAMES, OPTIONS } from "./option_table.ts";
import { readLevel, readPort, readSeconds, readShell } from "./option_values.ts";
import { didYouMean } from "./suggestion.ts";
import type { SupportCommand } from "../support/support_options.ts";
import type { Voice } from "./telling.ts";
import type { LoginOptions } from "../config/login_options.ts";

/** A command that signs in or out, or says who is signed in. */
export interface AccountCommand {
  readonly kind: "device" | "api_key" | "access_token" | "status" | "logout";
  readonly options: LoginOptions;
  /** Where it was read already. */
  readonly config?: Config;
}

/** What the command line asks for. */
export type Command =
  | { readonly kind: "help"; readonly topic?: CommandName }
  | { readonly kind: "version"; readonly isJson: boolean }
  | { readonly kind: "completion"; readonly shell: Shell }
  | { readonly kind: "login"; readonly options: LoginOptions }
  | { readonly kind: "permissions" | "app-server"; readonly options: LoginOptions }
  | AccountCommand
  | SupportCommand;

/** The ways in beside the browser, by their options; the first wins, as with codex. */
const WAYS = [
  ["device-auth", "device"],
  ["with-api-key", "api_key"],
  ["with-access-token", "access_token"],
] as const;

/** How an app-server is talked to. */
const STDIO = "stdio://";

const API_KEY_FLAG = "The --api-key flag is no longer supported. Pipe the key instead, e.g. " +
  "`printenv OPENAI_API_KEY | codex-login --with-api-key`.";

/**
 * Parses the arguments. `codex-login`, `codex-login login …` and upstream's spellings are the same.
 *
 * @throws {LoginError} `usage`.
 */
export function parseCommand(
  args: readonly string[],
  line: CommandLine = readCommandLine(args),
): Command {
  refuseMisspelt(args);
  const { has, values, words } = line;
  const [name, ...rest] = nameOf(words);
  if (name === "help" || rest[0] === "help" || has("help")) {
    return helpOn(words.filter((word) => word !== "help" && word !== "version"));
  }
  if (has("version") || words.join() === "version") return { kind: "version", isJson: has("json") };
  const shell = name === "completion" ? readShell(rest.shift()) : SHELLS[0];
  refuseWords(rest);
  refuseOptions(name, line);
  const overrides = [
    ...values("config"),
    ...values("enable").map((feature) => `features.${feature}=true`),
    ...values("disable").map((feature) => `features.${feature}=false`),
  ];
  const [issuer] = values("issuer");
  const isJson = has("json");
  switch (name) {
    case "logs": {
      const level = read(values("level"), readLevel);
      return {
        kind: name,
        options: { overrides, isLastOnly: has("last"), isFollowing: has("follow"), level },
      };
    }
    case "completion":
      return { kind: name, shell };
    case "doctor":
      return { kind: name, options: { overrides, issuer, isJson, isOffline: has("offline") } };
    case "report": {
      const [output] = values("output");
      const more = { output, isForced: has("force"), isOnline: has("online") };
      return { kind: name, options: { overrides, issuer, isJson, ...more } };
    }
  }
  const options: LoginOptions = {
    issuer,
    clientId: values("client-id")[0],
    port: read(values("port"), readPort),
    waitLimitSeconds: read(values("timeout"), readSeconds),
    openBrowser: !has("no-browser"),
    hasCheck: has("no-check") ? false : has("check") || undefined,
    isJson,
    ...(has("qr") && { hasQr: true }),
    ...(has("offline") && { isOffline: true }),
    overrides,
  };
  const way = WAYS.find(([option]) => has(option))?.[1];
  return { kind: name === "login" ? way ?? name : name, options };
}

/** Refuses what the command does not take, what comes too often, and what excludes something else. */
function refuseOptions(name: CommandName, { has, values }: CommandLine): void {
  const foreign = OPTION_NAMES.find((option) =>
    has(option) && !OPTIONS[option].isPassedOver && !COMMANDS[name].options.includes(option)
  );
  if (foreign) {
    const { refusal } = OPTIONS[foreign];
    throw usageError(
      refusal ? `--${foreign} ${refusal}.` : `${name} does not take --${foreign}. See --help.`,
    );
  }
  const repeated = OPTION_NAMES.find((option) =>
    values(option).length > 1 && OPTIONS[option].kind !== "list"
  );
  if (repeated) throw usageError(`--${repeated} cannot be given more than once.`);
  const [way, another] = WAYS.filter(([option]) => has(option));
  const isDevice = way?.[1] === "device";
  if (has("api-key") && !isDevice) throw methodDisabledError(API_KEY_FLAG);
  if (way && another && !isDevice) {
    throw usageError(`Choose one way to sign in: --${way[0]} or --${another[0]}.`);
  }
  const foreignFeature = [...values("enable"), ...values("disable")].find((name) =>
    !isFeature(name)
  );
  if (foreignFeature) throw usageError(`Unknown feature flag: ${foreignFeature}`);
  if (has("stdio") && has("listen")) throw usageError("--stdio cannot be used with --listen.");
  const [listen = STDIO] = values("listen");
  if (listen !== STDIO) {
    throw usageError(`--listen takes ${STDIO} alone; got ${JSON.stringify(listen)}.`);
  }
}

/** Reads the arguments once for both: to read them takes two milliseconds at a start. */
export function readArguments(args: readonly string[]): {
  /** How the command that they name speaks of itself, also where they cannot be parsed. */
  readonly voice: Voice;
  /** @throws {LoginError} `usage`, as {@linkcode parseCommand}. */
  parse(): Command;
} {
  const line = readCommandLine(args);
  return { voice: voiceOf(args, line), parse: () => parseCommand(args, line) };
}

function voiceOf(args: readonly string[], { has, words }: CommandLine): Voice {
  const { failed = "Error", json } = COMMANDS[nameOf(words)[0]];
  return {
    failed: has("with-access-token") && !has("device-auth")
      ? "Error logging in with access token"
      : failed,
    json: args.includes("--json") ? json : undefined,
  };
}

/** The command that the words begin with, and what stands behind it. */
function nameOf(words: readonly string[]): [CommandName, ...string[]] {
  const two = words.slice(0, 2).join(" ");
  const aliased = COMMAND_NAMES.find((name) => COMMANDS[name].alias === two);
  if (aliased) return [aliased, ...words.slice(2)];
  const name = COMMAND_NAMES.find((name) => [name, COMMANDS[name].synonym].includes(words[0]));
  return name ? [name, ...words.slice(1)] : [DEFAULT_COMMAND, ...words];
}

function helpOn(words: readonly string[]): Command {
  const [topic, ...rest] = nameOf(words);
  refuseWords(COMMANDS[topic].words ? rest.slice(1) : rest);
  return words.length === 0 ? { kind: "help" } : { kind: "help", topic };
}

function refuseWords([word]: readonly string[]): void {
  if (word === undefined) return;
  throw usageError(
    `Unknown command ${JSON.stringify(word)}${
      didYouMean(word, [...COMMAND_NAMES, "version", "whoami"])
    } See --help.`,
  );
}

function read<T>([text]: readonly string[], parse: (text: string) => T): T | undefined {
  return text === undefined ? undefined : parse(text);
}
