/** The folder of a release: every file that is written there has its sum remembered. @module */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { CompileFailure } from "../compile/child_failure.ts";

/** A file of the release. */
export interface ReleaseFile {
  /** Without a folder: where releases are downloaded all of them lie side by side. */
  readonly name: string;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** The archive of one target, as manifests need to know it. */
export interface TargetArchive extends ReleaseFile {
  readonly target: string;
}

/** A release that is being written. */
export interface ReleaseFolder {
  /** What is downloaded, in the order in which it was written. */
  readonly files: readonly ReleaseFile[];
  /** Writes a file that is downloaded. */
  write(name: string, content: Uint8Array | string): Promise<ReleaseFile>;
  /** Writes one that is handed in elsewhere, such as a manifest; `path` may have folders. */
  writeManifest(path: string, content: string): Promise<void>;
}

/** What lies in a release's folder, and nothing else is ever removed: a mistyped one may be somebody's home. */
const FILES =
  /^(codex-login[-_].*\.(tar\.gz|zip|tgz|deb|cdx\.json)|SHA256SUMS|NOTES\.md|install\.(sh|ps1))$/;
const FOLDERS = ["container", "homebrew", "scoop", "winget"];

/**
 * An empty folder at `path`, in the place of an earlier release.
 *
 * @throws {CompileFailure} Where something else lies there.
 */
export async function openReleaseFolder(path: string): Promise<ReleaseFolder> {
  await Deno.mkdir(path, { recursive: true });
  const found = [...Deno.readDirSync(path)];
  const other = found.find(({ name, isFile }) =>
    !(isFile ? FILES.test(name) : FOLDERS.includes(name))
  );
  if (other) throw new CompileFailure(`${path} holds ${other.name}, which is not of a release`);
  for (const { name } of found) await Deno.remove(join(path, name), { recursive: true });
  const files: ReleaseFile[] = [];
  return {
    files,
    async write(name, content) {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(join(path, name), bytes);
      const file = { name, sha256: createHash("sha256").update(bytes).digest("hex") };
      files.push(file);
      return file;
    },
    async writeManifest(name, content) {
      await Deno.mkdir(dirname(join(path, name)), { recursive: true });
      await Deno.writeTextFile(join(path, name), content);
    },
  };
}
