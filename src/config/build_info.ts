/**
 * What this program was built for.
 *
 * Only the issuer is written down at compile time, and it is the one that such a program signs in at
 * unless told otherwise; the version of Deno and the target are what the runtime itself says.
 * Permission: read, for the file inside the executable.
 *
 * @module
 */
import { installedBy } from "./installed_by.ts";

/** Name of the file that `deno task compile` embeds beside the program. */
export const BUILD_INFO_FILE = "build_info.json";

/** What `deno task compile` writes down. */
export interface BuildInfo {
  /** The issuer that the executable may reach. */
  readonly issuer: string;
}

/** What was written down at compile time, or `undefined` where the program runs from source. */
export function readBuildInfo(): BuildInfo | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(new URL(BUILD_INFO_FILE, import.meta.url)));
  } catch {
    return undefined;
  }
}

/**
 * What `--version` prints: program, Deno, target and the issuer that it was built for, then what installed
 * it, where that is known. As JSON the same in one object.
 */
export function describeVersion(version: string, isJson: boolean): string {
  const build = readBuildInfo();
  const { name, update } = build
    ? installedBy(Deno.realPathSync(Deno.execPath()))
    : { name: "source" };
  const { deno } = Deno.version;
  const { target } = Deno.build;
  if (isJson) {
    const issuer = build?.issuer ?? null;
    return JSON.stringify(
      { version, deno, target, issuer, installed_by: name, update: update ?? null },
    );
  }
  const origin = build ? `built for ${build.issuer}` : "from source";
  const how = update ? `\nInstalled by: ${name}; to update it: ${update}` : "";
  return `codex-login ${version} (Deno ${deno}, ${target}, ${origin})${how}`;
}
