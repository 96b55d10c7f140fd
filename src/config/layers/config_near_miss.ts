/**
 * Finds keys that were probably meant for this program but are spelled otherwise. Codex has many more
 * keys than this program reads, so all others are nobody's business here.
 *
 * @module
 */
import type { ConfigValues } from "./config_values.ts";

const TOP_LEVEL_KEYS = [
  "log_dir",
  "forced_login_method",
  "forced_chatgpt_workspace_id",
  "cli_auth_credentials_store",
  "features",
  "model_provider",
  "model_providers",
];
const FEATURES = ["respect_system_proxy", "secret_auth_storage"];
/** Typing errors that a name may hold; with three, `mcp_oauth_credentials_store` would be one. */
const TOLERATED_EDITS = 2;

/** A key that nothing reads. */
export interface UnreadKey {
  /** With its table, as in `features.name`. */
  readonly key: string;
  /** Where it stands: a file's path, or `-c` and the key. */
  readonly source: string;
  /** The key that was probably meant; `undefined` for one that is far from all. */
  readonly meant: string | undefined;
}

/** One sentence for each near miss, with the right name. */
export function nearMisses(values: ConfigValues): string[] {
  return unreadKeys(values).flatMap(({ key, source, meant }) =>
    meant === undefined
      ? []
      : [`${source}: ${JSON.stringify(key)} is not read; did you mean ${meant}?`]
  );
}

/** Every key that nothing reads, at the top and below `features`. */
export function unreadKeys(values: ConfigValues): UnreadKey[] {
  return [
    ...unread(values.keysBelow(), TOP_LEVEL_KEYS, ""),
    ...unread(values.keysBelow("features"), FEATURES, "features."),
  ];
}

function unread(keys: Map<string, string>, known: readonly string[], prefix: string): UnreadKey[] {
  return [...keys].filter(([key]) => !known.includes(key)).map(([key, source]) => {
    const meant = nearestKey(key, known);
    return { key: prefix + key, source, meant: meant === undefined ? undefined : prefix + meant };
  });
}

/** The known key that `key` is a misspelling of; `undefined` for a known key and for a far one. */
export function nearestKey(key: string, known: readonly string[]): string | undefined {
  if (known.includes(key)) return undefined;
  const spelled = plain(key);
  return known
    .filter((name) => Math.abs(plain(name).length - spelled.length) <= TOLERATED_EDITS)
    .map((name) => ({ name, edits: editDistance(spelled, plain(name)) }))
    .filter(({ edits }) => edits <= TOLERATED_EDITS)
    .sort((a, b) => a.edits - b.edits)[0]?.name;
}

/** Case and what stands between the words are no difference that anybody means. */
function plain(key: string): string {
  return key.replace(/[^a-z0-9]/gi, "").toLowerCase();
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= from.length; row++) {
    const costs = [row];
    rows.push(costs);
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      costs.push(Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (isSame ? 0 : 1),
        isSwap ? at(row - 2, column - 2) + 1 : Infinity,
      ));
    }
  }
  return at(from.length, to.length);
}
