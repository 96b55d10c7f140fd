/**
 * The CA variables: the file, how many certificates it holds, and until when they are valid.
 *
 * Names inside of certificates are not shown. Permission: read on that file.
 *
 * @module
 */
import type { ReadEnvironment } from "../browser.ts";
import { readCaCertificates } from "../ca_certificates.ts";
import { LoginError } from "../errors.ts";
import { type Check, checkOf } from "./check.ts";

/** A certificate that expires sooner gets a warning. */
const SOON_MS = 30 * 24 * 60 * 60 * 1000;

/** What was found, and the certificates for the network's checks. */
export interface CertificateFinding {
  readonly check: Check;
  /** PEM texts; empty where there are none, or none that can be used. */
  readonly certificates: readonly string[];
}

/** Checks the variables. Never throws. */
export async function checkCertificates(
  readEnvironment: ReadEnvironment,
  nowMs: number = Date.now(),
): Promise<CertificateFinding> {
  const check = checkOf("certificates");
  const name = ["CODEX_CA_CERTIFICATE", "SSL_CERT_FILE"].find((name) => readEnvironment(name));
  if (name === undefined) {
    return {
      check: check.ok("No CA variable is set: the built-in authorities are trusted."),
      certificates: [],
    };
  }
  let certificates: string[];
  try {
    certificates = readCaCertificates(readEnvironment);
  } catch (error) {
    const isUnreadable = error instanceof LoginError && error.message.includes("cannot be read:");
    const what = isUnreadable ? "cannot be read" : "holds no PEM certificate";
    return {
      check: check.failed(
        `The file that ${name} names ${what}, so no sign-in starts.`,
        `Point ${name} to a readable PEM file, or unset it.`,
      ),
      certificates: [],
    };
  }
  return { check: await judge(name, certificates, nowMs), certificates };
}

async function judge(name: string, certificates: string[], nowMs: number): Promise<Check> {
  const check = checkOf("certificates");
  const { X509Certificate } = await import("node:crypto");
  const ends = certificates.map((pem) => {
    try {
      return Date.parse(new X509Certificate(pem).validTo);
    } catch {
      return NaN;
    }
  });
  const count = certificates.length === 1 ? "1 certificate" : `${certificates.length} certificates`;
  const what = `The file that ${name} names holds ${count}`;
  const unreadable = ends.filter(Number.isNaN).length;
  const expired = ends.filter((end) => end < nowMs).length;
  const next = Math.min(...ends.filter((end) => end >= nowMs));
  const fix = `Ask whoever runs your network for the certificate that is valid now.`;
  if (next === Infinity) return check.failed(`${what}, none of which is valid.`, fix);
  if (unreadable > 0) {
    return check.warning(`${what}; ${unreadable} of them cannot be parsed.`, fix);
  }
  // A bundle of many authorities has expired ones among them as a rule.
  if (expired > 0 && certificates.length < 10) {
    return check.warning(`${what}; ${expired} of them expired.`, fix);
  }
  const day = new Date(next).toISOString().slice(0, 10);
  if (next - nowMs < SOON_MS && certificates.length < 10) {
    return check.warning(`${what}; the next one expires on ${day}.`, fix);
  }
  return check.ok(`${what}, added to the built-in authorities; the next expiry is on ${day}.`);
}
