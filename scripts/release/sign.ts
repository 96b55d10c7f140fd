/**
 * Signs an executable with the owner's account, which the environment names. Where it names none, or the
 * tool is not here, the executable stays as it is, with a word; where it is named and does not work, that
 * target has failed. No secret is an argument of a program: each is a file, or goes by standard input.
 * @module
 */
import { join } from "node:path";
import { CompileFailure, runQuietly } from "../compile/child_failure.ts";
import { osOfTarget } from "../compile/targets.ts";
import { projectPath } from "../project.ts";
import { programOf } from "./platforms.ts";
import { isSigned } from "./signature.ts";
import { zip } from "./zip.ts";

/** The text of the environment variables, for help. */
export const SIGNING_USAGE =
  `CODESIGN_IDENTITY              macOS: whose signature, in the keychain; it takes a Mac
NOTARY_KEY_FILE, NOTARY_KEY_ID, NOTARY_ISSUER_ID
                               macOS: the key of App Store Connect that Apple is asked with to notarise it
WINDOWS_CERTIFICATE            Windows: certificate and key, a PKCS#12 file, or with WINDOWS_PKCS11_MODULE
                               the address of both in a token; it takes osslsigncode
WINDOWS_CERTIFICATE_PASSWORD   what opens it, if anything does
WINDOWS_TIMESTAMP_URL          who says when it was signed (RFC 3161); else it holds as long as the certificate`;

/** What became of a program. */
export interface Signing {
  readonly program: Uint8Array;
  /** What was done or left out, for a person; nothing for a system that asks for no signature. */
  readonly word?: string;
}

const read = (name: string) => Deno.env.get(name) || undefined;

/**
 * `program` with a signature, if it can be had and is not there.
 *
 * @throws {CompileFailure} Where an account is named and does not sign.
 */
export async function signProgram(target: string, program: Uint8Array): Promise<Signing> {
  const os = osOfTarget(target);
  if (os === "linux") return { program };
  if (isSigned(program)) return { program, word: "signed before" };
  const folder = await Deno.makeTempDir({ prefix: "codex-login-sign-" });
  const path = join(folder, programOf(target));
  try {
    await Deno.writeFile(path, program, { mode: 0o755 });
    const word = await (os === "darwin" ? signForMac : signForWindows)(path);
    if (word.startsWith("not")) return { program, word };
    const signed = await Deno.readFile(path);
    if (!isSigned(signed)) {
      throw new CompileFailure("what signs was content, and left no signature");
    }
    return { program: signed, word };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The hardened runtime, which Apple notarises alone, forbids what V8 does unless entitlements allow it. */
async function signForMac(path: string): Promise<string> {
  const identity = read("CODESIGN_IDENTITY");
  if (!identity) return "not signed: CODESIGN_IDENTITY is not set";
  const isHere = await run("codesign", [
    ...["--sign", identity, "--force", "--timestamp", "--options", "runtime"],
    ...["--entitlements", projectPath("scripts/release/entitlements.plist")],
    ...["--identifier", "codex-login", path],
  ]);
  if (isHere === undefined) return "not signed: codesign is not here";
  const names = ["NOTARY_KEY_FILE", "NOTARY_KEY_ID", "NOTARY_ISSUER_ID"];
  const missing = names.filter((name) => !read(name));
  if (missing.length === names.length) return `signed, not notarised: ${names[0]} is not set`;
  if (missing.length > 0) throw new CompileFailure(`${missing.join(", ")} is not set`);
  return await notarise(path, names.map((name) => read(name) ?? ""));
}

/** Apple keeps the ticket: an executable by itself has no place to staple it to. */
async function notarise(path: string, [file = "", id = "", issuer = ""]: string[]) {
  const archive = `${path}.zip`;
  const seconds = Date.UTC(2020, 0, 1) / 1000;
  const entry = { path: "codex-login", content: await Deno.readFile(path), mode: 0o755 };
  await Deno.writeFile(archive, zip([entry], seconds));
  const answer = await run("xcrun", [
    ...["notarytool", "submit", archive, "--wait", "--output-format", "json"],
    ...["--key", file, "--key-id", id, "--issuer", issuer],
  ]);
  if (answer === undefined) return "signed, not notarised: xcrun is not here";
  if (!/"status"\s*:\s*"Accepted"/.test(answer)) {
    throw new CompileFailure(`Apple did not notarise it:\n${answer.trim()}`);
  }
  return "signed, notarised";
}

async function signForWindows(path: string): Promise<string> {
  const certificate = read("WINDOWS_CERTIFICATE");
  if (!certificate) return "not signed: WINDOWS_CERTIFICATE is not set";
  const module = read("WINDOWS_PKCS11_MODULE");
  const authority = read("WINDOWS_TIMESTAMP_URL");
  const unsigned = `${path}.unsigned`;
  await Deno.rename(path, unsigned);
  const isHere = await run("osslsigncode", [
    ...["sign", "-h", "sha256", "-n", "codex-login"],
    ...(module
      ? ["-pkcs11module", module, "-pkcs11cert", certificate, "-key", certificate]
      : ["-pkcs12", certificate]),
    // Older ones do not know that `-` is standard input.
    ...["-readpass", Deno.build.os === "windows" ? "-" : "/dev/stdin"],
    ...(authority ? ["-ts", authority] : []),
    ...["-in", unsigned, "-out", path],
  ], `${read("WINDOWS_CERTIFICATE_PASSWORD") ?? ""}\n`);
  if (isHere !== undefined) return authority ? "signed" : "signed, without a time of signing";
  return "not signed: osslsigncode is not here";
}

/** What a tool says on standard output; `undefined` where it is not here. */
async function run(tool: string, args: string[], input?: string): Promise<string | undefined> {
  try {
    return await runQuietly(tool, args, `${tool} failed`, input);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
