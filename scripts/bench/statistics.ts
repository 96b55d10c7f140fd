/** Minimum, median and 95th percentile. @module */

/** What a column of measurements comes to. */
export interface Summary {
  readonly min: number;
  readonly median: number;
  readonly p95: number;
}

/** Summarizes at least one value; percentiles are values that were measured (nearest rank). */
export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? NaN;
  return { min: at(0), median: at(0.5), p95: at(0.95) };
}

/** The ratio of each run to the run that was made beside it. */
export function ratios(values: readonly number[], references: readonly number[]): number[] {
  return values.slice(0, references.length).map((value, i) => value / (references[i] ?? NaN));
}
