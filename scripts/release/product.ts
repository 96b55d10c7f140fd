/**
 * What every manifest says of the program. What its owner decides stands here or, where Deno reads it
 * too, in deno.json, and nowhere else.
 * @module
 */
import configuration from "../../deno.json" with { type: "json" };

/** The version, as in `0.1.0`. */
export const VERSION: string = configuration.version;

/** An SPDX identifier; `UNLICENSED`, npm's word for none, until the owner has chosen one. */
export const LICENSE: string = configuration.license;

/** In a line. */
export const SUMMARY = "Sign in to Codex through the browser";

/** In a paragraph. */
export const DESCRIPTION =
  "A drop-in for `codex login`: the same flags, wording and auth.json, from one executable, " +
  "with a log that support can use and permissions that a sign-in needs and no more.";

/** Where the project lives. Nobody has said yet: a placeholder that leads nowhere. */
export const HOMEPAGE = "https://codex-login.invalid/project";

/** Where releases are downloaded from; a release's files lie in a folder named after its tag. */
export const DOWNLOAD_BASE = `${HOMEPAGE}/releases/download`;

/** Whom packages name. */
export const MAINTAINER = "codex-login <maintainer@codex-login.invalid>";

/** The scope of the manifests that need one, such as winget's. */
export const PUBLISHER = "Codex";

/** The oldest glibc that Deno's runtime stub starts with. */
export const OLDEST_GLIBC = "2.27";

/** The folder of a release, as in `https://…/v0.1.0`. */
export function releaseUrl(base = DOWNLOAD_BASE): string {
  return `${base}/v${VERSION}`;
}
