/** The names that {@linkcode parseArgs} was told, each known by its aliases too. @module */

/** What one argument can mean. */
export type Value = string | number | boolean;

interface NameLists {
  boolean?: string | readonly string[];
  string?: string | readonly string[];
  collect?: string | readonly string[];
  negatable?: string | readonly string[];
  alias?: Readonly<Record<string, string | readonly string[]>>;
  default?: Readonly<Record<string, unknown>>;
}

/** Which option is of which kind. */
export class ArgumentNames {
  readonly booleans: ReadonlySet<string>;
  readonly strings: ReadonlySet<string>;
  readonly collected: ReadonlySet<string>;
  readonly negatable: ReadonlySet<string>;
  readonly #aliases = new Map<string, readonly string[]>();
  readonly #defaults: Readonly<Record<string, unknown>>;

  constructor(lists: NameLists) {
    for (const [name, aliases] of Object.entries(lists.alias ?? {})) {
      const family = [name, ...list(aliases)];
      for (const each of family) this.#aliases.set(each, family);
    }
    this.booleans = this.#expand(lists.boolean);
    this.strings = this.#expand(lists.string);
    this.collected = this.#expand(lists.collect);
    this.negatable = this.#expand(lists.negatable);
    this.#defaults = lists.default ?? {};
  }

  /** Whether the caller named this option, so that `unknown` is not asked about it. */
  isKnown(name: string): boolean {
    return this.booleans.has(name) || this.strings.has(name) || this.#aliases.has(name);
  }

  /** Whether the option stands without a value. */
  isBoolean(name: string): boolean {
    return this.booleans.has(name);
  }

  /** The option's own name and every other name that it has. */
  withAliases(name: string): readonly string[] {
    return this.#aliases.get(name) ?? [name];
  }

  /** Gives the options that were not among the arguments their defaults, false or an empty list. */
  fillMissing(found: Map<string, unknown>): void {
    for (const [name, value] of Object.entries(this.#defaults)) {
      if (found.has(name)) continue;
      for (const each of this.withAliases(name)) found.set(each, value);
    }
    for (const name of this.booleans) {
      if (!found.has(name)) found.set(name, this.collected.has(name) ? [] : false);
    }
    for (const name of this.strings) {
      if (!found.has(name) && this.collected.has(name)) found.set(name, []);
    }
  }

  #expand(names: string | readonly string[] | undefined): ReadonlySet<string> {
    return new Set(list(names).flatMap((name) => this.withAliases(name)));
  }
}

function list(names: string | readonly string[] | undefined): readonly string[] {
  return names === undefined ? [] : typeof names === "string" ? [names] : names;
}
