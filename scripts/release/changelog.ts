/** What changed, out of CHANGELOG.md here: for the release's notes and for Debian's changelog. @module */
import { projectPath } from "../project.ts";
import { MAINTAINER, VERSION } from "./product.ts";
import { wrapped } from "./wrapped.ts";

/**
 * The lines of a version's section, without its heading.
 *
 * @throws {Error} Where the version has none: nothing is released unsaid.
 */
export function changesOf(version: string, changelog: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((one) => one.split("\n")[0]?.trim() === version);
  const lines = section?.split("\n").slice(1).join("\n").trim();
  if (!lines) throw new Error(`scripts/release/CHANGELOG.md has no section "## ${version}".`);
  return lines;
}

/** This version's, of the project's own file. */
export async function readChanges(): Promise<string> {
  const path = projectPath("scripts/release/CHANGELOG.md");
  return changesOf(VERSION, await Deno.readTextFile(path));
}

/** The same as Debian's changelog writes it. @param seconds Since 1970. */
export function debianChangelog(changes: string, seconds: number): string {
  const date = new Date(seconds * 1000).toUTCString().replace("GMT", "+0000");
  const items = changes.split(/^- /m).filter((item) => item.trim() !== "")
    .map((item) => `  * ${wrapped(item.trim(), 76).join("\n    ")}\n`);
  const head = `codex-login (${VERSION}) stable; urgency=medium`;
  return `${head}\n\n${items.join("")}\n -- ${MAINTAINER}  ${date}\n`;
}
