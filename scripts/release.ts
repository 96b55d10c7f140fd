/**
 * `deno task release`: everything that is published of one version, in one folder. What lies in it by
 * itself is downloaded; what lies in its folders is handed in elsewhere by whoever has an account there.
 * @module
 */
import { writeChecksums } from "./compile/checksums.ts";
import { runTask } from "./compile/making_task.ts";
import { fromWhereThePersonStands, projectPath } from "./project.ts";
import { archiveName, makeArchive, makeCompanions } from "./release/archive.ts";
import { debianChangelog, readChanges } from "./release/changelog.ts";
import { containerfile } from "./release/container.ts";
import { debName, makeDeb } from "./release/deb.ts";
import { compileEach, readEach, signEach } from "./release/executables.ts";
import { homebrewFormula } from "./release/homebrew.ts";
import { installers } from "./release/installers.ts";
import { releaseNotes } from "./release/notes.ts";
import {
  makeMainPackage,
  makePlatformPackage,
  packedName,
  platformPackage,
} from "./release/npm_packages.ts";
import { readReleaseOptions, RELEASE_USAGE, type ReleaseRequest } from "./release/options.ts";
import { platformOf } from "./release/platforms.ts";
import { VERSION } from "./release/product.ts";
import {
  openReleaseFolder,
  type ReleaseFolder,
  type TargetArchive,
} from "./release/release_folder.ts";
import { denoVersion, makeSbom } from "./release/sbom.ts";
import { scoopManifest } from "./release/scoop.ts";
import { isSigned } from "./release/signature.ts";
import { sourceDate } from "./release/source_date.ts";
import { wingetManifests } from "./release/winget.ts";

/** Makes what is asked for; gives 1 where a target failed. */
async function main({ targets, executables, output }: ReleaseRequest): Promise<number> {
  const folder = fromWhereThePersonStands(output);
  const programs = executables === undefined
    ? compileEach(targets)
    : readEach(targets, fromWhereThePersonStands(executables));
  return await release(signEach(programs), await openReleaseFolder(folder), folder);
}

async function release(
  programs: ReturnType<typeof signEach>,
  folder: ReleaseFolder,
  path: string,
): Promise<number> {
  const seconds = await sourceDate();
  const changes = await readChanges();
  const readme = await Deno.readTextFile(projectPath("README.md"));
  const companions = makeCompanions(readme, seconds);
  const archives: TargetArchive[] = [];
  const missing: string[] = [];
  const unsigned: string[] = [];
  let exitCode = 0;
  for await (const [target, outcome] of programs) {
    if (outcome.kind !== "made") {
      console.error(`${outcome.kind}: ${target}: ${outcome.why}`);
      missing.push(target);
      if (outcome.kind === "failed") exitCode = 1;
      continue;
    }
    const { program, word } = outcome;
    if (word) console.log(`${target}: ${word}`);
    if (platformOf(target).os !== "linux" && !isSigned(program)) unsigned.push(target);
    const archive = makeArchive(target, program, companions, seconds);
    archives.push({ target, ...await folder.write(archiveName(target), archive) });
    const packed = makePlatformPackage(target, program, seconds);
    await folder.write(packedName(platformPackage(target)), packed);
    if (platformOf(target).os === "linux") {
      const changelog = debianChangelog(changes, seconds);
      const deb = makeDeb(target, program, companions, changelog, seconds);
      await folder.write(debName(target), deb);
    }
    console.log(`made: ${target}`);
  }
  if (archives.length === 0) {
    console.error("Error: there is no target to release.");
    return 1;
  }
  const made = archives.map(({ target }) => target);
  await folder.write(packedName("codex-login"), await makeMainPackage(made, readme, seconds));
  for (const [name, script] of Object.entries(await installers())) await folder.write(name, script);
  const deno = await denoVersion();
  const sbom = await makeSbom(archives, deno, seconds);
  await folder.write(`codex-login-${VERSION}.cdx.json`, sbom);
  await writeManifests(archives, folder);
  await writeChecksums(folder.files.map(({ name }) => `${path}/${name}`));
  const notes = releaseNotes(changes, folder.files, { missing, unsigned }, deno.deno);
  await folder.writeManifest("NOTES.md", notes);
  console.log(`${path}: ${folder.files.length} files, for ${made.join(", ")}`);
  return exitCode;
}

/** What the package managers of others want, as far as there is an archive for them. */
async function writeManifests(
  archives: readonly TargetArchive[],
  folder: ReleaseFolder,
): Promise<void> {
  await folder.writeManifest("homebrew/codex-login.rb", homebrewFormula(archives));
  const ofLinux = archives.find(({ target }) => target === "x86_64-unknown-linux-gnu");
  if (ofLinux) await folder.writeManifest("container/Containerfile", containerfile(ofLinux.target));
  const ofWindows = archives.find(({ target }) => platformOf(target).os === "win32");
  if (!ofWindows) return;
  await folder.writeManifest("scoop/codex-login.json", scoopManifest(ofWindows));
  for (const [name, text] of Object.entries(wingetManifests(ofWindows))) {
    await folder.writeManifest(`winget/${name}`, text);
  }
}

if (import.meta.main) {
  Deno.exit(await runTask(readReleaseOptions(Deno.args), RELEASE_USAGE, main));
}
