/**
 * The stores of authorities that the runtime trusts: its own (`mozilla`) and the system's (`system`), where
 * a company's authority is installed. Scripts use it too, so it imports nothing.
 *
 * @module
 */

/** The variable that names the stores for the runtime, with commas between. */
export const STORE_VARIABLE = "DENO_TLS_CA_STORE";

/** What it may name. */
export const STORE_NAMES: readonly string[] = ["mozilla", "system"];

/** Where the Unix systems but macOS keep the authorities that they trust, in one file each. */
const BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
  "/usr/local/share/certs/ca-root-nss.crt",
];
const BLOCK = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** Whether the system's authorities are files. */
export const HAS_BUNDLES = Deno.build.os !== "darwin" && Deno.build.os !== "windows";

/**
 * The stores that `chosen` (the variable's value) names; without one all that this system has.
 *
 * Permission: read on the system's bundles.
 */
export function storesOf(chosen: string | undefined): string[] {
  if (chosen) return chosen.split(",").map((name) => name.trim()).filter((name) => name !== "");
  return HAS_BUNDLES && !BUNDLES.some(isFile) ? ["mozilla"] : [...STORE_NAMES];
}

/** The first of the system's bundles that can be read; `undefined` where none can. Takes some 5 ms. */
export function usableBundle(): string | undefined {
  return BUNDLES.find(isUsable);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function isUsable(path: string): boolean {
  if (!isFile(path)) return false;
  try {
    return !Deno.readTextFileSync(path).replace(BLOCK, "").includes("-----BEGIN CERTIFICATE");
  } catch {
    return false;
  }
}
