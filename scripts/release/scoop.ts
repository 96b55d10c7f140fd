/** The Scoop manifest, for a bucket of the owner's. @module */
import { archiveStem } from "./archive.ts";
import { HOMEPAGE, LICENSE, releaseUrl, SUMMARY, VERSION } from "./product.ts";
import type { TargetArchive } from "./release_folder.ts";

/** The manifest for the Windows archive. */
export function scoopManifest({ name, sha256, target }: TargetArchive): string {
  const manifest = {
    version: VERSION,
    description: SUMMARY,
    homepage: HOMEPAGE,
    license: LICENSE,
    architecture: {
      "64bit": {
        url: `${releaseUrl()}/${name}`,
        hash: sha256,
        extract_dir: archiveStem(target),
      },
    },
    bin: "codex-login.exe",
  };
  return `${JSON.stringify(manifest, null, 4)}\n`;
}
