/**
 * The only place that says what this program may do.
 *
 * `deno task start`, `deno task compile`, the confined worker, the tests and the README's table all
 * take it from here; no flag is written twice.
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

/** Environment variables that the program reads, and no others. */
export const ENVIRONMENT_NAMES: readonly string[] = [
  "CODEX_HOME",
  "HOME",
  "USERPROFILE",
  "BROWSER",
  "CODEX_CA_CERTIFICATE",
  "SSL_CERT_FILE",
  // Words for people whose browser runs elsewhere.
  "SSH_CONNECTION",
  "USER",
  "WSL_DISTRO_NAME",
  // Whether the terminal can rewrite a line.
  "TERM",
  // Only to be deleted: it would move the callback server to another address.
  "DENO_SERVE_ADDRESS",
  // Handed to the opener, which is started with nothing else.
  "PATH",
  "DISPLAY",
  "WAYLAND_DISPLAY",
  "XDG_RUNTIME_DIR",
  "XDG_CURRENT_DESKTOP",
  "XAUTHORITY",
  "DBUS_SESSION_BUS_ADDRESS",
  "SystemRoot",
];

/** The issuer that a build without `--issuer` is for. */
export const DEFAULT_ISSUER = "https://auth.openai.com";

/** Host and port of an issuer, as `--allow-net` takes it. */
export function networkAddress(issuer: string): string {
  const url = new URL(issuer);
  return `${url.hostname}:${url.port || (url.protocol === "http:" ? "80" : "443")}`;
}

/** What {@linkcode startFlags} depends on. */
export interface PermissionOptions {
  /** Default: {@linkcode DEFAULT_ISSUER}. */
  issuer?: string;
  /** The system that the program will run on. */
  os: TargetOs;
  /** `$BROWSER`, where the flags are made on the machine that the program runs on. */
  browser?: string;
}

/**
 * The permission flags that the program starts with. CODEX_HOME and log_dir are known only at run
 * time, so the file system is open at the start; the flow then splits and revokes (see README).
 */
export function startFlags({ issuer = DEFAULT_ISSUER, os, browser }: PermissionOptions): string[] {
  const programs = [...OPENERS[os]];
  const ownBrowser = browser?.split(":")[0]?.trim().split(/\s+/)[0];
  if (ownBrowser && !ownBrowser.includes(",")) programs.unshift(ownBrowser);
  return [
    "--no-prompt",
    "--allow-read",
    "--allow-write",
    `--allow-net=127.0.0.1,[::1],${networkAddress(issuer)}`,
    `--allow-env=${ENVIRONMENT_NAMES.join(",")}`,
    `--allow-run=${programs.join(",")}`,
  ];
}

/** Every permission that Deno knows, to be given up. */
export const PERMISSION_NAMES = ["read", "write", "net", "env", "run", "sys", "ffi"] as const;

/** The variable that would move Deno.serve to another address. */
const SERVE_ADDRESS_VARIABLE = "DENO_SERVE_ADDRESS";

/**
 * Narrows this process to what an app-server needs for as long as it lives: to bind the callback port
 * of the next login, which takes net on loopback and the variable that would move it. It can no longer
 * read, write, start a program or reach the issuer; that is the confined worker's.
 */
export function keepAppServerPermissions({ issuer }: { issuer: string }): void {
  for (const name of PERMISSION_NAMES) {
    if (name !== "net" && name !== "env") Deno.permissions.revokeSync({ name });
  }
  const host = networkAddress(issuer);
  if (!["127.0.0.1", "[::1]"].includes(host.replace(/:\d+$/, ""))) {
    Deno.permissions.revokeSync({ name: "net", host });
  }
  for (const variable of ENVIRONMENT_NAMES) {
    if (variable !== SERVE_ADDRESS_VARIABLE) {
      Deno.permissions.revokeSync({ name: "env", variable });
    }
  }
}

/** What {@linkcode workerPermissions} depends on. */
export interface WorkerPermissionOptions {
  readonly issuer: string;
  readonly codexHome: string;
  readonly logDir: string;
}

/** What the side that exchanges and saves may do: two folders of the disk and the issuer. */
export function workerPermissions(
  { issuer, codexHome, logDir }: WorkerPermissionOptions,
): Deno.PermissionOptionsObject {
  const folders = [codexHome, logDir];
  return {
    read: folders,
    write: folders,
    net: [networkAddress(issuer)],
    env: false,
    run: false,
    sys: false,
    ffi: false,
    import: false,
  };
}
