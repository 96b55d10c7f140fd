/**
 * What every connection trusts: the stores, and the certificates that variables add.
 *
 * The runtime reads a store when it first needs a certificate, keeps it, for workers as well, and makes no
 * connection at all where it cannot read it. So it is left with its own authorities, and those of the
 * system's bundle are given to each client. Where the system has no bundle the runtime reads its store.
 *
 * @module
 */
import {
  DAMAGED_STORE,
  HAS_BUNDLES,
  readBundle,
  STORE_NAMES,
  STORE_VARIABLE,
  storesOf,
} from "../../base/certificate_stores.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";
import { usageError } from "../../errors/errors.ts";
import { changeVariables } from "../read_environment.ts";
import type { Trust } from "./network_route.ts";

/**
 * The stores that are to be asked: those of DENO_TLS_CA_STORE, else all that this system has.
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

/** Has the runtime read of `stores` what it is to read itself, once it needs a certificate. Permission: env. */
export function chooseStores(stores: readonly string[]): void {
  const own = HAS_BUNDLES ? stores.filter((name) => name !== "system") : stores;
  changeVariables(new Map([[STORE_VARIABLE, own.join(",")]]));
}

/**
 * Adds what the system's bundle holds, as far as it can be read; then `stores` are those that count.
 *
 * Permission: env on DENO_TLS_CA_STORE; read on the system's bundles.
 */
export function loadStores({ caCertificates, certificates }: Trust): Trust {
  const { stores } = certificates;
  chooseStores(stores);
  if (!HAS_BUNDLES || !stores.includes("system")) return { caCertificates, certificates };
  const bundle = readBundle();
  const found = bundle.isWhole ? ["system"] : bundle.certificates.length > 0 ? [DAMAGED_STORE] : [];
  const loaded = stores.flatMap((name) => name === "system" ? found : name);
  return {
    caCertificates: [...caCertificates, ...bundle.certificates],
    certificates: { ...certificates, stores: loaded },
  };
}
