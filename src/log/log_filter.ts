/**
 * Which events reach the log: RUST_LOG, read as upstream's `EnvFilter` reads it.
 *
 * `off`, a level, `target=level`, or a list of them with commas; `target` alone means all of it. The
 * most specific directive decides. Directives for spans (`target[span]=level`) are accepted and match
 * nothing, since this program has no spans.
 *
 * @module
 */

/** The levels, most severe first; each lets through itself and those before it. */
export const LOG_LEVELS = ["ERROR", "WARN", "INFO", "DEBUG", "TRACE"] as const;

/** How severe an event is. */
export type LogLevel = typeof LOG_LEVELS[number];

/** Whether an event of this level and target is written. */
export type LogFilter = (level: LogLevel, target: string) => boolean;

interface Directive {
  /** A prefix of the targets that it is for; empty for all. */
  readonly target: string;
  /** How many of {@linkcode LOG_LEVELS} it lets through. */
  readonly levels: number;
}

const DEFAULT_LEVEL = "info";

/**
 * The filter for a value of RUST_LOG.
 *
 * @param text Unset and unreadable values give the default, `info`; one that is set to nothing lets errors
 * through.
 */
export function parseLogFilter(text = DEFAULT_LEVEL): LogFilter {
  const directives = parseDirectives(text) ?? parseDirectives(DEFAULT_LEVEL) ?? [];
  // Longest first, so that the first match is the most specific one; of equals the last one counts.
  const ordered = directives.reverse().sort((a, b) => b.target.length - a.target.length);
  return (level, target) => {
    const match = ordered.find((directive) => target.startsWith(directive.target));
    return match !== undefined && LOG_LEVELS.indexOf(level) < match.levels;
  };
}

/** `undefined` where one directive cannot be read: then none counts. */
function parseDirectives(text: string): Directive[] | undefined {
  const directives: Directive[] = [];
  const parts = text.split(",").filter((part) => part !== "");
  if (parts.length === 0) return parseDirectives("error");
  for (const part of parts.map((part) => part.trim())) {
    const level = parseLevel(part);
    if (level !== undefined) directives.push({ target: "", levels: level });
    else {
      const match = /^([\w:-]*)(\[[^\]]*\])?(?:=(\w*))?$/.exec(part);
      const [, target = "", span, levelText = ""] = match ?? [];
      const levels = levelText === "" ? LOG_LEVELS.length : parseLevel(levelText);
      if (part === "" || match === null || levels === undefined) return undefined;
      if (span === undefined) directives.push({ target, levels });
    }
  }
  return directives;
}

/** `undefined` where `text` names no level; a number from 0 (off) to 5 (trace) does. */
function parseLevel(text: string): number | undefined {
  if (/^[0-5]$/.test(text)) return Number(text);
  const levels = ["OFF", ...LOG_LEVELS].indexOf(text.toUpperCase());
  return levels === -1 ? undefined : levels;
}
