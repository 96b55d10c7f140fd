/** The three winget manifests, for a pull request of the owner's. @module */
import { archiveStem } from "./archive.ts";
import { HOMEPAGE, LICENSE, PUBLISHER, releaseUrl, SUMMARY, VERSION } from "./product.ts";
import type { TargetArchive } from "./release_folder.ts";

const SCHEMA_VERSION = "1.6.0";
const IDENTIFIER = `${PUBLISHER}.CodexLogin`;

/** The manifests for the Windows archive, by file name. */
export function wingetManifests(archive: TargetArchive): Readonly<Record<string, string>> {
  return {
    [`${IDENTIFIER}.yaml`]: manifest("version", { DefaultLocale: "en-US" }),
    [`${IDENTIFIER}.locale.en-US.yaml`]: manifest("defaultLocale", {
      PackageLocale: "en-US",
      Publisher: PUBLISHER,
      PackageName: "codex-login",
      PackageUrl: HOMEPAGE,
      License: LICENSE,
      ShortDescription: SUMMARY,
    }),
    [`${IDENTIFIER}.installer.yaml`]: manifest("installer", {
      InstallerType: "zip",
      NestedInstallerType: "portable",
      NestedInstallerFiles: [{
        RelativeFilePath: `${archiveStem(archive.target)}\\codex-login.exe`,
        PortableCommandAlias: "codex-login",
      }],
      Installers: [{
        Architecture: "x64",
        InstallerUrl: `${releaseUrl()}/${archive.name}`,
        InstallerSha256: archive.sha256.toUpperCase(),
      }],
    }),
  };
}

function manifest(type: string, fields: Record<string, string | Record<string, string>[]>): string {
  const all: typeof fields = {
    PackageIdentifier: IDENTIFIER,
    PackageVersion: VERSION,
    ...fields,
    ManifestType: type,
    ManifestVersion: SCHEMA_VERSION,
  };
  const lines = Object.entries(all).map(([name, value]) =>
    typeof value === "string" ? `${name}: ${value}` : `${name}:\n${value.map(item).join("\n")}`
  );
  return `# yaml-language-server: $schema=https://aka.ms/winget-manifest.${type}.${SCHEMA_VERSION}.schema.json\n\n${
    lines.join("\n")
  }\n`;
}

function item(fields: Record<string, string>): string {
  return Object.entries(fields).map(([name, value], index) =>
    `${index === 0 ? "- " : "  "}${name}: ${value}`
  ).join("\n");
}
