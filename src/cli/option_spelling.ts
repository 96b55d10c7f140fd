/**
 * Refuses spellings that the argument parser would read as something else: a flag with a value
 * (`--no-browser=1` would open the browser), an option without one, and an option given twice.
 *
 * @module
 */
import { usageError } from "../errors/errors.ts";

/** The options of a command, by what they take. */
export interface OptionNames {
  /** They take no value. */
  readonly flags: readonly string[];
  /** They take one value. */
  readonly values: readonly string[];
  /** They take one value each time, and may be given often. */
  readonly repeatable: readonly string[];
  /** Other spellings, by the name that they stand for. */
  readonly aliases: Readonly<Record<string, string>>;
}

/**
 * The arguments as the parser takes them: `-ckey=value`, as upstream has it, becomes two.
 *
 * Checked is what stands before a `--` or a request for help. Names that are not known are left to
 * the parser.
 *
 * @throws {LoginError} `usage`.
 */
export function spelledOut(given: readonly string[], names: OptionNames): string[] {
  const args = given.flatMap((arg) => /^-c[^=-]/.test(arg) ? ["-c", arg.slice(2)] : [arg]);
  checkSpelling(args, names);
  return args;
}

/** What stands among the arguments and is neither an option nor an option's value. Never throws. */
export function wordsIn(args: readonly string[], names: OptionNames): string[] {
  const words: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (arg === "--") return [...words, ...args.slice(index + 1)];
    const option = optionIn(arg, names);
    if (option === undefined) words.push(arg);
    else if (option.own === undefined && takesValue(option.name, names)) index++;
  }
  return words;
}

function takesValue(name: string, { values, repeatable }: OptionNames): boolean {
  return values.includes(name) || repeatable.includes(name);
}

/** The option that an argument begins, by the name that it stands for, and its value behind `=`. */
function optionIn(arg: string, { aliases }: OptionNames) {
  const [, spelled, own] = /^(--?[^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
  if (spelled === undefined) return undefined;
  const bare = spelled.replace(/^--?(?:no-)?/, "");
  const name = Object.entries(aliases).find(([, spelling]) => spelling === bare)?.[0] ?? bare;
  return { spelled, name, own };
}

function checkSpelling(args: readonly string[], names: OptionNames): void {
  const seen = new Set<string>();
  for (let index = 0; index < args.length && args[index] !== "--"; index++) {
    const option = optionIn(args[index] ?? "", names);
    if (option === undefined) continue;
    const { spelled, name, own } = option;
    const isFlag = names.flags.includes(name);
    const isRepeatable = names.repeatable.includes(name);
    if (!isFlag && !isRepeatable && !names.values.includes(name)) continue;
    if (isFlag && own !== undefined) throw usageError(`${spelled} takes no value. See --help.`);
    if (name === "help" || name === "version") return;
    if (seen.has(name) && !isRepeatable) {
      throw usageError(`${spelled} cannot be given more than once.`);
    }
    seen.add(name);
    if (isFlag) continue;
    const value = own ?? args[++index];
    if (!value || (own === undefined && value.startsWith("-"))) {
      const got = value ? `; got ${JSON.stringify(value)}` : "";
      throw usageError(`${spelled} needs a value${got}. See --help.`);
    }
  }
}
