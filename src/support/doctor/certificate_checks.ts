/**
 * The CA variables: the file, how many certificates it holds, and until when they are valid.
 *
 * Names inside of certificates are not shown. Permission: read on that file.
 *
 * @module
 */
import {
  DAMAGED_STORE,
  STORE_NAMES,
  STORE_VARIABLE,
  storesOf,
} from "../../base/certificate_stores.ts";
import { loadStores } from "../../config/network/certificate_stores.ts";
import {
  caFileVariableIn,
  caVariablesIn,
  findCaCertificates,
} from "../../config/network/ca_certificates.ts";
import { describeStores } from "../../errors/explain.ts";
import { type Check, checkOf } from "./check.ts";
import { SET_CLOCK, unset } from "./commands.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";

/** A certificate that expires sooner gets a warning. */
const SOON_MS = 30 * 24 * 60 * 60 * 1000;

/** What was found, and the certificates for the network's checks. */
export interface CertificateFinding {
  readonly check: Check;
  /** PEM texts; empty where there are none, or none that can be used. */
  readonly certificates: readonly string[];
}

/** Checks the variables, once the stores are checked. Never throws. */
export async function checkCertificates(
  readEnvironment: ReadEnvironment,
  nowMs: number = Date.now(),
): Promise<CertificateFinding> {
  const check = checkOf("certificates");
  const name = caVariablesIn(readEnvironment);
  if (name === undefined) {
    return {
      check: check.ok("No CA variable is set: the stores' authorities are trusted alone."),
      certificates: [],
    };
  }
  const finding = findCaCertificates(readEnvironment);
  if ("problem" in finding) {
    const name = caFileVariableIn(readEnvironment) ?? "";
    const what = finding.problem === "unreadable" ? "cannot be read" : "holds no PEM certificate";
    return {
      check: check.failed(
        `The file that ${name} names ${what}, so no sign-in starts.`,
        `Point ${name} to a readable PEM file, or unset it.`,
        unset(name),
      ),
      certificates: [],
    };
  }
  const { certificates } = finding;
  return { check: await judge(name, certificates, nowMs), certificates };
}

/** Loads the stores as a sign-in would, before anything else that needs a certificate. */
export function checkStores(readEnvironment: ReadEnvironment): CertificateFinding {
  const check = checkOf("certificate-stores");
  const wanted = storesOf(readEnvironment(STORE_VARIABLE));
  if (!wanted.every((name) => STORE_NAMES.includes(name))) {
    const failed = check.failed(
      `${STORE_VARIABLE} names a store that the runtime does not know; no sign-in starts.`,
      `Set it to ${STORE_NAMES.join(",")}, or unset it.`,
      unset(STORE_VARIABLE),
    );
    return { check: failed, certificates: [] };
  }
  const { certificates: { stores }, caCertificates: certificates } = loadStores({
    caCertificates: [],
    certificates: { stores: wanted, variable: undefined, count: 0 },
  });
  const trusted = `Trusted are ${describeStores(stores)}.`;
  const isDamaged = stores.includes(DAMAGED_STORE);
  if (!isDamaged && stores.length === wanted.length) {
    return { check: check.ok(trusted), certificates };
  }
  const warning = check.warning(
    isDamaged
      ? `${trusted} What cannot be read of it is left out.`
      : `${trusted} The system's are left out: none of its bundles of certificates can be read.`,
    "Mend it with the system's own program (update-ca-certificates or update-ca-trust).",
    "sudo update-ca-certificates",
  );
  return { check: warning, certificates };
}

/**
 * Dates make no failure: the runtime takes an authority whatever its dates say. But other programs do
 * not, and a company that renewed its authority signs with the new one.
 */
async function judge(name: string, certificates: string[], nowMs: number): Promise<Check> {
  const check = checkOf("certificates");
  const { X509Certificate } = await import("node:crypto");
  const validities = certificates.map((pem): Validity | undefined => {
    try {
      const { validFrom, validTo } = new X509Certificate(pem);
      return { startMs: Date.parse(validFrom), endMs: Date.parse(validTo) };
    } catch {
      return undefined;
    }
  });
  const read = validities.filter((validity) => validity !== undefined);
  const early = read.filter(({ startMs }) => startMs > nowMs);
  const expired = read.filter(({ endMs }) => endMs < nowMs);
  const valid = read.filter(({ startMs, endMs }) => startMs <= nowMs && endMs >= nowMs);
  const count = certificates.length === 1 ? "1 certificate" : `${certificates.length} certificates`;
  const isFile = !name.includes(" ") && name !== "SSL_CERT_DIR";
  const what = `${isFile ? "The file that" : "What"} ${name} names holds ${count}`;
  const value = Deno.build.os === "windows" ? `$env:${name}` : `$${name}`;
  const show = isFile ? `openssl x509 -noout -subject -dates -in "${value}"` : undefined;
  const fix = `Ask whoever runs your network for the certificate that is valid now.`;
  if (early.length > 0) {
    const first = day(Math.min(...early.map(({ startMs }) => startMs)));
    return check.warning(
      `${what}; ${early.length === certificates.length ? "" : `${early.length} of them `}` +
        `not valid yet by this machine's clock, before ${first} (UTC).`,
      `Check this machine's date and time first: a wrong clock is the likeliest cause. ${fix}`,
      SET_CLOCK,
    );
  }
  if (valid.length === 0) {
    const why = expired.length > 0 ? "expired by this machine's clock" : "that can be parsed";
    const none = expired.length > 0 ? "all" : "none";
    return check.warning(`${what}, ${none} ${why}.`, `Check this machine's date. ${fix}`, show);
  }
  // A bundle of many authorities has some of everything as a rule.
  const isBundle = certificates.length >= 10;
  const unreadable = certificates.length - read.length;
  if (unreadable > 0 && !isBundle) {
    return check.warning(`${what}; ${unreadable} of them cannot be parsed.`, fix, show);
  }
  if (expired.length > 0 && !isBundle) {
    return check.warning(`${what}; ${expired.length} of them expired.`, fix, show);
  }
  const nextMs = Math.min(...valid.map(({ endMs }) => endMs));
  if (nextMs - nowMs < SOON_MS && !isBundle) {
    return check.warning(
      `${what}; the next one expires on ${day(nextMs)}.`,
      "Nothing is wrong yet: ask whoever runs your network for the one that follows it.",
      show,
    );
  }
  return check.ok(
    `${what}, added to the stores' authorities; the next expiry is on ${day(nextMs)}.`,
  );
}

/** In milliseconds. */
interface Validity {
  readonly startMs: number;
  readonly endMs: number;
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
