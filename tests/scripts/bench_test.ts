// The bench's arithmetic; what it measures is a person's to look at.
import assert from "node:assert/strict";
import { growthOf } from "../../scripts/bench/growth.ts";
import { marksIn, rowsOfMarks } from "../../scripts/bench/marks.ts";
import { ratios, summarize } from "../../scripts/bench/statistics.ts";
import { benchTable } from "../../scripts/bench/table.ts";

Deno.test("minimum, median and 95th percentile are values that were measured", () => {
  const twenty = Array.from({ length: 20 }, (_, i) => 20 - i);
  assert.deepEqual(summarize(twenty), { min: 1, median: 10, p95: 19 });
  assert.deepEqual(summarize([3]), { min: 3, median: 3, p95: 3 });
  assert.deepEqual(summarize([2, 1]), { min: 1, median: 1, p95: 2 });
});

Deno.test("a ratio is that of two runs made beside each other", () => {
  assert.deepEqual(ratios([10, 20, 30], [5, 20, 60]), [2, 1, 0.5]);
  assert.deepEqual(ratios([10], []), []);
});

Deno.test("the table has a line for each row, and a ratio only where there is a reference", () => {
  const table = benchTable([
    { what: "alone", unit: "ms", values: [1, 2, 3] },
    { what: "beside", unit: "MB", values: [2, 4, 6], reference: { name: "it", values: [1, 2, 3] } },
    { what: "nobody", unit: "MB", values: [2], reference: { name: "it", values: [] } },
  ]).split("\n").map((line) => line.split("|").map((cell) => cell.trim()).slice(1, -1));
  assert.deepEqual(table.slice(2), [
    ["alone", "1.0 ms", "2.0 ms", "3.0 ms", ""],
    ["beside", "2.0 MB", "4.0 MB", "6.0 MB", "2.00 (p95 2.00) of it"],
    ["nobody", "2.0 MB", "2.0 MB", "2.0 MB", ""],
  ]);
});

Deno.test("a wrong number of runs is one line and exit code 2", async () => {
  for (const args of [["--runs", "1"], ["--runs", "x"], ["--bogus"]]) {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--quiet",
        "--no-lock",
        import.meta.resolve("../../scripts/bench.ts"),
        ...args,
      ],
      env: { NO_COLOR: "1" },
    }).output();
    assert.equal(code, 2);
    assert.match(new TextDecoder().decode(stderr), /^Usage: .*\n$/);
  }
});

Deno.test("marks are counted from the spawn, and phases take a share of all but the wait", () => {
  const run = marksIn(
    [
      "2026-03-06T22:09:14.065559Z  INFO codex_cli::login: starting browser login flow attempt=1",
      "2026-03-06T22:09:14.070000Z DEBUG codex_cli::login: phase ended phase=bind duration_ms=6",
      "2026-03-06T22:09:24.070000Z DEBUG codex_cli::login: phase ended phase=wait_for_callback duration_ms=9999",
      "2026-03-06T22:09:24.090000Z DEBUG codex_cli::login: phase ended phase=save duration_ms=18",
    ].join("\n"),
    Date.parse("2026-03-06T22:09:14.000Z"),
  );
  const rows = rowsOfMarks([run]).map(({ what, values, reference }) => [
    what,
    ...values,
    ...reference?.values ?? [],
  ]);
  assert.deepEqual(rows, [
    ['spawn to "starting browser login flow"', 65],
    ["phase bind", 6, 24],
    ["phase save", 18, 24],
  ]);
});

Deno.test("growth is told by what the last step multiplies a measurement with", () => {
  const sizes = [1, 10, 100];
  assert.equal(growthOf(sizes, [5, 9, 17]), "flat");
  assert.equal(growthOf(sizes, [5, 50, 510]), "linear");
  assert.equal(growthOf(sizes, [5, 50, 5000]), "MORE THAN LINEAR");
});
