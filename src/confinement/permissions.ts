/**
 * The only place that says what this program may do.
 *
 * `deno task start`, `deno task compile`, the confined worker, the tests and the README's table all
 * take it from here; no flag is written twice.
 *
 * @module
 */
import { ENVIRONMENT_NAMES } from "../base/environment_names.ts";
import {
  KEYRING_PROGRAMS,
  openerCommands,
  OPENERS,
  PROCESS_READERS,
  type TargetOs,
} from "../base/platform.ts";
import { DEFAULT_ISSUER, LOOPBACK, networkAddress } from "../base/endpoints.ts";

/** What `doctor` and `report` ask the system: free space, whose a file is, and the system's version. */
export const DOCTOR_SYSTEM_NAMES: readonly string[] = ["statfs", "uid", "osRelease"];

/** What {@linkcode startFlags} depends on. */
export interface PermissionOptions {
  /** Default: {@linkcode DEFAULT_ISSUER}. */
  issuer?: string;
  /** The system that the program will run on. */
  os: TargetOs;
  /** `$BROWSER`, where the flags are made on the machine that the program runs on. */
  browser?: string;
  /** Host and port of a SOCKS proxy, likewise; from Deno 2.9 on it needs a permission of its own. */
  socksAddress?: string;
  /** Host and port of each proxy, known there too: `doctor` asks whether they are open. */
  proxies?: readonly string[];
  /** Absolute paths of CODEX_HOME and log_dir, as far as they are known there: see `commandFlags`. */
  folders?: readonly string[];
}

/** What the home of a person without HOME is looked up by. */
const HOME_SYSTEM_NAME = "uid";

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

/**
 * What the program starts with. CODEX_HOME and log_dir are known only at run time, so the file system
 * is open at the start; the flow then splits and revokes (see README).
 */
export function startPermissions(
  { issuer = DEFAULT_ISSUER, os, browser, socksAddress }: PermissionOptions,
): PermissionSet {
  const [first] = openerCommands("", os, browser);
  const programs = [
    ...new Set([...optional(first?.[0]), ...OPENERS[os]]),
    ...optional(KEYRING_PROGRAMS[os]),
    ...optional(PROCESS_READERS[os]),
  ];
  return {
    ...LISTENER_PERMISSIONS,
    read: true,
    write: true,
    net: [...LOOPBACK, networkAddress(issuer), ...optional(socksAddress)],
    env: ENVIRONMENT_NAMES,
    // A comma would be another program in the flag.
    run: programs.filter((name) => !name.includes(",")),
    // For `doctor`; a sign-in gives it up with everything else.
    sys: DOCTOR_SYSTEM_NAMES,
  };
}

/** {@linkcode startPermissions} as flags of `deno run` and `deno compile`. */
export function startFlags(options: PermissionOptions): string[] {
  return flagsOf(startPermissions(options));
}

/**
 * The flags for a command line run from source: `logs`, `doctor` and `report` may do less than a sign-in,
 * but that `doctor` and `report` ask the system and the proxies; they start the keyring's program alone,
 * and only where credentials are kept there. `doctor` may write to two folders, since a read-only disk
 * refuses only those who may; it writes nothing there (doctor/mount_state.ts).
 *
 * @param args The program's arguments.
 */
export function commandFlags(args: readonly string[], options: PermissionOptions): string[] {
  const [command] = args;
  const looking = { ...LISTENER_PERMISSIONS, read: true, env: ENVIRONMENT_NAMES };
  if (command === "logs") return flagsOf({ ...looking, sys: [HOME_SYSTEM_NAME] });
  if (command !== "doctor" && command !== "report") return startFlags(options);
  const { issuer = DEFAULT_ISSUER, os, proxies = [], folders = [] } = options;
  return flagsOf({
    ...looking,
    // A comma would be another path in the flag.
    write: command === "report" || folders.filter((folder) => !folder.includes(",")),
    net: [...LOOPBACK, networkAddress(issuer), ...proxies],
    run: optional(KEYRING_PROGRAMS[os]),
    sys: DOCTOR_SYSTEM_NAMES,
  });
}

/** What grants nothing has no flag: without a list it would grant everything. */
function flagsOf(permissions: PermissionSet): string[] {
  const flags = Object.entries(permissions).flatMap(([name, grant]) => {
    if (grant === true) return [`--allow-${name}`];
    return grant === false || grant.length === 0 ? [] : [`--allow-${name}=${grant.join(",")}`];
  });
  return ["--no-prompt", ...flags];
}

/** What {@linkcode workerPermissions} depends on. */
export interface WorkerPermissionOptions {
  readonly issuer: string;
  readonly codexHome: string;
  /** `undefined` where no log is written: a folder that Deno grants to nobody must not end a login. */
  readonly logDir: string | undefined;
  /** The keyring's program, only where credentials are to go there. */
  readonly keyringProgram?: string | undefined;
  /** Host and port of a SOCKS proxy, where this side has the permission to give it on. */
  readonly socksAddress?: string | undefined;
}

/**
 * What the side that exchanges and saves may do: two folders of the disk and the issuer; and one
 * program where the keyring is configured.
 */
export function workerPermissions(
  { issuer, codexHome, logDir, keyringProgram, socksAddress }: WorkerPermissionOptions,
): PermissionSet {
  const folders = [codexHome, ...optional(logDir)];
  return {
    ...LISTENER_PERMISSIONS,
    read: folders,
    write: folders,
    net: [networkAddress(issuer), ...optional(socksAddress)],
    run: keyringProgram === undefined ? false : [keyringProgram],
  };
}

/** Gives up everything that this side still holds; {@linkcode LISTENER_PERMISSIONS} is what is left. */
export function giveUpPermissions(): void {
  for (const name of PERMISSION_NAMES) Deno.permissions.revokeSync({ name });
}

/** A list of what is there. */
export function optional<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
