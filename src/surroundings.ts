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
      `This looks like a container: your browser cannot reach its localhost:${port} unless it ` +
        "shares the network of the machine where the browser runs.",
    );
  } else if (surroundings.isWsl) {
    hints.push(
      `This is WSL: a browser on Windows reaches localhost:${port} only while localhost forwarding ` +
        "is on in .wslconfig.",
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
