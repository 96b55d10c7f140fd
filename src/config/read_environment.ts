/**
 * The environment of the process, also where a variable holds bytes that are no text.
 *
 * Permission: env on the names that are asked for or changed.
 *
 * @module
 */
import { PROXY_VARIABLES, type ReadEnvironment } from "../base/environment_names.ts";
import { ownUid, userHome } from "../base/files/file_owner.ts";
import { usageError } from "../errors/errors.ts";

/** The environment, as commands use it. */
export interface EnvironmentPorts {
  readonly readEnvironment: ReadEnvironment;
  /** Sets variables of the process; `undefined` deletes. */
  changeEnvironment(changes: ReadonlyMap<string, string | undefined>): void;
}

/** To go on without one of these would sign in elsewhere, or by another way, than the person meant. */
const DECISIVE: readonly string[] = [
  "CODEX_HOME",
  "HOME",
  "USERPROFILE",
  "CODEX_CA_CERTIFICATE",
  "SSL_CERT_FILE",
  ...PROXY_VARIABLES,
];

/**
 * The value of `name`. One that is no UTF-8 text counts as unset where it only serves hints and openers.
 *
 * HOME is that of the password file where it is unset or empty, as a system unit and `env -i` leave it:
 * so does the real CLI. Permission: sys on uid and read on that file, else it is not asked.
 *
 * @throws {LoginError} `usage`, for one that decides where a sign-in goes.
 */
export function readVariable(name: string): string | undefined {
  try {
    const value = Deno.env.get(name);
    return name === "HOME" ? value || ownHome() : value;
  } catch (error) {
    if (!(error instanceof Deno.errors.InvalidData)) throw error;
    if (DECISIVE.includes(name)) {
      throw usageError(`${name} is no UTF-8 text; correct or unset it.`);
    }
    return undefined;
  }
}

/** Sets variables; `undefined` deletes. */
export function changeVariables(changes: ReadonlyMap<string, string | undefined>): void {
  for (const [name, value] of changes) {
    if (value === undefined) Deno.env.delete(name);
    else Deno.env.set(name, value);
  }
}

function ownHome(): string | undefined {
  const uid = ownUid();
  return uid === undefined ? undefined : userHome(uid);
}
