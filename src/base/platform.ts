/**
 * The operating systems, and the programs of theirs that this program may start.
 *
 * @module
 */

/** The operating systems that an executable is built for. */
export type TargetOs = "linux" | "darwin" | "windows";

/** Programs that open a URL in the person's browser, best first. */
export const OPENERS: Record<TargetOs, readonly string[]> = {
  linux: ["xdg-open", "wslview"],
  darwin: ["open"],
  windows: ["rundll32"],
};

/** The program that comes with the system's keyring, where it has one. */
export const KEYRING_PROGRAMS: Record<TargetOs, string | undefined> = {
  linux: "secret-tool",
  darwin: "security",
  windows: undefined,
};

/** The program that reads what the system says of this process, which Deno does not let itself read. */
export const PROCESS_READERS: Record<TargetOs, string | undefined> = {
  linux: "/bin/cat",
  darwin: undefined,
  windows: undefined,
};

/** The system that this program runs on; any other Unix counts as Linux. */
export function currentOs(): TargetOs {
  const os = Deno.build.os;
  return os === "windows" || os === "darwin" ? os : "linux";
}
