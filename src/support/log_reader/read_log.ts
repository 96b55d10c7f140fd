/**
 * Reads a bounded end of the log, together with the older file that rotation left.
 *
 * Promise: reads at most {@linkcode READ_LIMIT_BYTES}, and nothing but regular files: a symbolic link
 * is not followed and a FIFO does not block. Permission: read on the log's folder.
 *
 * @module
 */
import { lstatIfThere } from "../../base/files/folder_entries.ts";
import { type LogLine, parseLogLine } from "./log_line.ts";
import { isSameFile, olderLogFile } from "../../log/log_file.ts";

/** How much of the log is read, from its end: about 20,000 lines. */
const READ_LIMIT_BYTES = 4 * 1024 * 1024;

/** A log as far as it was read. */
export interface ReadLog {
  /** Oldest first. */
  readonly lines: readonly LogLine[];
  /** Whether older lines were left out for the limit. */
  readonly isCut: boolean;
  /** Where the next line of the log begins, in bytes. */
  readonly nextOffset: number;
}

/** How a log is read. */
export interface ReadOptions {
  /** Default: {@linkcode READ_LIMIT_BYTES}. */
  readonly limitBytes?: number;
  /** Leave out a last line that has no end yet. Default: it counts. */
  readonly onlyWholeLines?: boolean;
}

/**
 * The lines of the log and of its older file, oldest first.
 *
 * A program that already wrote when another one rotated goes on writing to the older file, so the two
 * are merged by time.
 *
 * @param logFile Absolute path of the log.
 * @throws Where a file is there and cannot be read. A missing log has no lines.
 */
export function readLog(logFile: string, options: ReadOptions = {}): ReadLog {
  const { limitBytes = READ_LIMIT_BYTES, onlyWholeLines = false } = options;
  const newer = readEnd(logFile, limitBytes);
  const olderFile = olderLogFile(logFile);
  // A program that was killed in the middle of a rotation leaves one file with both names.
  const named = lstatIfThere(logFile);
  const older = named?.ino && isSameFile(named, lstatIfThere(olderFile))
    ? NOTHING
    : readEnd(olderFile, limitBytes - newer.bytes);
  const newerText = onlyWholeLines
    ? newer.text.slice(0, newer.text.lastIndexOf("\n") + 1)
    : newer.text;
  const lines = mergeByTime(parseLines(older.text), parseLines(newerText));
  return { lines, isCut: newer.isCut || older.isCut, nextOffset: newer.nextOffset };
}

const LINE_BREAK = 10;

interface FileEnd {
  readonly text: string;
  readonly bytes: number;
  readonly isCut: boolean;
  readonly nextOffset: number;
}

const NOTHING: FileEnd = { text: "", bytes: 0, isCut: false, nextOffset: 0 };

function readEnd(path: string, limitBytes: number): FileEnd {
  const info = lstatIfThere(path);
  if (info === undefined) return NOTHING;
  if (!info.isFile) throw new Error(`${path} is not a regular file`);
  using file = Deno.openSync(path, { read: true });
  const start = Math.max(0, info.size - limitBytes);
  file.seekSync(start, Deno.SeekMode.Start);
  const bytes = new Uint8Array(info.size - start);
  let filled = 0;
  while (filled < bytes.length) {
    const read = file.readSync(bytes.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  const read = bytes.subarray(0, filled);
  const text = new TextDecoder().decode(read);
  return {
    // The first line of a cut is most likely a part of one.
    text: start === 0 ? text : text.slice(text.indexOf("\n") + 1),
    bytes: filled,
    isCut: start > 0,
    nextOffset: start + read.lastIndexOf(LINE_BREAK) + 1,
  };
}

/** Parses text with any number of lines; an unfinished last one counts. */
export function parseLines(text: string): LogLine[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map(parseLogLine);
}

/** Merges by time, each part in its own order; a line without a time stays behind the one before it. */
function mergeByTime(older: readonly LogLine[], newer: readonly LogLine[]): readonly LogLine[] {
  if (older.length === 0) return newer;
  const olderTimes = risingTimes(older, -Infinity);
  const newerTimes = risingTimes(newer, Infinity);
  const merged: LogLine[] = [];
  let taken = 0;
  for (const [index, line] of newer.entries()) {
    const start = taken;
    while (taken < older.length && (olderTimes[taken] ?? 0) <= (newerTimes[index] ?? 0)) taken++;
    // One by one: a call takes no more arguments than the stack holds.
    for (const earlier of older.slice(start, taken)) merged.push(earlier);
    merged.push(line);
  }
  return [...merged, ...older.slice(taken)];
}

/** A time for every line that never falls, so that a clock that was set back reorders nothing. */
function risingTimes(lines: readonly LogLine[], unknown: number): number[] {
  let latest = lines.find(({ entry }) => entry)?.entry?.timeMs ?? unknown;
  return lines.map(({ entry }) => latest = Math.max(latest, entry?.timeMs ?? latest));
}
