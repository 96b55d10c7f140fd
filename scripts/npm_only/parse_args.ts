/**
 * Stand-in for `@std/cli/parse-args`, with the options that this program gives it and the meaning that
 * version 1.0.32 gives to arguments. Left out, since nothing here uses it: defaults, negation,
 * dotted names, and a value that stands right behind its letter (`-n5`).
 * @module
 */

/** What {@linkcode parseArgs} is to expect. */
export interface ParseOptions {
  /** Options that are on or off. */
  boolean?: readonly string[];
  /** Options whose value stays text, even where it looks like a number. */
  string?: readonly string[];
  /** Options that may be repeated, as a list; of any other the last one counts. */
  collect?: readonly string[];
  /** Another name of an option. */
  alias?: Readonly<Record<string, string>>;
  /** Asked about each argument that no list names; `false` leaves it out of the result. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** The parsed arguments by name, and the positional ones as `_`. */
export type Args = Record<string, unknown> & { _: Array<string | number> };

/** Parses arguments such as `--x=v`, `--x v`, `-c v`, `-c=v`, `-xc` and `--`. */
export function parseArgs(
  args: readonly string[],
  { boolean = [], string = [], collect = [], alias = {}, unknown }: ParseOptions = {},
): Args {
  const others = new Map(
    Object.entries(alias).flatMap(([name, other]) => [[name, other], [other, name]] as const),
  );
  const namesOf = (name: string) => {
    const other = others.get(name);
    return other === undefined ? [name] : [name, other];
  };
  const [booleans, strings, collected] = [boolean, string, collect]
    .map((names) => new Set(names.flatMap(namesOf))) as [Set<string>, Set<string>, Set<string>];
  const found: Args = { _: [] };

  function set(arg: string, option: string, value: string | boolean): void {
    const isKnown = [booleans, strings, collected].some((names) => names.has(option)) ||
      namesOf(option).length > 1;
    if (!isKnown && unknown?.(arg, option, value) === false) return;
    const kept = typeof value === "string" && !strings.has(option) ? numberOr(value) : value;
    for (const name of namesOf(option)) {
      if (name === "__proto__" || name === "constructor" && !Object.hasOwn(found, name)) continue;
      const before = found[name];
      const list = Array.isArray(before) ? before : [];
      found[name] = collected.has(name) ? [...list, kept] : kept;
    }
  }

  const end = args.includes("--") ? args.indexOf("--") : args.length;
  for (let index = 0; index < end; index++) {
    const arg = args[index]!;
    const next = args.slice(0, end)[index + 1];

    /** The value for an option without one of its own: the next argument, where it can be that. */
    const setWithNext = (name: string, cannotBeValue: RegExp) => {
      const takesAny = !booleans.has(name) && next && !cannotBeValue.test(next);
      const taken = takesAny ? next : next === "true" || next === "false" ? next === "true" : null;
      if (taken !== null) index++;
      set(arg, name, taken ?? (strings.has(name) ? "" : true));
    };

    const long = /^--(no-)?(.+?)(?:=(.*))?$/s.exec(arg);
    const short = /^-(.)=(.*)$/s.exec(arg);
    if (long) {
      const [, negation = "", name = "", value] = long;
      if (value === undefined) setWithNext(negation + name, /^-/);
      else set(arg, name, booleans.has(name) ? value !== "false" : value);
    } else if (short) set(arg, short[1]!, short[2]!);
    else if (/^-./s.test(arg)) {
      const letters = [...arg.slice(1)];
      const last = letters.pop()!;
      for (const letter of letters) set(arg, letter, strings.has(letter) ? "" : true);
      setWithNext(last, /^--?[^-]/);
    } else if (unknown?.(arg) !== false) found._.push(numberOr(arg));
  }
  found._.push(...args.slice(end + 1));

  for (const name of [...booleans, ...strings]) {
    if (Object.hasOwn(found, name)) continue;
    if (collected.has(name)) found[name] = [];
    else if (booleans.has(name)) found[name] = false;
  }
  return found;
}

function numberOr(text: string): string | number {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
