/**
 * Who is signed in: `CODEX_ACCESS_TOKEN`, else what the configured store holds, be it the file or the
 * system's keyring. No value is shown, nor what the keyring's program says.
 *
 * Permission: env on the variables of a keyring; read on CODEX_HOME; run on the keyring's program.
 *
 * @module
 */
import { ACCESS_TOKEN_VARIABLE, type ReadEnvironment } from "../../base/environment_names.ts";
import { lstatIfSeen, realPathIfSeen } from "../../base/files/folder_entries.ts";
import { currentOs, KEYRING_PROGRAMS } from "../../base/platform.ts";
import { keyringEnvironment, placeCredentials } from "../../config/credentials_place.ts";
import { keyringAuthStore } from "../../credentials/keyring_store.ts";
import { keyringTool } from "../../credentials/keyring_tool.ts";
import { loginInEnvironment } from "../../credentials/login_in_environment.ts";
import { isOver } from "../../credentials/stored_login.ts";
import { LoginError } from "../../errors/errors.ts";
import { CREDENTIALS_STORES, type CredentialsStore } from "../../log/log_words.ts";
import { checkAuthFile, checkLogin } from "./auth_check.ts";
import { type Check, checkOf, faultAndFix } from "./check.ts";
import { unset } from "./commands.ts";
import type { ConfigFinding } from "./config_checks.ts";

/** Checks what counts, and what it hides. Never throws. */
export async function checkSignIn(
  codexHome: string,
  { values, forcedLoginMethod }: Pick<ConfigFinding, "values" | "forcedLoginMethod">,
  readEnvironment: ReadEnvironment,
): Promise<Check[]> {
  const chosen = values.find("cli_auth_credentials_store")?.value;
  const store = CREDENTIALS_STORES.find((store) => store === chosen) ?? "file";
  const secretStorage = values.find("features", "secret_auth_storage")?.value;
  const hasSecretStorage = typeof secretStorage === "boolean" ? secretStorage : undefined;
  return [
    ...checkToken(readEnvironment, forcedLoginMethod === "api"),
    ...await checkStore(codexHome, store, hasSecretStorage, readEnvironment),
  ];
}

/** Signs in without a keyring. */
const USE_FILE = "codex-login -c cli_auth_credentials_store=file";

function checkToken(readEnvironment: ReadEnvironment, isForbidden: boolean): Check[] {
  const check = checkOf("auth-token");
  const login = loginInEnvironment(readEnvironment, undefined);
  if (login === undefined) return [];
  if (isForbidden) {
    return [
      check.ok(
        `${ACCESS_TOKEN_VARIABLE} is set and counts for nothing: forced_login_method is "api".`,
      ),
    ];
  }
  if (login.flaw || isOver(login)) {
    const what = isOver(login)
      ? "a token that has run out"
      : "no access token that Codex could use";
    return [
      check.failed(
        `${ACCESS_TOKEN_VARIABLE} comes before what is stored, and holds ${what}.`,
        "Correct it, or unset it.",
        unset(ACCESS_TOKEN_VARIABLE),
      ),
    ];
  }
  return [
    check.ok(
      `${ACCESS_TOKEN_VARIABLE} holds a sign-in of this kind: ${login.way?.name}. It comes before what is stored.`,
    ),
  ];
}

async function checkStore(
  codexHome: string,
  chosen: CredentialsStore,
  hasSecretStorage: boolean | undefined,
  readEnvironment: ReadEnvironment,
): Promise<Check[]> {
  const auth = checkOf("auth");
  const keyring = checkOf("keyring");
  if (chosen === "file") return checkAuthFile(codexHome);
  if (chosen === "ephemeral") {
    return [auth.ok("No credentials are kept: cli_auth_credentials_store is ephemeral.")];
  }
  const os = currentOs();
  try {
    const place = placeCredentials(
      chosen,
      hasSecretStorage,
      keyringEnvironment(readEnvironment),
      realPathIfSeen(codexHome),
    );
    const tool = keyringTool(os, place);
    if (tool === undefined) {
      const what = KEYRING_PROGRAMS[os] === undefined
        ? "This program can use no keyring on this system"
        : `${KEYRING_PROGRAMS[os]} was not found, so that no keyring can be used`;
      return [
        keyring.ok(`${what}; credentials are kept in the file.`),
        ...checkAuthFile(codexHome),
      ];
    }
    const login = await keyringAuthStore(realPathIfSeen(codexHome), tool, () => {}).load();
    if (login === undefined && chosen === "auto") {
      return [keyring.ok("The system's keyring holds no sign-in."), ...checkAuthFile(codexHome)];
    }
    if (login === undefined) {
      return [auth.ok("The system's keyring holds no sign-in: nobody is signed in yet.")];
    }
    const found = checkLogin("The system's keyring", login);
    return login.flaw && chosen === "auto" ? [found, ...checkAuthFile(codexHome)] : [found];
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    if (error.failure.kind === "usage") return [keyring.failed(...faultAndFix(error), USE_FILE)];
    const why = os === "linux" && !hasSessionBus(readEnvironment)
      ? ": there is no D-Bus session, which secret-tool needs (DBUS_SESSION_BUS_ADDRESS)"
      : `: ${KEYRING_PROGRAMS[os]} failed or did not answer`;
    const what = `The system's keyring cannot be read${why}.`;
    const fix = 'Unlock or repair it, or set cli_auth_credentials_store = "file".';
    return chosen === "auto"
      ? [keyring.warning(what, fix, USE_FILE), ...checkAuthFile(codexHome)]
      : [keyring.failed(what, fix, USE_FILE)];
  }
}

function hasSessionBus(readEnvironment: ReadEnvironment): boolean {
  const folder = readEnvironment("XDG_RUNTIME_DIR");
  return Boolean(readEnvironment("DBUS_SESSION_BUS_ADDRESS")) ||
    folder !== undefined && lstatIfSeen(`${folder}/bus`) !== undefined;
}
