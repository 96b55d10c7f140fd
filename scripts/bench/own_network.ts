/** A network of its own, whose port 1455 is nobody's. @module */
import { fileURLToPath } from "node:url";
import { denoArgs } from "../deno_args.ts";
import type { Subjects } from "./subjects.ts";

/** Hands the subjects to the run within: nothing can be downloaded there. */
const VARIABLE = "CODEX_LOGIN_BENCH_SUBJECTS";

/** The subjects, where this run has a network of its own. */
export function subjectsOfOwnNetwork(): Subjects | undefined {
  const text = Deno.env.get(VARIABLE);
  return text === undefined ? undefined : JSON.parse(text);
}

/** Runs `script` again in a network of its own; gives its exit code, `undefined` where the machine has none. */
export async function runInOwnNetwork(
  script: string,
  args: readonly string[],
  subjects: Subjects,
): Promise<number | undefined> {
  const env = { [VARIABLE]: JSON.stringify(subjects) };
  const inside = ["sh", "-ec", 'ip link set lo up; exec "$@"', "sh"];
  const run = ["run", "-A", "--no-prompt", ...await denoArgs(), fileURLToPath(script), ...args];
  for (const flag of ["-n", "-rn"]) {
    const start = (...command: string[]) =>
      new Deno.Command("unshare", { args: [flag, ...inside, ...command], env });
    const isPossible = await start("true").output().then(({ success }) => success, () => false);
    if (isPossible) return (await start(Deno.execPath(), ...run).spawn().status).code;
  }
  return undefined;
}
