/**
 * What `--help` and `help` say, made of the tables.
 *
 * @module
 */
import {
  COMMAND_NAMES,
  type CommandName,
  COMMANDS,
  CONFIGURATION,
  DEFAULT_COMMAND,
} from "./command_table.ts";
import { OPTIONS } from "./option_table.ts";

/** What the overview ends with: the environment, the files, the exit codes. */
export const HELP_FOOT = `
Environment, or .env in CODEX_HOME (but for CODEX_...):
  CODEX_HOME                                    Folder of auth.json, config.toml
  CODEX_CA_CERTIFICATE, SSL_CERT_FILE           PEM file of certificates to add
  HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY  http, https, socks5, socks5h URL
  BROWSER, RUST_LOG                             Opener; log level (off to trace)

Files: auth.json and log/codex-login.log in CODEX_HOME (default: ~/.codex).
Exit codes: 0 done, 1 failed or not signed in, 2 bad option, 130 Ctrl-C.`;

/** Behind `Usage: ` it fits a terminal. */
const LONGEST_USAGE = 73;
/** Where second columns begin. */
const WIDTHS = { commands: 14, examples: 45, options: 28 };

/** The help on a command, at most 25 lines; without one the overview, at most 40. */
export function helpText(topic?: CommandName): string {
  if (topic === undefined) {
    const names = COMMAND_NAMES.map((name) => [name, COMMANDS[name].summary] as const);
    return [
      "codex-login: sign in to Codex",
      "\nUsage: codex-login [command] [options], codex-login help <command>",
      `\nCommands:\n${columns(names, WIDTHS.commands)}`,
      `\nOptions of ${DEFAULT_COMMAND}:\n${optionLines(DEFAULT_COMMAND)}`,
      HELP_FOOT,
    ].join("\n");
  }
  const { summary, examples = [] } = COMMANDS[topic];
  return [
    `codex-login ${topic}: ${summary}`,
    `\nUsage: ${usageOf(topic)}`,
    ...(examples.length > 0 ? [`\nExamples:\n${columns(examples, WIDTHS.examples)}`] : []),
    `\nOptions:\n${optionLines(topic)}`,
  ].join("\n");
}

/** How a command is typed, with the options that are its own. */
export function usageOf(name: CommandName): string {
  const { alias, words, options } = COMMANDS[name];
  const typed = name === DEFAULT_COMMAND
    ? `[${name}]`
    : (alias ?? name).replace(/^login /, "[login] ");
  const own = options.filter((option) => OPTIONS[option].help && !CONFIGURATION.includes(option));
  const shown = own.map((option) => ["--" + option, ...optional(OPTIONS[option].value)].join(" "));
  const usage = (...end: string[]) =>
    ["codex-login", typed, ...end.map((part) => `[${part}]`)].join(" ");
  const whole = usage(...shown, ...optional(words));
  return name === DEFAULT_COMMAND || whole.length > LONGEST_USAGE ? usage("options") : whole;
}

function optionLines(name: CommandName): string {
  const { options, notes } = COMMANDS[name];
  const shown = [...options, "help", "version"] as const;
  return columns(
    shown.map((option) => {
      const { alias, value, help } = OPTIONS[option];
      const letter = alias?.length === 1 ? `-${alias}, ` : "    ";
      return [
        [`${letter}--${option}`, ...optional(value)].join(" "),
        notes?.[option] ?? help,
      ] as const;
    }),
    WIDTHS.options,
  );
}

/** A row without a second column is not shown; one whose first is too long for it stands alone. */
function columns(rows: readonly (readonly [string, string | undefined])[], width: number): string {
  return rows.filter(([, right]) => right)
    .map(([left, right]) =>
      left.length + 3 > width ? `  ${left}` : `  ${left}`.padEnd(width) + right
    )
    .join("\n");
}

function optional(text: string | undefined): string[] {
  return text === undefined ? [] : [text];
}
