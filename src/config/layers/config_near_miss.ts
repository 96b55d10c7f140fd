/**
 * Finds keys that were probably meant for this program but are spelled otherwise. Codex has many more
 * keys than this program reads, so all others are nobody's business here.
 *
 * @module
 */
import { isWithinEdits } from "../../base/edit_distance.ts";
import type { ConfigValues } from "./config_values.ts";
import { FEATURES, TOP_LEVEL_KEYS } from "./setting_readers.ts";

/** Typing errors that a name may hold; with three, `mcp_oauth_credentials_store` would be one. */
const TOLERATED_EDITS = [0, 1, 2];

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
  return TOLERATED_EDITS.flatMap((edits) =>
    known.filter((name) => isWithinEdits(edits, spelled, plain(name)))
  )[0];
}

/** Case and what stands between the words are no difference that anybody means. */
function plain(key: string): string {
  return key.replace(/[^a-z0-9]/gi, "").toLowerCase();
}
