/** What {@linkcode parseArgs} takes and gives, as narrow as @std types it for the options in use. @module */

/** Options of {@linkcode parseArgs}. */
export interface ParseOptions<
  TBooleans extends string,
  TStrings extends string,
  TCollectable extends string,
  TNegatable extends string,
  TDefaults,
  TAliases,
> {
  /** Options that are on or off. */
  boolean?: TBooleans | readonly TBooleans[];
  /** Options whose value stays text, even where it looks like a number. */
  string?: TStrings | readonly TStrings[];
  /** Options that may be repeated, as a list; of any other the last one counts. */
  collect?: TCollectable | readonly TCollectable[];
  /** Options that `--no-<name>` turns off. */
  negatable?: TNegatable | readonly TNegatable[];
  /** Values for options that are not given. */
  default?: TDefaults;
  /** Other names of an option. */
  alias?: TAliases;
  /** Whether everything after the first positional argument is positional too. */
  stopEarly?: boolean;
  /** Asked about each argument that no list names; `false` leaves it out of the result. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** The parsed arguments by name, and the positional ones as `_`. */
export type Args<
  TBooleans extends string,
  TStrings extends string,
  TCollectable extends string,
  TNegatable extends string,
  TDefaults,
  TAliases,
> =
  & Record<string, unknown>
  & WithAliases<
    & { [Name in Exclude<TBooleans, TCollectable | keyof TDefaults>]: boolean }
    & { [Name in Extract<TBooleans, TCollectable>]: boolean[] }
    & {
      [Name in Exclude<TStrings, TCollectable | keyof TDefaults>]?: Text<Name, TNegatable>;
    }
    & { [Name in Extract<TStrings, TCollectable>]: string[] }
    & {
      [Name in Exclude<Extract<TStrings, keyof TDefaults>, TCollectable>]:
        | Text<Name, TNegatable>
        | TDefaults[Name & keyof TDefaults];
    }
    & {
      [Name in Exclude<Extract<TBooleans, keyof TDefaults>, TCollectable>]:
        | boolean
        | TDefaults[Name & keyof TDefaults];
    },
    TAliases
  >
  & { _: Array<string | number> };

type Text<Name, TNegatable> = Name extends TNegatable ? string | false : string;

type WithAliases<Values, TAliases> = {
  [Name in keyof Values as Name | AliasesOf<Name, TAliases>]: Values[Name];
};

type AliasesOf<Name, TAliases> = Name extends keyof TAliases
  ? TAliases[Name] extends string ? TAliases[Name]
  : TAliases[Name] extends readonly string[] ? TAliases[Name][number]
  : never
  : never;
