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

/** What stands between spaces; a path of Windows has them without quotes, too. */
const WORDS: Record<TargetOs, RegExp> = {
  linux: /"[^"]*"|\S+/g,
  darwin: /"[^"]*"|\S+/g,
  windows: /^[^"]*?\.exe(?=\s|$)|"[^"]*"|\S+/gi,
};

/** `$BROWSER`'s programs in their order, then the platform's openers. */
export function openerCommands(
  url: string,
  os: TargetOs,
  browser: string | undefined,
): [string, ...string[]][] {
  const own = (browser ?? "").split(os === "windows" ? ";" : ":")
    .map((entry) => entry.trim().match(WORDS[os]) ?? [])
    .map((words) => words.map((word) => word.replace(/^"(.*)"$/, "$1")))
    .filter((words) => words[0])
    .map(([program = "", ...words]): [string, ...string[]] => {
      const hasPlace = words.some((word) => word.includes("%s"));
      const given = words.map((word) => word.replaceAll("%s", () => url));
      return hasPlace ? [program, ...given] : [program, ...given, url];
    });
  const platform = OPENERS[os].map((program): [string, ...string[]] =>
    os === "windows" ? [program, "url.dll,FileProtocolHandler", url] : [program, url]
  );
  return [...own, ...platform];
}

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
