/**
 * The task runner behind `deno task <name> [arguments]`: it finds out how imports resolve here, gives
 * each command its flags and environment, and ends with the command's exit code.
 * @module
 */
import { checkSource } from "./checks.ts";
import {
  HAS_BUNDLES,
  readBundle,
  STORE_NAMES,
  STORE_VARIABLE,
} from "../src/base/certificate_stores.ts";
import { calmEnvironment, runDeno } from "./child.ts";
import { DENO_ARGS_VARIABLE, denoArgs } from "./deno_args.ts";
import { JSR_OVERRIDE } from "./jsr.ts";
import { startArguments } from "./start.ts";
import { measureCoverage, runTests } from "./tests.ts";

/** Runs a task with the arguments that follow its name, and gives the exit code. */
type Task = (args: string[]) => Promise<number>;

const TASKS: Readonly<Record<string, Task>> = {
  start: async (args) => await runDeno(await startArguments(args)),
  demo: async (args) => {
    // Fetch what is missing while the machine's proxy settings still count.
    await runDeno(["cache", "--quiet", ...await denoArgs(), "main.ts", "scripts/demo.ts"]);
    return await runScript("scripts/demo.ts", args, calmEnvironment());
  },
  compile: (args) => runScript("scripts/compile.ts", args),
  reproduce: (args) => runScript("scripts/reproduce.ts", args),
  release: (args) => runScript("scripts/release.ts", args),
  sign: (args) => runScript("scripts/sign.ts", args),
  publish: (args) => runDeno(["publish", "--allow-slow-types", ...args]),
  "example-host": (args) =>
    runScript(
      "scripts/example_host/main.ts",
      args,
      args.includes("--real") ? undefined : calmEnvironment(),
    ),
  screenshots: (args) => runScript("scripts/screenshots.ts", args, calmEnvironment()),
  bench: (args) => runScript("scripts/bench.ts", args),
  ok: () => checkSource(),
  test: runTests,
  coverage: measureCoverage,
};

async function runScript(
  script: string,
  args: string[],
  environment?: Record<string, string>,
): Promise<number> {
  const run = ["run", "-A", "--no-prompt", ...await denoArgs(), script, ...args];
  return await runDeno(run, environment ? { environment } : {});
}

/**
 * They make what is given away: of the versions in the lock file, which has none of JSR's, so that the same
 * source gives the same bytes next year. `CODEX_LOGIN_JSR=1` says otherwise.
 */
const LOCKED = ["compile", "reproduce", "release"];

async function main([name = "", ...args]: string[]): Promise<number> {
  if (LOCKED.includes(name) && !Deno.env.has(JSR_OVERRIDE)) Deno.env.set(JSR_OVERRIDE, "0");
  const task = Object.hasOwn(TASKS, name) ? TASKS[name] : undefined;
  if (!task) {
    console.error(`Usage: deno task <${Object.keys(TASKS).join("|")}> [arguments]`);
    return 2;
  }
  // The only way out may be a network that signs with a company's authority.
  if (!Deno.env.get(STORE_VARIABLE)) {
    const hasSystem = !HAS_BUNDLES || readBundle().isWhole;
    Deno.env.set(STORE_VARIABLE, hasSystem ? STORE_NAMES.join(",") : "mozilla");
  }
  // Children, and what they start in turn, resolve imports the same way without asking again.
  Deno.env.set(DENO_ARGS_VARIABLE, JSON.stringify(await denoArgs()));
  return await task(args);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
