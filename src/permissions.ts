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

/** Every permission that Deno knows, to be given up. */
export const PERMISSION_NAMES = [
  "read",
  "write",
  "net",
  "env",
  "run",
  "sys",
  "ffi",
  "import",
] as const;

/** What one side may do: everything of a kind, nothing of it, or what the list names. */
export type PermissionSet = Readonly<
  Record<typeof PERMISSION_NAMES[number], boolean | readonly string[]>
>;

/**
 * What the program starts with. CODEX_HOME and log_dir are known only at run time, so the file system
 * is open at the start; the flow then splits and revokes (see README).
 */
export function startPermissions(
  { issuer = DEFAULT_ISSUER, os, browser }: PermissionOptions,
): PermissionSet {
  const programs = [...OPENERS[os]];
  const ownBrowser = browser?.split(":")[0]?.trim().split(/\s+/)[0];
  if (ownBrowser && !ownBrowser.includes(",")) programs.unshift(ownBrowser);
  return {
    read: true,
    write: true,
    net: ["127.0.0.1", "[::1]", networkAddress(issuer)],
    env: ENVIRONMENT_NAMES,
    run: programs,
    sys: false,
    ffi: false,
    import: false,
  };
}

/** {@linkcode startPermissions} as flags of `deno run` and `deno compile`. */
export function startFlags(options: PermissionOptions): string[] {
  const flags = ["--no-prompt"];
  for (const [name, grant] of Object.entries(startPermissions(options))) {
    if (grant === true) flags.push(`--allow-${name}`);
    else if (grant !== false) flags.push(`--allow-${name}=${grant.join(",")}`);
  }
  return flags;
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
): PermissionSet {
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

/** What the side that listens keeps once the worker is ready: nothing. */
export const LISTENER_PERMISSIONS: PermissionSet = {
  read: false,
  write: false,
  net: false,
  env: false,
  run: false,
  sys: false,
  ffi: false,
  import: false,
};

/** Gives up everything that this side still holds; {@linkcode LISTENER_PERMISSIONS} is what is left. */
export function giveUpPermissions(): void {
  for (const name of PERMISSION_NAMES) Deno.permissions.revokeSync({ name });
}
