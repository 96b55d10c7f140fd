/**
 * Where the program runs, and whether a browser can be opened from there.
 *
 * Permission: env on the names below; read on PATH's folders and the containers' marks.
 *
 * @module
 */
import { findProgram, isExecutable } from "../../base/program_path.ts";
import { REGISTERED_PORTS } from "../../callback/registered_ports.ts";
import {
  detectHost,
  type HostEnvironment,
  REMOTE_WORDS,
  remotenessOf,
  sshForward,
} from "../../login/host_environment.ts";
import { type Check, checkOf } from "./check.ts";
import { unset, USE_DEVICE_CODE } from "./commands.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";
import { openerCommands, OPENERS, type TargetOs } from "../../base/platform.ts";

/** Checks opener, terminal and machine. Never throws. */
export function checkHost(
  readEnvironment: ReadEnvironment,
  os: TargetOs,
  isTerminal: boolean,
): Check[] {
  return [
    checkOpener(readEnvironment, os),
    checkOf("terminal").ok(
      isTerminal ? "A terminal is attached." : "No terminal is attached: a program reads this.",
    ),
    checkMachine(detectHost(readEnvironment)),
  ];
}

function checkOpener(readEnvironment: ReadEnvironment, os: TargetOs): Check {
  const check = checkOf("browser");
  const fix = "Sign in with the URL that the terminal shows, or set BROWSER to a program.";
  const path = readEnvironment("PATH") ?? "";
  const isFound = (program: string) => {
    const file = findProgram(program, path, os);
    return file !== undefined && isExecutable(file, os);
  };
  const own = openerCommands("", os, readEnvironment("BROWSER")).map(([program]) => program)
    .filter((program) => !OPENERS[os].includes(program));
  if (own.some(isFound)) return check.ok("The program that BROWSER names is there.");
  const opener = OPENERS[os].find(isFound);
  if (opener === undefined) {
    return check.warning(
      "No program was found that opens a browser here.",
      fix,
      "codex-login --no-browser",
    );
  }
  if (own.length > 0) {
    return check.warning(
      `The program that BROWSER names was not found; ${opener} would be used.`,
      "Correct BROWSER, or unset it.",
      unset("BROWSER"),
    );
  }
  return check.ok(`${opener} was found and can open a browser.`);
}

/** Says how a browser reaches this machine. */
export function checkMachine(host: HostEnvironment): Check {
  const check = checkOf("machine");
  const [port] = REGISTERED_PORTS;
  const remoteness = remotenessOf(host);
  const [what, so] = REMOTE_WORDS[remoteness](port);
  const sentence = `${what} ${so}`;
  switch (remoteness) {
    case "none":
    case "wsl":
      return check.ok(sentence);
    case "container":
      return check.warning(
        sentence,
        "Share the host's network with it, or sign in with --device-auth.",
        USE_DEVICE_CODE,
      );
    case "ssh":
      // Whose machine that is stays out of it.
      return check.warning(
        what,
        `Run ${sshForward(port)} and this host's name there, or sign in with --device-auth.`,
        USE_DEVICE_CODE,
      );
  }
}
