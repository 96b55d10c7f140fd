/**
 * Where the program runs, and whether a browser can be opened from there.
 *
 * Permission: env on the names below; read on PATH's folders and the containers' marks.
 *
 * @module
 */
import type { ReadEnvironment } from "../browser.ts";
import { OPENERS, type TargetOs } from "../permissions.ts";
import { type Check, checkOf } from "./check.ts";

const ELSEWHERE =
  "A browser on another machine cannot reach this one: forward the port (ssh -L 1455:localhost:1455).";
const CONTAINER_MARKS = ["/.dockerenv", "/run/.containerenv"];

/** Checks opener, terminal and machine. Never throws. */
export function checkSurroundings(
  readEnvironment: ReadEnvironment,
  os: TargetOs,
  isTerminal: boolean,
): Check[] {
  return [
    checkOpener(readEnvironment, os),
    checkOf("terminal").ok(
      isTerminal ? "A terminal is attached." : "No terminal is attached: a program reads this.",
    ),
    checkMachine(readEnvironment),
  ];
}

function checkOpener(readEnvironment: ReadEnvironment, os: TargetOs): Check {
  const check = checkOf("browser");
  const fix = "Sign in with the URL that the terminal shows, or set BROWSER to a program.";
  const own = (readEnvironment("BROWSER") ?? "").split(os === "windows" ? ";" : ":")
    .map((entry) => entry.trim().split(/\s+/)[0] ?? "").filter((program) => program !== "");
  const path = (readEnvironment("PATH") ?? "").split(os === "windows" ? ";" : ":");
  const isFound = (program: string) => findProgram(program, path, os);
  if (own.some(isFound)) return check.ok("The program that BROWSER names is there.");
  const opener = OPENERS[os].find(isFound);
  if (opener === undefined) {
    return check.warning("No program was found that opens a browser here.", fix);
  }
  if (own.length > 0) {
    return check.warning(
      `The program that BROWSER names was not found; ${opener} would be used.`,
      "Correct BROWSER, or unset it.",
    );
  }
  return check.ok(`${opener} was found and can open a browser.`);
}

function findProgram(program: string, path: readonly string[], os: TargetOs): boolean {
  const names = os === "windows" && !/\.\w+$/.test(program) ? [`${program}.exe`] : [program];
  const places = /[\\/]/.test(program)
    ? names
    : path.filter((folder) => folder !== "").flatMap((folder) =>
      names.map((name) => `${folder}/${name}`)
    );
  return places.some((place) => {
    try {
      const { isFile, mode } = Deno.statSync(place);
      return isFile && (os === "windows" || mode === null || (mode & 0o111) !== 0);
    } catch {
      return false;
    }
  });
}

function checkMachine(readEnvironment: ReadEnvironment): Check {
  const check = checkOf("machine");
  if (readEnvironment("WSL_DISTRO_NAME")) {
    return check.ok("This is WSL: the browser of Windows reaches it at localhost by default.");
  }
  if (CONTAINER_MARKS.some(isThere)) {
    return check.warning("This is a container.", `${ELSEWHERE} A container must publish it, too.`);
  }
  if (readEnvironment("SSH_CONNECTION")) {
    return check.warning("This is a session over SSH.", ELSEWHERE);
  }
  return check.ok(
    "Neither SSH, WSL nor a container was seen: browser and program share a machine.",
  );
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
