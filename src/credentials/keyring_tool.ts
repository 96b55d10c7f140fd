/**
 * The system's keyring through the program that comes with it: `secret-tool` or `security`.
 *
 * Promise: a secret goes to the program over stdin and comes back over stdout, never in an argument,
 * which every other program of the machine could read. Permission: run on that one program.
 *
 * @module
 */
import { toHexadecimal } from "../base/base64.ts";
import { NEVER, withTimeLimit } from "../base/time_limit.ts";
import { redactCredentialShapes } from "../log/text/credential_shapes.ts";
import type { TargetOs } from "../base/platform.ts";
import type { CredentialsPlace } from "../config/credentials_place.ts";

/** The service that the real Codex CLI files its credentials under. */
export const KEYRING_SERVICE = "Codex Auth";

/** The keyring of the person; every method has a limit and then throws, as for any failure. */
export interface KeyringTool {
  /** The longest text that survives, in bytes. */
  readonly largestTextBytes: number;
  /** What is stored, `undefined` where nothing is. */
  read(account: string): Promise<string | undefined>;
  /** Stores ASCII text in place of what was there. */
  write(account: string, text: string): Promise<void>;
  /** Whether there was something to remove. */
  remove(account: string): Promise<boolean>;
}

/** Why the keyring could not be used, in words for a person; it holds no secret. */
export class KeyringError extends Error {
  override readonly name = "KeyringError";
}

interface Ending {
  readonly program: string;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Long enough for a person to unlock a keyring that asks for its password. */
const SECRET_TOOL_LIMIT_MS = 30_000;
/** As long as a sign-in waits: the Keychain asks whether this program may, each time, and perhaps nobody is there. */
const SECURITY_LIMIT_MS = 15 * 60_000;
/** `secret-tool` silently cuts what it reads at 8 KiB and still says that all is well. */
const SECRET_TOOL_LIMIT_BYTES = 8191;
/** `security -i` takes lines of 4 KiB; the text is written in hexadecimal, the rest is the command. */
const SECURITY_LIMIT_BYTES = 1950;
const SECURITY_NOT_FOUND = 44;

/** The keyring of `os` for credentials at `place`; `undefined` where they go elsewhere, or it has no program. */
export function keyringTool(
  os: TargetOs,
  { store, environment }: CredentialsPlace,
): KeyringTool | undefined {
  if (store === "file" || store === "ephemeral") return undefined;
  if (os === "linux") return secretTool(environment);
  if (os === "darwin") return security(environment);
  return undefined;
}

function secretTool(environment: Record<string, string>): KeyringTool {
  const tool = { program: "secret-tool", environment, limitMs: SECRET_TOOL_LIMIT_MS };
  const run = (args: string[], input?: string) => start(tool, args, input);
  const item = (account: string) => ["service", KEYRING_SERVICE, "username", account];
  return {
    largestTextBytes: SECRET_TOOL_LIMIT_BYTES,
    async read(account) {
      const ending = await run(["lookup", ...item(account)]);
      if (ending.code === 0) return ending.stdout;
      if (hasFoundNothing(ending)) return undefined;
      throw failure(ending);
    },
    async write(account, text) {
      // With the attributes that the Codex CLI looks for: it must be one item, not two.
      const attributes = [...item(account), "target", "default", "application", "rust-keyring"];
      const ending = await run(["store", `--label=${KEYRING_SERVICE}`, ...attributes], text);
      if (ending.code !== 0) throw failure(ending);
    },
    async remove(account) {
      const ending = await run(["clear", ...item(account)]);
      if (ending.code !== 0 && !hasFoundNothing(ending)) throw failure(ending);
      return ending.code === 0;
    },
  };
}

/** For secret-tool it is the same exit code as a failure, but says nothing; a program that was killed has another. */
function hasFoundNothing({ code, stderr }: Ending): boolean {
  return code === 1 && stderr.trim() === "";
}

function security(environment: Record<string, string>): KeyringTool {
  const tool = { program: "security", environment, limitMs: SECURITY_LIMIT_MS };
  const run = (args: string[], input?: string) => start(tool, args, input);
  const item = (account: string) => ["-s", KEYRING_SERVICE, "-a", account];
  return {
    largestTextBytes: SECURITY_LIMIT_BYTES,
    async read(account) {
      const ending = await run(["find-generic-password", ...item(account), "-w"]);
      if (ending.code === SECURITY_NOT_FOUND) return undefined;
      if (ending.code !== 0) throw failure(ending);
      return fromHexadecimal(ending.stdout.replace(/\n$/, ""));
    },
    async write(account, text) {
      const hex = toHexadecimal(new TextEncoder().encode(text));
      const words = ["-U", "-s", `"${KEYRING_SERVICE}"`, "-a", `"${account}"`, "-X", hex];
      const ending = await run(["-i"], `add-generic-password ${words.join(" ")}\n`);
      if (ending.code !== 0) throw failure(ending);
    },
    async remove(account) {
      const ending = await run(["delete-generic-password", ...item(account)]);
      if (ending.code !== 0 && ending.code !== SECURITY_NOT_FOUND) throw failure(ending);
      return ending.code === 0;
    },
  };
}

/** `security -w` writes what is not all ASCII in hexadecimal, and says so nowhere; no JSON object looks like that. */
function fromHexadecimal(text: string): string {
  if (!/^(?:[0-9a-f]{2})+$/i.test(text)) return text;
  const bytes = text.match(/../g)?.map((digits) => parseInt(digits, 16)) ?? [];
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

interface StartedTool {
  readonly program: string;
  /** All that it is started with. */
  readonly environment: Record<string, string>;
  readonly limitMs: number;
}

async function start(
  { program, environment, limitMs }: StartedTool,
  args: string[],
  input: string | undefined,
): Promise<Ending> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args,
      clearEnv: true,
      env: environment,
      stdin: input === undefined ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch {
    throw new KeyringError(`${program} could not be started`);
  }
  if (input !== undefined) await feed(child, input);
  try {
    const { code, stdout, stderr } = await withTimeLimit(limitMs, NEVER, () => child.output());
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { program, code, stdout: decode(stdout), stderr: decode(stderr) };
  } catch {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended already, and a child of its own still holds what it prints to.
    }
    throw new KeyringError(`${program} did not answer within ${limitMs / 1000} s`);
  }
}

async function feed(child: Deno.ChildProcess, input: string): Promise<void> {
  const writer = child.stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  } catch {
    // It ended without reading; its exit code and its words say why.
  }
}

function failure({ program, code, stderr }: Ending): KeyringError {
  // What it was fed is never repeated: only the first line of its own words, without what looks like a credential.
  const [line = ""] = stderr.trim().split("\n");
  const words = redactCredentialShapes(line.replace(`${program}: `, "")).slice(0, 200);
  return new KeyringError(`${program} says: ${words || `exit code ${code}`}`);
}
