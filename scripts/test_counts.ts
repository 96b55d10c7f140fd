/** Counts the tests in the JUnit report of `deno test`. @module */

/** How many tests ended in which way; the steps of a test are not counted beside it. */
export interface TestCounts {
  passed: number;
  failed: number;
  /** The names of those that were skipped. */
  skipped: string[];
}

/** Counts what a JUnit report holds; nothing where the report is empty. */
export function countTests(junit: string): TestCounts {
  const counts: TestCounts = { passed: 0, failed: 0, skipped: [] };
  // Text is escaped in the report, so these tags are Deno's own.
  const cases = [
    ...junit.matchAll(/<testcase name="([^"]*)" classname="([^"]*)"(.*?)<\/testcase>/gs),
  ]
    .map(([, name = "", file, rest = ""]) => ({ name, path: `${file}: ${name}`, rest }));
  const paths = new Set(cases.map(({ path }) => path));
  for (const { name, path, rest } of cases) {
    if (isStep(path, paths)) continue;
    if (rest.includes("<failure")) counts.failed++;
    else if (rest.includes("<skipped")) counts.skipped.push(unescaped(name));
    else counts.passed++;
  }
  return counts;
}

/** The last line of a test run: `12 passed, 0 failed`, and the skipped ones where there are any. */
export function summaryLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed` +
    (skipped.length > 0 ? `, ${skipped.length} skipped` : "");
}

function unescaped(name: string): string {
  const characters: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return name.replace(/&(\w+);/g, (entity, word) => characters[word] ?? entity);
}

/** A step is reported as `<test> > <step>`, like a test; its test is there under its own name. */
function isStep(path: string, paths: ReadonlySet<string>): boolean {
  const separator = " &gt; ";
  for (let at = path.indexOf(separator); at >= 0; at = path.indexOf(separator, at + 1)) {
    if (paths.has(path.slice(0, at))) return true;
  }
  return false;
}
