/** SHA256SUMS, as `sha256sum --check` reads it. @module */
import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";

/** Writes SHA256SUMS beside the files, all of which lie in one folder. */
export async function writeChecksums(paths: readonly string[]): Promise<void> {
  const lines = [];
  for (const path of paths) lines.push(`${await sha256OfFile(path)}  ${basename(path)}\n`);
  await Deno.writeTextFile(join(dirname(paths[0] ?? ""), "SHA256SUMS"), lines.join(""));
}

/** The SHA-256 of a file, in hexadecimal. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  for await (const chunk of file.readable) hash.update(chunk);
  return hash.digest("hex");
}
