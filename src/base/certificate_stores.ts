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

/** What is called so of the system's store was only read in part: its bundle is damaged. */
export const DAMAGED_STORE = "damaged system";

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

/** A bundle of the system, as far as the runtime takes it. */
export interface Bundle {
  /** PEM texts; empty where none can be read. */
  readonly certificates: string[];
  readonly isWhole: boolean;
}

/**
 * The first of the system's bundles that is whole, else what can be read of the first that is not. Takes some
 * 2 ms.
 *
 * Permission: read on them.
 */
export function readBundle(): Bundle {
  let certificates: string[] = [];
  for (const path of BUNDLES.filter(isFile)) {
    const text = textIfReadable(path);
    if (!text.includes("-----BEGIN CERTIFICATE-----")) continue;
    if (areReadable([text])) return { certificates: [text], isWhole: true };
    if (certificates.length === 0) certificates = readableOf(text.match(BLOCK) ?? []);
  }
  return { certificates, isWhole: false };
}

/** Those of PEM texts that the runtime takes. All at once first: one by one takes long for a whole bundle. */
export function readableOf(blocks: string[]): string[] {
  return blocks.length === 0 || areReadable(blocks)
    ? blocks
    : blocks.filter((block) => areReadable([block]));
}

/** Whether the runtime takes them: to find out later would be after the browser has opened. */
function areReadable(caCerts: string[]): boolean {
  try {
    Deno.createHttpClient({ caCerts }).close();
    return true;
  } catch {
    return false;
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function textIfReadable(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
