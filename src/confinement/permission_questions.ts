/**
 * What `codex-login permissions` asks the runtime, on each side with the same words.
 *
 * @module
 */
import { ENVIRONMENT_NAMES } from "../base/environment_names.ts";
import { KEYRING_PROGRAMS, OPENERS, type TargetOs } from "../base/platform.ts";
import { networkAddress } from "../base/endpoints.ts";
import { optional } from "./permissions.ts";

/** One question to the runtime. */
export interface PermissionQuestion {
  readonly kind: Deno.PermissionDescriptor["name"];
  /** What is asked about, as a person reads it. */
  readonly about: string;
  /** Absent: everything of that kind. */
  readonly descriptor: Deno.PermissionDescriptor;
}

/** What the questions depend on. */
export interface QuestionOptions {
  readonly codexHome: string;
  readonly logDir: string;
  readonly issuer: string;
  readonly os: TargetOs;
}

/** An address that stands for every other one (RFC 5737). */
const ELSEWHERE = "192.0.2.1:443";

/** The questions, in the order of the table. */
export function permissionQuestions(
  { codexHome, logDir, issuer, os }: QuestionOptions,
): PermissionQuestion[] {
  const files = (["read", "write"] as const).flatMap((kind): PermissionQuestion[] => [
    { kind, about: "CODEX_HOME", descriptor: { name: kind, path: codexHome } },
    { kind, about: "log_dir", descriptor: { name: kind, path: logDir } },
    { kind, about: "any other file", descriptor: { name: kind } },
  ]);
  const address = networkAddress(issuer);
  const net: [about: string, host?: string][] = [
    [`the issuer, ${address}`, address],
    ["loopback, 127.0.0.1", "127.0.0.1"],
    ["loopback, [::1]", "[::1]"],
    ["any other address", ELSEWHERE],
  ];
  return [
    ...files,
    ...net.map(([about, host]): PermissionQuestion => ({
      kind: "net",
      about,
      descriptor: host === undefined ? { name: "net" } : { name: "net", host },
    })),
    ...ENVIRONMENT_NAMES.map((variable): PermissionQuestion => ({
      kind: "env",
      about: variable,
      descriptor: { name: "env", variable },
    })),
    { kind: "env", about: "any other variable", descriptor: { name: "env" } },
    ...OPENERS[os].map((command): PermissionQuestion => ({
      kind: "run",
      about: command,
      descriptor: { name: "run", command },
    })),
    ...optional(KEYRING_PROGRAMS[os]).map((command): PermissionQuestion => ({
      kind: "run",
      about: command,
      descriptor: { name: "run", command },
    })),
    { kind: "run", about: "any other program", descriptor: { name: "run" } },
    { kind: "sys", about: "free space (statfs)", descriptor: { name: "sys", kind: "statfs" } },
    { kind: "sys", about: "own user id (uid)", descriptor: { name: "sys", kind: "uid" } },
    {
      kind: "sys",
      about: "version of the system (osRelease)",
      descriptor: { name: "sys", kind: "osRelease" },
    },
    { kind: "sys", about: "any other fact about the system", descriptor: { name: "sys" } },
    { kind: "ffi", about: "native libraries", descriptor: { name: "ffi" } },
    { kind: "import", about: "code from the network", descriptor: { name: "import" } },
  ];
}

/**
 * The runtime's answers for the side that asks, in the order of the questions.
 *
 * `prompt` counts as no, since the program runs under `--no-prompt`; so does a grant of a part of what
 * was asked.
 */
export function askRuntime(descriptors: readonly Deno.PermissionDescriptor[]): boolean[] {
  return descriptors.map((descriptor) => {
    const { state } = Deno.permissions.querySync(descriptor);
    return state === "granted";
  });
}
