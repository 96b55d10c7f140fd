/** The platforms that an executable can be made for: the five that Deno compiles to. @module */
import type { TargetOs } from "../../src/base/platform.ts";

/** Deno's name of each target, and the system that decides over its openers. */
export const TARGETS: Readonly<Record<string, TargetOs>> = {
  "x86_64-unknown-linux-gnu": "linux",
  "aarch64-unknown-linux-gnu": "linux",
  "x86_64-apple-darwin": "darwin",
  "aarch64-apple-darwin": "darwin",
  "x86_64-pc-windows-msvc": "windows",
};

/** The system of a target. */
export function osOfTarget(target: string): TargetOs {
  const os = TARGETS[target];
  if (os === undefined) throw new Error(`no such target: ${target}`);
  return os;
}

/** `codex-login`, with the target behind it where several lie side by side. */
export function executableName(target: string, isOneOfSeveral: boolean): string {
  const suffix = TARGETS[target] === "windows" ? ".exe" : "";
  return `codex-login${isOneOfSeveral ? `-${target}` : ""}${suffix}`;
}
