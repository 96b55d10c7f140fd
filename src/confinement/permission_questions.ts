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
  /** What is asked about, as a person reads it. */
  readonly about: string;
  /** With a kind alone: everything of it. */
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
  const address = networkAddress(issuer);
  const rows: [about: string, descriptor: Deno.PermissionDescriptor][] = [
    ...(["read", "write"] as const).flatMap((name): typeof rows => [
      ["CODEX_HOME", { name, path: codexHome }],
      ["log_dir", { name, path: logDir }],
      ["any other file", { name }],
    ]),
    [`the issuer, ${address}`, { name: "net", host: address }],
    ["loopback, 127.0.0.1", { name: "net", host: "127.0.0.1" }],
    ["loopback, [::1]", { name: "net", host: "[::1]" }],
    ["any other address", { name: "net", host: ELSEWHERE }],
    ...ENVIRONMENT_NAMES.map((variable): typeof rows[number] => [
      variable,
      { name: "env", variable },
    ]),
    ["any other variable", { name: "env" }],
    ...[...OPENERS[os], ...optional(KEYRING_PROGRAMS[os])].map((command): typeof rows[number] => [
      command,
      { name: "run", command },
    ]),
    ["any other program", { name: "run" }],
    ["free space (statfs)", { name: "sys", kind: "statfs" }],
    ["own user id (uid)", { name: "sys", kind: "uid" }],
    ["version of the system (osRelease)", { name: "sys", kind: "osRelease" }],
    ["any other fact about the system", { name: "sys" }],
    ["native libraries", { name: "ffi" }],
    ["code from the network", { name: "import" }],
  ];
  return rows.map(([about, descriptor]) => ({ about, descriptor }));
}

/**
 * The runtime's answers for the side that asks, in the order of the questions.
 *
 * `prompt` counts as no, since the program runs under `--no-prompt`; so does a grant of a part of what
 * was asked.
 */
export function askRuntime(descriptors: readonly Deno.PermissionDescriptor[]): boolean[] {
  return descriptors.map((descriptor) =>
    Deno.permissions.querySync(descriptor).state === "granted"
  );
}
