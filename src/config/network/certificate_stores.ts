/**
 * Lets the runtime trust the system's authorities beside its own.
 *
 * It reads a store when it first needs a certificate and keeps it, for workers as well. One that it cannot
 * read would make every connection fail, so the system's bundle is looked at before.
 *
 * @module
 */
import {
  HAS_BUNDLES,
  STORE_NAMES,
  STORE_VARIABLE,
  storesOf,
  usableBundle,
} from "../../base/certificate_stores.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";
import { usageError } from "../../errors/errors.ts";
import { changeVariables, readVariable } from "../read_environment.ts";

/**
 * The stores that the runtime is to ask: those of DENO_TLS_CA_STORE, else all that this system has.
 *
 * @throws {LoginError} `usage` for a name that the runtime would refuse after the sign-in.
 */
export function readStores(readEnvironment: ReadEnvironment): string[] {
  const stores = storesOf(readEnvironment(STORE_VARIABLE));
  if (stores.every((name) => STORE_NAMES.includes(name))) return stores;
  throw usageError(
    `${STORE_VARIABLE} takes ${STORE_NAMES.join(", ")}, or both with a comma between; ` +
      `correct or unset it.`,
  );
}

/**
 * Makes the runtime read them, before anything else that needs a certificate. Takes 5 to 10 ms.
 *
 * A system's bundle that is damaged, or not readable for this person, is left out. SSL_CERT_FILE, which
 * the runtime would take in place of that bundle, adds to it instead (ca_certificates.ts).
 *
 * Permission: env on both variables; read on the system's bundles.
 *
 * @returns The stores that count.
 */
export function loadStores(stores: readonly string[]): string[] {
  const bundle = HAS_BUNDLES && stores.includes("system") ? usableBundle() : undefined;
  const loaded = HAS_BUNDLES && bundle === undefined
    ? stores.filter((name) => name !== "system")
    : [...stores];
  const own = readVariable("SSL_CERT_FILE");
  changeVariables(new Map([["SSL_CERT_FILE", bundle], [STORE_VARIABLE, loaded.join(",")]]));
  try {
    Deno.createHttpClient({}).close();
  } catch {
    // What it says then, every request says as well.
  }
  changeVariables(new Map([["SSL_CERT_FILE", own]]));
  return loaded;
}
