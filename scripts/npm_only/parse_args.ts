/**
 * Stand-in for `@std/cli/parse-args`: Node's tokenizer splits the arguments, the rules of @std give them
 * their meaning. Left out, since nothing here uses it: dotted names, `-n5x`, `boolean: true`.
 * @module
 */
import { parseArgs as tokenize } from "node:util";
import { ArgumentNames, type Value } from "./argument_names.ts";
import type { Args, ParseOptions } from "./parse_args_types.ts";

export type { Args, ParseOptions };

/** Parses arguments such as `--x=v`, `--x v`, `-c v`, `-c=v`, `-n5` and `--`, as @std/cli does. */
export function parseArgs<
  TBooleans extends string = never,
  TStrings extends string = never,
  TCollectable extends string = never,
  TNegatable extends string = never,
  const TDefaults extends Record<string, unknown> = Record<never, never>,
  const TAliases extends Record<string, string | readonly string[]> = Record<never, never>,
>(
  args: string[],
  options: ParseOptions<TBooleans, TStrings, TCollectable, TNegatable, TDefaults, TAliases> = {},
): Args<TBooleans, TStrings, TCollectable, TNegatable, TDefaults, TAliases> {
  const names = new ArgumentNames(options);
  const found = new Map<string, unknown>();
  const positionals: Array<string | number> = [];
  const asPositional = (arg: string) => names.strings.has("_") ? arg : numberIfNumeric(arg);

  function set(name: string, value: Value, arg: string, collectable = true): void {
    if (!names.isKnown(name) && options.unknown?.(arg, name, value) === false) return;
    const kept = typeof value === "string" && !names.strings.has(name)
      ? numberIfNumeric(value)
      : value;
    for (const each of names.withAliases(name)) {
      const before = found.get(each);
      found.set(
        each,
        collectable && names.collected.has(each)
          ? [...(Array.isArray(before) ? before : []), kept]
          : kept,
      );
    }
  }

  const { tokens } = tokenize({ args, strict: false, allowPositionals: true, tokens: true });
  const end = tokens.find((token) => token.kind === "option-terminator")?.index ?? args.length;
  let done = -1; // The index of the last argument that has had its meaning.

  /** The value for an option without one of its own: the next argument, where it can be that. */
  function takeNext(name: string, cannotBeValue: RegExp): Value {
    const next = done + 1 < end ? args[done + 1] : undefined;
    const takesAny = next !== undefined && !names.isBoolean(name) && !cannotBeValue.test(next);
    if (next && (takesAny || next === "true" || next === "false")) {
      done++;
      return takesAny ? next : next === "true";
    }
    return names.strings.has(name) ? "" : true;
  }

  for (const token of tokens) {
    if (token.index <= done || token.index >= end) continue;
    const arg = args[done = token.index]!;
    if (token.kind === "positional") {
      if (options.unknown?.(arg) !== false) positionals.push(asPositional(arg));
      if (options.stopEarly) {
        positionals.push(...args.slice(done + 1, end));
        break;
      }
    } else if (arg.startsWith("--")) {
      const { negated, name, value } = LONG.exec(arg)!.groups!;
      if (value !== undefined) {
        set(name!, names.booleans.has(name!) ? value !== "false" : value, arg);
      } else if (negated && names.negatable.has(name!)) {
        set(name!, false, arg, false);
      } else {
        const whole = `${negated ?? ""}${name}`;
        set(whole, takeNext(whole, /^-/), arg);
      }
    } else {
      const own = /^-([a-z])(?:=(.+)|(-?\d+))$/is.exec(arg);
      if (own) {
        set(own[1]!, own[2] ?? own[3]!, arg);
        continue;
      }
      const letters = arg.slice(1);
      for (const letter of letters.slice(0, -1)) {
        set(letter, names.strings.has(letter) ? "" : true, arg);
      }
      const last = letters.at(-1)!;
      set(last, takeNext(last, /^--?[^-]/), arg);
    }
  }

  positionals.push(...args.slice(end + 1));
  names.fillMissing(found);
  return Object.assign(Object.fromEntries(found), { _: positionals }) as Args<
    TBooleans,
    TStrings,
    TCollectable,
    TNegatable,
    TDefaults,
    TAliases
  >;
}

// An empty value is none: `--x=` names an option "x=", as in @std.
const LONG = /^--(?<negated>no-)?(?<name>.+?)(?:=(?<value>.+?))?$/s;

function numberIfNumeric(text: string): string | number {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
