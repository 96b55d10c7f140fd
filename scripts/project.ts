/** Where the project lies, wherever the command was started. @module */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The absolute path of a file or folder of the project, named relative to its root. */
export function projectPath(relative: string): string {
  return fileURLToPath(new URL(`../${relative}`, import.meta.url));
}

/** A path as a person means it who started a task: tasks run in the project's folder. */
export function fromWhereThePersonStands(path: string): string {
  return resolve(Deno.env.get("INIT_CWD") ?? ".", path);
}
