/** What is embedded in the executables, as a CycloneDX 1.6 document in JSON. @module */
import { join } from "node:path";
import { PROGRAM } from "../compile/bundle.ts";
import { sha256OfFile } from "../compile/checksums.ts";
import { compiler } from "../compile/executable.ts";
import { denoArgs } from "../deno_args.ts";
import { projectPath } from "../project.ts";
import { HOMEPAGE, LICENSE, SUMMARY, VERSION } from "./product.ts";
import type { TargetArchive } from "./release_folder.ts";

/** Deno's own licence, and that of every @std package. */
const DENO_LICENSE = "MIT";

/** A part, as CycloneDX describes it. */
interface Component {
  readonly type: "application" | "library" | "framework" | "file";
  readonly name: string;
  readonly version?: string;
  readonly "bom-ref": string;
  readonly purl?: string;
  readonly description?: string;
  readonly licenses?: readonly { readonly license: { id: string } | { name: string } }[];
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

/** The parts of `deno info --json` that are read. */
interface ModuleGraph {
  readonly modules: readonly { readonly specifier: string; readonly npmPackage?: string }[];
  readonly npmPackages: Readonly<Record<string, NpmPackage>>;
}

interface NpmPackage {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly string[];
  readonly localPath?: string;
}

/** The document. @param seconds Since 1970, its time. */
export async function makeSbom(
  archives: readonly TargetArchive[],
  runtime: RuntimeVersions,
  seconds: number,
): Promise<string> {
  const parts = [...await runtimeComponents(runtime), ...await packageComponents()];
  const program: Component = {
    type: "application",
    name: "codex-login",
    version: VERSION,
    "bom-ref": `codex-login@${VERSION}`,
    description: SUMMARY,
    licenses: licensesOf(LICENSE),
  };
  const files = archives.map(({ name, sha256 }): Component => ({
    type: "file",
    name,
    "bom-ref": name,
    hashes: [{ alg: "SHA-256", content: sha256 }],
  }));
  const refs = parts.map((part) => part["bom-ref"]);
  return JSON.stringify(
    {
      $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      version: 1,
      metadata: {
        timestamp: new Date(seconds * 1000).toISOString(),
        component: {
          ...program,
          externalReferences: [{ type: "website", url: HOMEPAGE }],
          components: files,
        },
      },
      components: parts,
      dependencies: [
        { ref: program["bom-ref"], dependsOn: refs },
        ...refs.map((ref) => ({ ref, dependsOn: [] })),
      ],
    },
    null,
    2,
  ) + "\n";
}

/** What the executables run on. */
export interface RuntimeVersions {
  readonly deno: string;
  readonly v8: string;
}

/** The versions of the Deno that compiles. */
export async function denoVersion(): Promise<RuntimeVersions> {
  const { stdout } = await new Deno.Command(compiler(), {
    args: ["eval", "--no-config", "--no-lock", "console.log(JSON.stringify(Deno.version))"],
    stderr: "null",
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Deno and the engine inside it. The stub's sum is known where DENORT_BIN names it. */
async function runtimeComponents({ deno, v8 }: RuntimeVersions): Promise<Component[]> {
  const stub = Deno.env.get("DENORT_BIN");
  return [
    {
      type: "framework",
      name: "deno",
      version: deno,
      "bom-ref": `deno@${deno}`,
      purl: `pkg:cargo/deno@${deno}`,
      description: "The runtime that the program is appended to (denort)",
      licenses: licensesOf(DENO_LICENSE),
      ...(stub ? { hashes: [{ alg: "SHA-256", content: await sha256OfFile(stub) }] } : {}),
    },
    {
      type: "library",
      name: "v8",
      version: v8,
      "bom-ref": `v8@${v8}`,
      licenses: licensesOf("BSD-3-Clause"),
    },
  ];
}

/** Every package that the program's two entries import, with what those need. */
async function packageComponents(): Promise<Component[]> {
  const found = new Map<string, Component>();
  for (const entry of Object.values(PROGRAM)) {
    const graph = await readGraph(entry);
    for (const { specifier, npmPackage } of graph.modules) {
      const components = npmPackage === undefined
        ? jsrComponents(specifier)
        : await npmComponents(npmPackage, graph.npmPackages);
      for (const one of components) found.set(one["bom-ref"], one);
    }
  }
  return [...found.values()].sort((a, b) => a["bom-ref"] < b["bom-ref"] ? -1 : 1);
}

async function readGraph(entry: string): Promise<ModuleGraph> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", ...await denoArgs(), entry],
    cwd: projectPath("."),
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`deno info ${entry} failed.`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function npmComponents(
  id: string,
  packages: ModuleGraph["npmPackages"],
): Promise<Component[]> {
  const found = packages[id];
  if (!found) return [];
  const { name, version, dependencies, localPath } = found;
  const manifest = localPath && JSON.parse(
    await Deno.readTextFile(join(localPath, "package.json")),
  );
  const component: Component = {
    type: "library",
    name,
    version,
    "bom-ref": `npm:${name}@${version}`,
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
    ...(manifest?.license ? { licenses: licensesOf(manifest.license) } : {}),
    hashes: await lockedHashes(id),
  };
  const below = await Promise.all(dependencies.map((one) => npmComponents(one, packages)));
  return [component, ...below.flat()];
}

/** What the lock file holds the package to. */
async function lockedHashes(id: string): Promise<Component["hashes"]> {
  const lock = JSON.parse(await Deno.readTextFile(projectPath("scripts/deno.lock")));
  const [, base64 = ""] = /^sha512-(.+)$/.exec(lock.npm?.[id]?.integrity ?? "") ?? [];
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const content = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return content ? [{ alg: "SHA-512", content }] : [];
}

/** A module's address tells its JSR package, as in `https://…/@std/log/0.224.14/logger.ts`. */
function jsrComponents(specifier: string): Component[] {
  const [, scope, name, version] =
    /^https:\/\/[^/]+\/@([^/]+)\/([^/]+)\/(\d[^/]*)\//.exec(specifier) ?? [];
  if (!scope || !name || !version) return [];
  return [{
    type: "library",
    name: `@${scope}/${name}`,
    version,
    "bom-ref": `jsr:@${scope}/${name}@${version}`,
    purl: `pkg:jsr/%40${scope}/${name}@${version}`,
    ...(scope === "std" ? { licenses: licensesOf(DENO_LICENSE) } : {}),
  }];
}

/** `UNLICENSED` is no SPDX identifier. */
function licensesOf(license: string): Component["licenses"] {
  return [{ license: license === "UNLICENSED" ? { name: license } : { id: license } }];
}
