/** The notes of a release: what changed, how to get it, and how to check it. @module */
import { releaseUrl, VERSION } from "./product.ts";
import type { ReleaseFile } from "./release_folder.ts";

/**
 * The notes in Markdown.
 *
 * @param left Targets that are not in the release, and those of a system that asks for a signature and got none.
 * @param deno The version of Deno that compiled it.
 */
export function releaseNotes(
  changes: string,
  files: readonly ReleaseFile[],
  { missing, unsigned }: { missing: readonly string[]; unsigned: readonly string[] },
  deno: string,
): string {
  return [
    `# codex-login ${VERSION}`,
    changes,
    "## Install",
    "```sh\n" +
    `curl -fsSL ${releaseUrl()}/install.sh | sh\n` +
    `npm install --global codex-login@${VERSION}\n` +
    "```",
    "## Check",
    `Compiled with Deno ${deno}; a compile of the same source with it is equal byte for byte, ` +
    "signatures left out (`deno task reproduce FILE`)." +
    (unsigned.length > 0 ? ` Not signed: ${unsigned.join(", ")}.` : ""),
    "| file | SHA-256 |\n| --- | --- |\n" +
    files.map(({ name, sha256 }) => `| ${name} | \`${sha256}\` |`).join("\n"),
    ...(missing.length > 0
      ? ["## Not in this release", missing.map((target) => `- ${target}`).join("\n")]
      : []),
  ].join("\n\n") + "\n";
}
