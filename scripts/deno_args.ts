/**
 * The arguments that every Deno command of this project needs, so that its imports resolve and no
 * command changes the lock file: `deno run ...await denoArgs() main.ts`.
 * @module
 */
import { canUseJsr } from "./jsr.ts";
import { projectPath } from "./project.ts";

/** Where the task runner leaves the arguments for its children, as a JSON list. */
export const DENO_ARGS_VARIABLE = "CODEX_LOGIN_DENO_ARGS";

/**
 * The arguments, from the task runner that started this process, else decided here.
 *
 * Good for `deno run`, `test`, `check`, `cache`, `info` and `compile`, in any working directory; not for
 * `lint` and `fmt`. Needs to run Deno and to read and write `.cache/` where it decides; at most 5 s.
 */
export async function denoArgs(): Promise<string[]> {
  const given = Deno.env.get(DENO_ARGS_VARIABLE);
  return given ? JSON.parse(given) : await decideDenoArgs();
}

async function decideDenoArgs(): Promise<string[]> {
  const config = ["--config", projectPath("deno.json")];
  if (await canUseJsr()) return [...config, "--no-lock"];
  const map = projectPath("scripts/npm_only/import_map.json");
  return [...config, "--import-map", map, "--lock", projectPath("scripts/deno.lock"), "--frozen"];
}
