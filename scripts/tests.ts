/** Runs the tests and ends with the one line that says how many passed. @module */
import { checkSource } from "./checks.ts";
import { calmEnvironment, runDeno } from "./child.ts";
import { denoArgs } from "./deno_args.ts";
import { countTests, summaryLine, type TestCounts } from "./test_counts.ts";

/** They look at an executable, which is compiled first: see .ci/run. */
const EXECUTABLE_TESTS = "tests/executable";

/**
 * Checks the source, then runs every test but those of the executable; with arguments for `deno test`, such as a test file, only what
 * they choose, and the types of that alone.
 */
export async function runTests(args: string[]): Promise<number> {
  const isWhole = args.length === 0;
  const checked = isWhole ? await checkSource() : 0;
  if (checked !== 0) {
    console.log(`\n${summaryLine({ passed: 0, failed: 1, skipped: 0 })}`);
    return checked;
  }
  const report = await Deno.makeTempFile({ prefix: "codex-login-tests-", suffix: ".xml" });
  try {
    const code = await runDeno(
      [
        ...["test", "-A", "--no-prompt", `--junit-path=${report}`, ...await denoArgs()],
        ...(isWhole ? ["--no-check", `--ignore=${EXECUTABLE_TESTS}`, "tests"] : args),
      ],
      { environment: calmEnvironment() },
    );
    console.log(`\n${summaryLine(withExitCode(countTests(await readIfThere(report)), code))}`);
    return code;
  } finally {
    await Deno.remove(report);
  }
}

// A test module that cannot be loaded, and a test run that was killed, are in no report.
function withExitCode(counts: TestCounts, code: number): TestCounts {
  return code === 0 ? counts : { ...counts, failed: Math.max(1, counts.failed) };
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return "";
  }
}
