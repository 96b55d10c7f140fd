/** The two installers, with what this release's are filled with. @module */
import { projectPath } from "../project.ts";
import { DOWNLOAD_BASE, OLDEST_GLIBC, VERSION } from "./product.ts";

const FILLED: Readonly<Record<string, string>> = { VERSION, DOWNLOAD_BASE, OLDEST_GLIBC };

/** `install.sh` and `install.ps1`, by file name. */
export async function installers(): Promise<Record<"install.sh" | "install.ps1", string>> {
  return { "install.sh": await filled("install.sh"), "install.ps1": await filled("install.ps1") };
}

async function filled(name: string): Promise<string> {
  const template = await Deno.readTextFile(projectPath(`scripts/release/installers/${name}`));
  return template.replace(/@([A-Z_]+)@/g, (whole, key) => FILLED[key] ?? whole);
}
