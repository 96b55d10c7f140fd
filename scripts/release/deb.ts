/** The Debian package, made without Debian's tools, so that any machine can. @module */
import { createHash } from "node:crypto";
import type { Companions } from "./archive.ts";
import { bytesOf, type Entry, joined } from "./entries.ts";
import { platformOf } from "./platforms.ts";
import {
  DESCRIPTION,
  HOMEPAGE,
  LICENSE,
  MAINTAINER,
  OLDEST_GLIBC,
  SUMMARY,
  VERSION,
} from "./product.ts";
import { gzip, tarGz } from "./tar.ts";
import { wrapped } from "./wrapped.ts";

/** What lintian says and why it is so here. */
const LINTIAN_OVERRIDES = `# The runtime is one file with all that it needs.
codex-login: embedded-library *
`;

/** The file name of a target's package, as Debian spells it. */
export function debName(target: string): string {
  return `codex-login_${VERSION}_${debArchitecture(target)}.deb`;
}

/** The package for a Linux target. @param changelog Debian's, in its own format. */
export function makeDeb(
  target: string,
  program: Uint8Array,
  companions: Companions,
  changelog: string,
  seconds: number,
): Uint8Array {
  const doc = "usr/share/doc/codex-login";
  const compressed = (text: string) => gzip(new TextEncoder().encode(text), 9);
  const { bash, zsh, fish } = companions.completions;
  const files: Entry[] = [
    { path: "usr/bin/codex-login", content: program, mode: 0o755 },
    { path: "usr/share/bash-completion/completions/codex-login", content: bash },
    { path: `${doc}/README.md.gz`, content: compressed(companions.readme) },
    { path: `${doc}/changelog.gz`, content: compressed(changelog) },
    { path: `${doc}/copyright`, content: copyright(seconds) },
    { path: "usr/share/fish/vendor_completions.d/codex-login.fish", content: fish },
    { path: "usr/share/lintian/overrides/codex-login", content: LINTIAN_OVERRIDES },
    { path: "usr/share/man/man1/codex-login.1.gz", content: compressed(companions.manPage) },
    { path: "usr/share/zsh/vendor-completions/_codex-login", content: zsh },
  ];
  const sums = files.map((file) =>
    `${createHash("md5").update(bytesOf(file)).digest("hex")}  ${file.path}\n`
  );
  const control: Entry[] = [
    { path: "./control", content: controlFile(target, files) },
    { path: "./md5sums", content: sums.join("") },
  ];
  const data = [...foldersOf(files), ...files].map((one) => ({ ...one, path: `./${one.path}` }));
  return archive([
    ["debian-binary", new TextEncoder().encode("2.0\n")],
    ["control.tar.gz", tarGz([{ path: "./", content: "" }, ...control], seconds)],
    ["data.tar.gz", tarGz([{ path: "./", content: "" }, ...data], seconds)],
  ], seconds);
}

function controlFile(target: string, files: readonly Entry[]): string {
  const kilobytes = files.reduce((sum, file) => sum + Math.ceil(bytesOf(file).length / 1024), 0);
  return [
    "Package: codex-login",
    `Version: ${VERSION}`,
    `Architecture: ${debArchitecture(target)}`,
    `Maintainer: ${MAINTAINER}`,
    `Installed-Size: ${kilobytes}`,
    `Depends: libc6 (>= ${OLDEST_GLIBC}), libgcc-s1`,
    "Recommends: xdg-utils",
    "Section: net",
    "Priority: optional",
    `Homepage: ${HOMEPAGE}`,
    `Description: ${SUMMARY[0]?.toLowerCase()}${SUMMARY.slice(1)}`,
    ...wrapped(DESCRIPTION, 78).map((line) => ` ${line}`),
    "",
  ].join("\n");
}

function copyright(seconds: number): string {
  const year = new Date(seconds * 1000).getUTCFullYear();
  return `codex-login

Copyright: ${year} the authors of codex-login
License: ${LICENSE}
Source: ${HOMEPAGE}

The licence is the owner's to choose; the manifests of this release say the
same. What is embedded, with each licence, stands in the release's CycloneDX
document.
`;
}

function debArchitecture(target: string): string {
  return { x64: "amd64", arm64: "arm64" }[platformOf(target).cpu];
}

/** Every folder above the files, each once, parents first. */
function foldersOf(files: readonly Entry[]): Entry[] {
  const paths = files.flatMap(({ path }) =>
    path.split("/").slice(0, -1).map((_, index, parts) => `${parts.slice(0, index + 1).join("/")}/`)
  );
  return [...new Set(paths)].sort().map((path) => ({ path, content: "" }));
}

/** The format of `ar`, which holds the three parts. */
function archive(members: readonly (readonly [string, Uint8Array])[], seconds: number): Uint8Array {
  const parts = members.flatMap(([name, bytes]) => [
    new TextEncoder().encode(
      `${name.padEnd(16)}${String(seconds).padEnd(12)}${"0".padEnd(6)}${"0".padEnd(6)}` +
        `${"100644".padEnd(8)}${String(bytes.length).padEnd(10)}\`\n`,
    ),
    bytes,
    new TextEncoder().encode(bytes.length % 2 ? "\n" : ""),
  ]);
  return joined([new TextEncoder().encode("!<arch>\n"), ...parts]);
}
