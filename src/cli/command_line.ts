/**
 * From `string[]` to options and words, as `option_table.ts` has them.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { usageError } from "../errors/errors.ts";
import { findOption, OPTION_NAMES, type OptionName, OPTIONS } from "./option_table.ts";
import { didYouMean } from "./suggestion.ts";

/** What stands on a command line. */
export interface CommandLine {
  has(option: OptionName): boolean;
  /** What was given as its value, each time. */
  values(option: OptionName): readonly string[];
  /** What is neither an option nor an option's value. */
  readonly words: readonly string[];
}

/** Reads what can be read, also of arguments that are to be refused; never throws. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const isFlag = (option: OptionName) => OPTIONS[option].kind === "flag";
  const aliases = OPTION_NAMES.map((option) => [option, OPTIONS[option].alias]);
  const parsed: Record<string, unknown> = parseArgs(withLettersApart(args), {
    boolean: OPTION_NAMES.filter(isFlag),
    string: OPTION_NAMES.filter((option) => !isFlag(option)),
    collect: OPTION_NAMES,
    alias: Object.fromEntries(aliases.filter(([, alias]) => alias)),
    // Words stay; an option that is not known must not become a part of one that is.
    unknown: (_, option) => option === undefined,
  });
  const given = (name: string) => parsed[name] as (string | boolean)[];
  return {
    has: (option) => given(option).some((value) => value !== false),
    values: (option) => given(option).map(String),
    words: given("_").map(String),
  };
}

/**
 * Refuses what the parser would read as something else: an option that is not known, a flag with a value
 * and an option without one. Checked is what stands before a `--` or a request for help.
 *
 * @throws {LoginError} `usage`.
 */
export function refuseMisspelt(given: readonly string[]): void {
  const args = withLettersApart(given);
  for (const [index, arg] of args.entries()) {
    const [, spelled, own] = /^(--?[^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (arg === "--") return;
    if (spelled === undefined) continue;
    const name = findOption(spelled);
    if (name === undefined) {
      const known = OPTION_NAMES.filter((option) => OPTIONS[option].help).map((option) =>
        `--${option}`
      );
      throw usageError(
        `Unknown option ${JSON.stringify(arg)}${didYouMean(spelled, known)} See --help.`,
      );
    }
    const isFlag = OPTIONS[name].kind === "flag";
    if (isFlag && own !== undefined) throw usageError(`${spelled} takes no value. See --help.`);
    if (name === "help" || name === "version") return;
    const value = own ?? args[index + 1];
    if (
      isFlag || OPTIONS[name].isBare || (value && (own !== undefined || !value.startsWith("-")))
    ) continue;
    throw usageError(
      `${spelled} needs a value${value ? `; got ${JSON.stringify(value)}` : ""}. See --help.`,
    );
  }
}

/** `-ckey=value`, as upstream has it, becomes two arguments; `-port` lacks a dash. */
function withLettersApart(args: readonly string[]): string[] {
  return args.flatMap((arg) => {
    const [, letter = "", value = ""] = /^(-\w)([^=-].*)$/s.exec(arg) ?? [];
    const option = findOption(`-${arg}`) ? undefined : findOption(letter);
    return option && OPTIONS[option].kind !== "flag" ? [letter, value] : [arg];
  });
}
