/**
 * What a person on another machine than their browser needs to know.
 *
 * @module
 */
import type { ReadEnvironment } from "./browser.ts";

/** Where the program runs, as far as it matters for reaching its callback port. */
export interface Surroundings {
  /** `$SSH_CONNECTION`: client address and port, server address and port. */
  readonly sshConnection: string | undefined;
  readonly user: string | undefined;
  readonly isWsl: boolean;
  readonly isContainer: boolean;
}

/** Looks around. Permission: env on the names read here; read on two marker files. */
export function lookAround(readEnvironment: ReadEnvironment): Surroundings {
  return {
    sshConnection: readEnvironment("SSH_CONNECTION") || undefined,
    user: readEnvironment("USER") || undefined,
    isWsl: Boolean(readEnvironment("WSL_DISTRO_NAME")),
    isContainer: ["/.dockerenv", "/run/.containerenv"].some(exists),
  };
}

/** One hint a line; empty where browser and program share a machine. */
export function remoteHints(surroundings: Surroundings, port: number): string[] {
  const hints: string[] = [];
  const [, , host, sshPort] = surroundings.sshConnection?.split(" ") ?? [];
  if (host && /^[\w.:%-]+$/.test(host)) {
    const account = surroundings.user && /^[\w.-]+$/.test(surroundings.user)
      ? `${surroundings.user}@${host}`
      : host;
    const option = sshPort && sshPort !== "22" && /^\d+$/.test(sshPort) ? ` -p ${sshPort}` : "";
    hints.push(
      "You are signed in over SSH. To let your own browser reach this sign-in, run there:",
      `  ssh -N -L ${port}:127.0.0.1:${port}${option} ${account}`,
    );
  } else if (surroundings.isContainer) {
    hints.push(
      `This is a container: the browser must reach port ${port} of it on its own localhost, ` +
        "so paste the address as described, or share the host's network.",
    );
  } else if (surroundings.isWsl) {
    hints.push(
      `This is WSL: if the browser on Windows cannot open localhost:${port}, paste the address ` +
        "that it shows.",
    );
  }
  return hints;
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
