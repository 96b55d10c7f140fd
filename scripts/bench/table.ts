/** The bench's table. @module */
import { ratios, summarize } from "./statistics.ts";

/** A row: a measurement of one program, and of what it is compared with in the same run. */
export interface Row {
  readonly what: string;
  readonly unit: "ms" | "MB";
  readonly values: readonly number[];
  readonly reference?: { readonly name: string; readonly values: readonly number[] };
}

/** The table in Markdown; a ratio is the median of the ratios run by run. */
export function benchTable(rows: readonly Row[]): string {
  const header = ["", "min", "median", "p95", "ratio, run by run"];
  const lines = rows.map(({ what, unit, values, reference }) => {
    const { min, median, p95 } = summarize(values);
    return [
      what,
      ...[min, median, p95].map((value) => `${value.toFixed(1)} ${unit}`),
      ratioTo(values, reference),
    ];
  });
  const all = [header, header.map(() => ""), ...lines];
  const widths = header.map((_, column) =>
    Math.max(...all.map((line) => (line[column] ?? "").length))
  );
  return all.map((line, i) =>
    `| ${
      line.map((cell, j) => i === 1 ? "-".repeat(widths[j] ?? 3) : cell.padEnd(widths[j] ?? 0))
        .join(" | ")
    } |`
  ).join("\n");
}

function ratioTo(values: readonly number[], reference: Row["reference"]): string {
  if (!reference || reference.values.length === 0) return "";
  const { median, p95 } = summarize(ratios(values, reference.values));
  return `${median.toFixed(2)} (p95 ${p95.toFixed(2)}) of ${reference.name}`;
}
