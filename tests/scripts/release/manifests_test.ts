/** What package managers are handed, made of two archives that need not be there. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { archiveName } from "../../../scripts/release/archive.ts";
import { containerfile } from "../../../scripts/release/container.ts";
import { homebrewFormula } from "../../../scripts/release/homebrew.ts";
import { makeMainPackage, makePlatformPackage } from "../../../scripts/release/npm_packages.ts";
import { LICENSE, releaseUrl, VERSION } from "../../../scripts/release/product.ts";
import type { TargetArchive } from "../../../scripts/release/release_folder.ts";
import { makeSbom } from "../../../scripts/release/sbom.ts";
import { scoopManifest } from "../../../scripts/release/scoop.ts";
import { wingetManifests } from "../../../scripts/release/winget.ts";
import { TARGETS } from "../../../scripts/compile/targets.ts";

const archiveOf = (target: string): TargetArchive => ({
  target,
  name: archiveName(target),
  sha256: createHash("sha256").update(target).digest("hex"),
});
const ALL = Object.keys(TARGETS).map(archiveOf);
const WINDOWS = archiveOf("x86_64-pc-windows-msvc");

/** The package.json of a packed package. */
async function manifestOf(packed: Uint8Array): Promise<Record<string, unknown>> {
  const stream = new Blob([packed as BlobPart]).stream().pipeThrough(
    new DecompressionStream("gzip"),
  );
  const tar = new Uint8Array(await new Response(stream).arrayBuffer());
  assert.equal(new TextDecoder().decode(tar.slice(0, 20)), "package/package.json");
  const size = parseInt(new TextDecoder().decode(tar.slice(124, 135)), 8);
  return JSON.parse(new TextDecoder().decode(tar.slice(512, 512 + size)));
}

Deno.test("the npm command depends on each platform's package optionally, and runs no script", async () => {
  const manifest = await manifestOf(await makeMainPackage(Object.keys(TARGETS), "", 0));
  assert.equal(manifest.license, LICENSE);
  assert.deepEqual(manifest.bin, { "codex-login": "bin/codex-login.mjs" });
  assert.equal(manifest.scripts, undefined);
  assert.deepEqual(manifest.optionalDependencies, {
    "codex-login-linux-x64": VERSION,
    "codex-login-linux-arm64": VERSION,
    "codex-login-darwin-x64": VERSION,
    "codex-login-darwin-arm64": VERSION,
    "codex-login-win32-x64": VERSION,
  });
});

Deno.test("a platform's npm package is for its system, processor and libc alone", async () => {
  const of = async (target: string) =>
    await manifestOf(makePlatformPackage(target, new Uint8Array(), 0));
  const linux = await of("aarch64-unknown-linux-gnu");
  assert.deepEqual([linux.os, linux.cpu, linux.libc], [["linux"], ["arm64"], ["glibc"]]);
  const windows = await of("x86_64-pc-windows-msvc");
  assert.deepEqual([windows.os, windows.cpu, windows.libc], [
    ["win32"],
    ["x64", "arm64"],
    undefined,
  ]);
});

Deno.test("the Homebrew formula has each archive under its system and processor, and no empty block", () => {
  const formula = homebrewFormula(ALL);
  for (const { name, sha256, target } of ALL) {
    const isThere = target !== WINDOWS.target;
    assert.equal(formula.includes(`url "${releaseUrl()}/${name}"`), isThere, name);
    assert.equal(formula.includes(`sha256 "${sha256}"`), isThere, name);
  }
  assert.match(formula, /on_macos do\n {4}on_arm do\n {6}url ".*aarch64-apple-darwin/);
  assert.match(formula, /on_linux do\n[^]*on_intel do\n {6}url ".*x86_64-unknown-linux-gnu/);
  const one = homebrewFormula([archiveOf("x86_64-unknown-linux-gnu")]);
  assert.doesNotMatch(one, /on_macos|on_arm/);
});

Deno.test("the Scoop manifest names the Windows archive and the folder in it", () => {
  const { architecture: { "64bit": { url, hash, extract_dir } }, version, bin } = JSON.parse(
    scoopManifest(WINDOWS),
  );
  assert.equal(url, `${releaseUrl()}/${WINDOWS.name}`);
  assert.equal(hash, WINDOWS.sha256);
  assert.equal(WINDOWS.name, `${extract_dir}.zip`);
  assert.deepEqual([version, bin], [VERSION, "codex-login.exe"]);
});

Deno.test("the winget manifests name each other, the archive and its sum", () => {
  const manifests = wingetManifests(WINDOWS);
  assert.deepEqual(Object.keys(manifests), [
    "Codex.CodexLogin.yaml",
    "Codex.CodexLogin.locale.en-US.yaml",
    "Codex.CodexLogin.installer.yaml",
  ]);
  for (const text of Object.values(manifests)) {
    assert.match(text, /^PackageIdentifier: Codex\.CodexLogin$/m);
    assert.match(text, /^ManifestVersion: 1\.6\.0$/m);
    assert.ok(text.includes(`PackageVersion: ${VERSION}\n`));
  }
  const installer = manifests["Codex.CodexLogin.installer.yaml"] ?? "";
  assert.match(installer, /^Installers:\n- Architecture: x64\n {2}InstallerUrl: https:/m);
  assert.ok(installer.includes(`InstallerSha256: ${WINDOWS.sha256.toUpperCase()}\n`));
});

Deno.test("the container is built of an archive that was checked, and keeps credentials in a volume", () => {
  const definition = containerfile("x86_64-unknown-linux-gnu");
  assert.match(definition, /sha256sum --check/);
  assert.match(definition, /^ENV CODEX_HOME=\/codex /m);
  assert.match(definition, /^CMD \["--device-auth"\]$/m);
});

Deno.test("the SBOM names the runtime and the packages that the program imports, with licences and sums", async () => {
  const text = await makeSbom(ALL, { deno: "2.9.6", v8: "14" }, 1_700_000_000);
  const { bomFormat, specVersion, metadata, components, dependencies } = JSON.parse(text);
  assert.deepEqual([bomFormat, specVersion], ["CycloneDX", "1.6"]);
  assert.equal(metadata.component.components.length, ALL.length);
  const names: string[] = components.map(({ name }: { name: string }) => name);
  for (const name of ["deno", "v8", "oauth4webapi", "smol-toml"]) assert.ok(names.includes(name));
  for (const name of ["fast-check", "@types/node"]) assert.ok(!names.includes(name), name);
  for (const { name, licenses, version } of components) {
    assert.ok(licenses.length === 1 && version, name);
  }
  const toml = components.find(({ name }: { name: string }) => name === "smol-toml");
  assert.match(toml.hashes[0].content, /^[0-9a-f]{128}$/);
  assert.match(toml.purl, /^pkg:npm\/smol-toml@\d/);
  const refs = components.map((one: Record<string, string>) => one["bom-ref"]);
  assert.equal(new Set(refs).size, refs.length);
  assert.deepEqual(dependencies[0].dependsOn, refs);
});
