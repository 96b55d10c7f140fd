/**
 * A company's own certificate authority.
 *
 * @module
 */
import { usageError } from "../../errors/errors.ts";
import { readableOf } from "../../base/certificate_stores.ts";
import { fromBase64, toBase64 } from "../../base/base64.ts";
import { wordsOfFailure } from "../../base/system_words.ts";
import { namesIn } from "../../base/files/folder_entries.ts";
import { readRegularFile } from "../../base/files/regular_file.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";

// Empty means unset, as upstream has it.
const FILE_VARIABLES = ["CODEX_CA_CERTIFICATE", "SSL_CERT_FILE"];
/** Folders, of which the files count that OpenSSL would look at: named by a hash of the subject. */
const FOLDERS_VARIABLE = "SSL_CERT_DIR";
const HASHED_NAME = /^[0-9a-f]{8}\.\d+$/;
// OpenSSL writes trusted certificates under a name of its own.
const CERTIFICATE =
  /-----BEGIN (TRUSTED )?CERTIFICATE-----([^]+?)-----END (?:TRUSTED )?CERTIFICATE-----/g;
const DER_SEQUENCE = 0x30;
const LONG_LENGTH = 0x80;

/** The variable that names the CA file, if any does; what it names must be right. */
export function caFileVariableIn(readEnvironment: ReadEnvironment): string | undefined {
  return FILE_VARIABLES.find((name) => readEnvironment(name));
}

/** Every variable that adds certificates, in words; `undefined` where none is set. */
export function caVariablesIn(readEnvironment: ReadEnvironment): string | undefined {
  return [...FILE_VARIABLES, FOLDERS_VARIABLE].filter((name) => readEnvironment(name))
    .join(" and ") || undefined;
}

/** The certificates to trust beside the stores, or what is wrong with the file. */
export type CaFinding =
  | { readonly certificates: string[] }
  | {
    readonly problem: "unreadable" | "no_certificate";
    /** In words that follow the file's name; those of the system may hold its path. */
    readonly words: string;
  };

/**
 * The PEM certificates of CODEX_CA_CERTIFICATE, SSL_CERT_FILE and SSL_CERT_DIR, to be trusted beside the
 * stores; empty where none is set. In a bundle, those that cannot be read are left out, and so is all that
 * cannot be read beside the file that counts first. The stores must be chosen (`chooseStores`).
 *
 * Permission: read on those files.
 *
 * @throws {LoginError} `usage`, naming the file and the variable: missing, or without a certificate.
 */
export function readCaCertificates(readEnvironment: ReadEnvironment): string[] {
  const finding = findCaCertificates(readEnvironment);
  if ("certificates" in finding) return finding.certificates;
  const variable = caFileVariableIn(readEnvironment) ?? "";
  const path = readEnvironment(variable);
  throw usageError(`The CA file ${path} that ${variable} names ${finding.words}.`);
}

/** The same for whoever goes on without them. Never throws; permission: read on that file. */
export function findCaCertificates(readEnvironment: ReadEnvironment): CaFinding {
  const variable = caFileVariableIn(readEnvironment);
  const others = otherFiles(variable, readEnvironment).flatMap(blocksIfReadable);
  if (variable === undefined) return { certificates: readableOf(others) };
  let bytes: Uint8Array;
  try {
    bytes = readRegularFile(readEnvironment(variable) ?? "");
  } catch (error) {
    return { problem: "unreadable", words: `cannot be read: ${wordsOfFailure(error)}` };
  }
  const blocks = blocksOf(bytes);
  // The runtime silently ignores text that holds no certificate at all, so that is looked for here.
  if (blocks.length === 0) {
    const words = `${whatItIs(bytes)}; point ${variable} to a PEM file, or unset it`;
    return { problem: "no_certificate", words };
  }
  const readable = readableOf(blocks);
  if (readable.length > 0) {
    const added = readableOf(others).filter((block) => !readable.includes(block));
    return { certificates: [...readable, ...added] };
  }
  const words = `holds a certificate that cannot be read; replace the file, or unset ${variable}`;
  return { problem: "no_certificate", words };
}

function otherFiles(file: string | undefined, readEnvironment: ReadEnvironment): string[] {
  const separator = Deno.build.os === "windows" ? ";" : ":";
  const folders = readEnvironment(FOLDERS_VARIABLE)?.split(separator) ?? [];
  const hashed = folders.filter((folder) => folder !== "").flatMap((folder) =>
    namesIn(folder).filter((name) => HASHED_NAME.test(name)).map((name) => `${folder}/${name}`)
  );
  const more = file === "SSL_CERT_FILE" ? undefined : readEnvironment("SSL_CERT_FILE");
  return more ? [more, ...hashed] : hashed;
}

function blocksIfReadable(path: string): string[] {
  try {
    return blocksOf(readRegularFile(path));
  } catch {
    return [];
  }
}

function blocksOf(bytes: Uint8Array): string[] {
  return [...new TextDecoder().decode(bytes).matchAll(CERTIFICATE)]
    .map(([block, trusted, base64 = ""]) => trusted ? withoutTrustSettings(base64) : block);
}

function whatItIs(bytes: Uint8Array): string {
  const [first, second = 0] = bytes;
  if (first === undefined) return "is empty";
  if (first === DER_SEQUENCE && second >= LONG_LENGTH) {
    return "is not PEM but DER (`openssl x509 -inform der` converts it)";
  }
  const text = new TextDecoder().decode(bytes);
  if (/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/.test(text)) {
    return "holds a private key and no certificate";
  }
  return "holds no PEM certificate";
}

/**
 * The certificate alone: OpenSSL's trust settings follow it in the same block (X509_CERT_AUX), and the
 * runtime reads no block with anything behind the certificate.
 */
function withoutTrustSettings(base64: string): string {
  let der: Uint8Array;
  try {
    der = fromBase64(base64);
  } catch {
    der = new Uint8Array();
  }
  // DER: the tag, then the length in as many bytes as the low bits of the next one say (X.690 8.1.3).
  const lengthBytes = (der[1] ?? 0) & 0x7f;
  const length = der.subarray(2, 2 + lengthBytes).reduce((sum, byte) => sum * 256 + byte, 0);
  const certificate = der.subarray(0, 2 + lengthBytes + length);
  return `-----BEGIN CERTIFICATE-----\n${
    toBase64(certificate).replace(/.{64}/g, "$&\n").trimEnd()
  }\n-----END CERTIFICATE-----`;
}
