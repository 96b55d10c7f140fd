/**
 * Whether Deno can resolve the @std packages from JSR, found out by asking Deno.
 *
 * No host is named and no proxy is looked at: a child resolves scripts/std_in_use.ts, with all that
 * deno.json and the environment say, and is killed when it takes too long.
 * @module
 */
import { projectPath } from "./project.ts";
import { type JsrAnswer, recall, remember } from "./jsr_memory.ts";

/**
 * How long the question may take, so that with everything around it five seconds are not exceeded.
 * A JSR host that accepts and is silent would hold Deno for over 25 s.
 */
const ASK_LIMIT_MS = 4_500;

/** Overrides question and memory: `1` takes JSR, `0` takes the stand-ins. */
export const JSR_OVERRIDE = "CODEX_LOGIN_JSR";

/** Whether JSR can be used: from the environment, else as remembered, else asked. */
export async function canUseJsr(): Promise<boolean> {
  const override = Deno.env.get(JSR_OVERRIDE);
  if (override === "1" || override === "0") return override === "1";
  const remembered = await recall();
  if (remembered !== undefined) return remembered === "yes";
  const answer = await askDeno(ASK_LIMIT_MS);
  await remember(answer);
  return answer === "yes";
}

/** Asks Deno to resolve every @std module in use, for `limitMs` at most. */
export async function askDeno(limitMs: number): Promise<JsrAnswer> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["cache", "--quiet", "--no-lock", projectPath("scripts/std_in_use.ts")],
    cwd: projectPath("."),
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  let isTimedOut = false;
  const limit = setTimeout(() => {
    isTimedOut = true;
    child.kill("SIGKILL");
  }, limitMs);
  try {
    const { success } = await child.status;
    return success ? "yes" : isTimedOut ? "silence" : "no";
  } finally {
    clearTimeout(limit);
  }
}
