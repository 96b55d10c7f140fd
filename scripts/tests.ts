/** Runs the tests and ends with the one line that says how many passed. @module */
import { pathToFileURL } from "node:url";
import { checkStyle, checkTypes } from "./checks.ts";
import { calmEnvironment, runDeno } from "./child.ts";
import { denoArgs } from "./deno_args.ts";
import { projectPath } from "./project.ts";
import { countTests, summaryLine, type TestCounts } from "./test_counts.ts";

/** They look at an executable, which is compiled first: see .ci/run. */
const EXECUTABLE_TESTS = "tests/executable";

/** Of a test file that hangs while it is loaded nothing else would end the run. */
const RUN_LIMIT_MS = 30 * 60_000;

/**
 * Checks the source, and runs every test but those of the executable. With arguments for `deno test` it runs what
 * they choose and checks the types of that alone; with `--watch` it does so again after each change.
 */
export async function runTests(args: string[]): Promise<number> {
  const isWhole = args.length === 0;
  const checked = isWhole ? await checkStyle() : 0;
  if (checked !== 0) {
    console.log(`\n${summaryLine({ passed: 0, failed: 1, skipped: [] })}`);
    return checked;
  }
  if (args.includes("--watch")) return await denoTest(args);
  const report = await Deno.makeTempFile({ prefix: "codex-login-tests-", suffix: ".xml" });
  try {
    const more = [`--junit-path=${report}`, ...(isWhole ? ["--no-check"] : args)];
    // Beside them, since it takes one core alone.
    const [types, tests] = await Promise.all([
      isWhole ? checkTypes() : 0,
      denoTest(more, RUN_LIMIT_MS),
    ]);
    if (types !== 0) {
      console.log("\nThe types do not hold: see the errors above, or run the task ok.");
    }
    const code = tests || types;
    const counts = withExitCode(countTests(await readIfThere(report)), code);
    console.log("");
    for (const name of counts.skipped) console.log(`skipped: ${name}`);
    console.log(summaryLine(counts));
    return code;
  } finally {
    await Deno.remove(report);
  }
}

/** Runs the tests, or those that the arguments choose, and prints how much of the program they reached. */
export async function measureCoverage(args: string[]): Promise<number> {
  const folder = projectPath(".cache/coverage");
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  // The programs that tests start write there, too.
  Deno.env.set("DENO_COVERAGE_DIR", folder);
  const raw = [`--coverage=${folder}`, "--coverage-raw-data-only", "--no-check", ...args];
  const code = await denoTest(raw, RUN_LIMIT_MS);
  const source = `^${pathToFileURL(projectPath("src")).href}/`;
  return await runDeno(["coverage", `--include=${source}`, folder]) || code;
}

async function denoTest(args: string[], limitMs?: number): Promise<number> {
  const { denied, environment } = await testEnvironment();
  return await runDeno([
    ...["test", "-A", `--deny-net=${denied}`, "--no-prompt", "--parallel"],
    ...["--preload", "scripts/test_limit.ts", ...await denoArgs()],
    ...(args.some(isTestPath) ? [] : [`--ignore=${EXECUTABLE_TESTS}`, "tests"]),
    ...args,
  ], { environment, limitMs });
}

/**
 * What disturbs tests is not in it. The default ports of this machine may be those of a person's sign-in, so the
 * runtime refuses them to every test and to the programs that tests start from source.
 */
async function testEnvironment() {
  // Imported here, so that the check of the source comes first.
  const { REGISTERED_PORTS } = await import("../src/callback/registered_ports.ts");
  const { DENIED_ADDRESSES_VARIABLE } = await import("./rehearsal/program_launch.ts");
  const denied = REGISTERED_PORTS
    .flatMap((port) => ["127.0.0.1", "[::1]", "localhost"].map((host) => `${host}:${port}`)).join();
  return {
    denied,
    environment: { ...calmEnvironment(), [DENIED_ADDRESSES_VARIABLE]: denied },
  };
}

function isTestPath(arg: string): boolean {
  return /^(?!-).*(?:^tests\b|_test\.ts$)/.test(arg);
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
