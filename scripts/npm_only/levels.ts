/**
 * Stand-in for `@std/log/levels`, for where JSR cannot be resolved.
 * @module
 */

/** Every log level, from the one that lets all records through to the gravest. */
export const LogLevels = {
  NOTSET: 0,
  DEBUG: 10,
  INFO: 20,
  WARN: 30,
  ERROR: 40,
  CRITICAL: 50,
} as const;

/** The name of a log level. */
export type LevelName = keyof typeof LogLevels;

/** The number of a log level. */
export type LogLevel = (typeof LogLevels)[LevelName];
