/** Where the project lies, wherever the command was started. @module */
import { fileURLToPath } from "node:url";

/** The absolute path of a file or folder of the project, named relative to its root. */
export function projectPath(relative: string): string {
  return fileURLToPath(new URL(`../${relative}`, import.meta.url));
}
