/**
 * The npm packages: one a platform, with the executable, and `codex-login`, which depends on all of them
 * optionally, so that npm takes the one that fits. No install script, no download of their own.
 * @module
 */
import { projectPath } from "../project.ts";
import type { Entry } from "./entries.ts";
import { platformOf, programOf } from "./platforms.ts";
import { HOMEPAGE, LICENSE, SUMMARY, VERSION } from "./product.ts";
import { tarGz } from "./tar.ts";

/** What every package.json says. */
const COMMON = { version: VERSION, license: LICENSE, homepage: HOMEPAGE };

/** The name of a target's package, as in `codex-login-linux-x64`. */
export function platformPackage(target: string): string {
  const { os, cpu } = platformOf(target);
  return `codex-login-${os}-${cpu}`;
}

/** The file name that `npm pack` gives a package. */
export function packedName(name: string): string {
  return `${name}-${VERSION}.tgz`;
}

/** A target's package, packed. */
export function makePlatformPackage(target: string, program: Uint8Array, seconds: number) {
  const { os, cpu } = platformOf(target);
  return pack({
    ...COMMON,
    name: platformPackage(target),
    description: `The executable of codex-login for ${os}-${cpu}`,
    os: [os],
    // Windows on ARM runs it, too.
    cpu: os === "win32" ? [cpu, "arm64"] : [cpu],
    ...(os === "linux" ? { libc: ["glibc"] } : {}),
    preferUnplugged: true,
  }, [
    { path: "README.md", content: "The executable of codex-login; install `codex-login`.\n" },
    { path: `bin/${programOf(target)}`, content: program, mode: 0o755 },
  ], seconds);
}

/** The package that people install, packed. @param targets Those whose packages there are. */
export async function makeMainPackage(
  targets: readonly string[],
  readme: string,
  seconds: number,
): Promise<Uint8Array> {
  const launcher = await Deno.readTextFile(projectPath("scripts/release/npm/launcher.mjs"));
  return pack({
    ...COMMON,
    name: "codex-login",
    description: SUMMARY,
    type: "module",
    bin: { "codex-login": "bin/codex-login.mjs" },
    engines: { node: ">=18" },
    optionalDependencies: Object.fromEntries(
      targets.map((target) => [platformPackage(target), VERSION]),
    ),
  }, [
    { path: "README.md", content: readme },
    { path: "bin/codex-login.mjs", content: launcher, mode: 0o755 },
  ], seconds);
}

function pack(manifest: object, entries: readonly Entry[], seconds: number): Uint8Array {
  const all = [
    { path: "package.json", content: `${JSON.stringify(manifest, null, 2)}\n` },
    ...entries,
  ];
  return tarGz(all.map((entry) => ({ ...entry, path: `package/${entry.path}` })), seconds);
}
