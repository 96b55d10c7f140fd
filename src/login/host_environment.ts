/**
 * What a person on another machine than their browser needs to know.
 *
 * @module
 */
import { isThere } from "../base/files/folder_entries.ts";
import { PASTE, PASTE_INVITATION } from "../callback/while_waiting.ts";
import { OPENERS, type TargetOs } from "../base/platform.ts";
import { findProgram } from "../base/program_path.ts";
import type { ReadEnvironment } from "../base/environment_names.ts";

/** Where the program runs, as far as it matters for reaching its callback port. */
export interface HostEnvironment {
  /** `$SSH_CONNECTION`: client address and port, server address and port. */
  readonly sshConnection: string | undefined;
  readonly user: string | undefined;
  readonly isWsl: boolean;
  readonly isContainer: boolean;
}

/** Looks at variables and marker files. Permission: env on the names read here; read on two marker files. */
export function detectHost(readEnvironment: ReadEnvironment): HostEnvironment {
  return {
    sshConnection: readEnvironment("SSH_CONNECTION") || undefined,
    user: readEnvironment("USER") || undefined,
    isWsl: Boolean(readEnvironment("WSL_DISTRO_NAME")),
    isContainer: ["/.dockerenv", "/run/.containerenv"].some(isThere),
  };
}

/** What stands between a browser and this machine, as far as it is seen. */
export type Remoteness = "ssh" | "container" | "wsl" | "none";

/** Of several the one that a browser meets first. */
export function remotenessOf(host: HostEnvironment): Remoteness {
  if (host.sshConnection !== undefined) return "ssh";
  if (host.isContainer) return "container";
  return host.isWsl ? "wsl" : "none";
}

/** What each means for a browser that is to reach `port`; the same for a sign-in and for the doctor. */
export const REMOTE_WORDS: Readonly<
  Record<Remoteness, (port: number) => readonly [what: string, so: string]>
> = {
  ssh:
    () => ["You are signed in over SSH.", "To let your own browser reach this sign-in, run there:"],
  container: (port) => [
    "This looks like a container:",
    `your browser cannot reach its localhost:${port} unless it ` +
    "shares the network of the machine where the browser runs.",
  ],
  wsl: (port) => [
    "This is WSL:",
    `a browser on Windows reaches localhost:${port} only while localhost forwarding ` +
    "is on in .wslconfig.",
  ],
  none:
    () => ["Neither SSH, WSL nor a container was seen:", "browser and program share a machine."],
};

/** The one hint for whoever can paste the callback here. */
export function pasteHint(host: HostEnvironment, port: number, isHeadless: boolean): string {
  const [words = "", command] = remoteHints(host, port);
  if (command !== undefined) {
    return `You are signed in over SSH. Sign in with your own browser and ${PASTE} ` +
      `Or let it reach this machine; run there:\n${command}`;
  }
  if (words !== "") return `${words} If it cannot, ${PASTE}`;
  return isHeadless
    ? `There is no browser here: sign in with one elsewhere and ${PASTE}`
    : PASTE_INVITATION;
}

/** Why no browser can be opened here, in words behind a colon; `undefined` where one may open. */
export function whyNoBrowser(readEnvironment: ReadEnvironment, os: TargetOs): string | undefined {
  if (readEnvironment("BROWSER")) return undefined;
  const hasDisplay = Boolean(readEnvironment("DISPLAY") || readEnvironment("WAYLAND_DISPLAY"));
  const isReachable = os === "linux" ? hasDisplay : !readEnvironment("SSH_CONNECTION");
  if (!isReachable && !readEnvironment("WSL_DISTRO_NAME")) {
    return readEnvironment("SSH_CONNECTION")
      ? "you are signed in over SSH"
      : "this machine has no display";
  }
  const path = readEnvironment("PATH") ?? "";
  return OPENERS[os].some((program) => findProgram(program, path, os) !== undefined)
    ? undefined
    : "no program that opens one was found";
}

/** One hint a line; empty where browser and program share a machine. */
export function remoteHints(host: HostEnvironment, port: number): string[] {
  const { user } = host;
  const [, , sshHost, sshPort] = host.sshConnection?.split(" ") ?? [];
  const isNamed = sshHost !== undefined && /^[\w:][\w.:%-]*$/.test(sshHost);
  // An SSH host that no command can name helps nobody.
  const remoteness = remotenessOf(isNamed ? host : { ...host, sshConnection: undefined });
  if (remoteness === "none") return [];
  const words = REMOTE_WORDS[remoteness](port).join(" ");
  if (remoteness !== "ssh") return [words];
  const account = user && /^\w[\w.-]*$/.test(user) ? `${user}@${sshHost}` : sshHost;
  const option = sshPort && sshPort !== "22" && /^\d+$/.test(sshPort) ? ` -p ${sshPort}` : "";
  return [words, `  ${sshForward(port)}${option} ${account}`];
}

/** The command that lets a browser elsewhere reach `port`; behind it come its options and the host. */
export function sshForward(port: number): string {
  return `ssh -N -L ${port}:127.0.0.1:${port}`;
}
