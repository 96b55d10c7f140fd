/** The targets as others call them. @module */
import { osOfTarget } from "../compile/targets.ts";

/** A platform as npm calls it. */
export interface Platform {
  readonly os: "linux" | "darwin" | "win32";
  readonly cpu: "x64" | "arm64";
}

/** What npm calls a target; the others' names are made of these. */
export function platformOf(target: string): Platform {
  const os = osOfTarget(target);
  return {
    os: os === "windows" ? "win32" : os,
    cpu: target.startsWith("aarch64") ? "arm64" : "x64",
  };
}

/** The name of the program's file on a target. */
export function programOf(target: string): string {
  return osOfTarget(target) === "windows" ? "codex-login.exe" : "codex-login";
}
