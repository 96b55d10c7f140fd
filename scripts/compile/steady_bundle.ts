/**
 * Takes out of a bundle what differs between two compiles of one source: the bundler names parts after a
 * hash that includes where the packages' cache lies, and the compiler embeds when each file was changed.
 * What is beyond ASCII becomes an escape: one such letter doubles what its file takes in memory.
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";

/** As in `chunk-5KC5BEMZ.js`. */
const HASHED_NAME = /\b([A-Za-z_]+)-[A-Z0-9]{8}\.js\b/g;

/** Gives the parts names that depend on what is in them alone, and every file the same time. */
export async function steadyBundle(folder: string): Promise<void> {
  const texts = new Map<string, string>();
  for (const { name } of Deno.readDirSync(folder)) {
    texts.set(name, await Deno.readTextFile(join(folder, name)));
  }
  const names = steadyNames(texts);
  for (const [name, text] of texts) {
    const path = join(folder, names.get(name) ?? name);
    await Deno.rename(join(folder, name), path);
    const steady = text.replace(HASHED_NAME, (found) => names.get(found) ?? found);
    await Deno.writeTextFile(path, inAscii(steady));
    await Deno.utime(path, 0, 0);
  }
}

/** The same program: the bundler writes no `String.raw` and no name with such letters, only literals. */
export function inAscii(text: string): string {
  return text.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * A name for each part that has a hash in its own: by its text, in which other parts are known by what
 * stands before theirs.
 *
 * @throws {Error} Where two parts would get one name.
 */
export function steadyNames(texts: ReadonlyMap<string, string>): Map<string, string> {
  const names = new Map<string, string>();
  for (const [name, text] of texts) {
    const stem = name.replace(HASHED_NAME, "$1");
    if (stem === name) continue;
    const hash = createHash("sha256").update(text.replace(HASHED_NAME, "$1")).digest("hex");
    names.set(name, `${stem}-${hash.slice(0, 8).toUpperCase()}.js`);
  }
  if (new Set(names.values()).size < names.size) {
    throw new Error("two parts of the bundle are alike");
  }
  return names;
}
