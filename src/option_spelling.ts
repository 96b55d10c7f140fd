/**
 * Refuses spellings that the argument parser would read as something else: a flag with a value
 * (`--no-browser=1` would open the browser), an option without one, and an option given twice.
 *
 * @module
 */
import { usageError } from "./errors.ts";

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

function checkSpelling(args: readonly string[], names: OptionNames): void {
  const canonical = new Map(
    Object.entries(names.aliases).map(([name, spelling]) => [spelling, name]),
  );
  const seen = new Set<string>();
  for (let index = 0; index < args.length && args[index] !== "--"; index++) {
    const [, spelled, own] = /^(--?[^=]+)(?:=(.*))?$/s.exec(args[index] ?? "") ?? [];
    if (spelled === undefined) continue;
    const bare = spelled.replace(/^--?(?:no-)?/, "");
    const name = canonical.get(bare) ?? bare;
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
