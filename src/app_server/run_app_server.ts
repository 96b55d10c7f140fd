/**
 * `codex-login app-server`: the account methods over standard input and output, confined.
 *
 * The worker holds the secrets and may touch two folders and the issuer; this side keeps what it needs
 * to bind the callback port of the next login, and gives everything else up before it reads a byte.
 *
 * @module
 */
import type { Config } from "../config.ts";
import type { LoginLog } from "../loggable.ts";
import { keepAppServerPermissions } from "../permissions.ts";
import { serveClient } from "./app_server.ts";
import { confinedAccountSide } from "./confined_account_side.ts";
import { inputLines } from "./input_lines.ts";

/** The real things that the command uses. */
export interface RunPorts {
  readonly stdin: ReadableStream<Uint8Array>;
  /** Writes a line to standard output. */
  print(line: string): void;
  /** Shows a warning on standard error. */
  say(text: string): void;
  readonly log: LoginLog;
  /** `undefined`: nothing is logged. */
  readonly logPath: string | undefined;
  /** As in `0.1.0`. */
  readonly version: string;
  /** Aborts with a `LoginError` when the process is told to end. */
  readonly signal: AbortSignal;
}

/**
 * Serves until standard input ends.
 *
 * @throws {LoginError} `internal` where the worker does not start.
 */
export async function runAppServer(config: Config, ports: RunPorts): Promise<void> {
  const { issuer, clientId } = config;
  const accounts = confinedAccountSide(
    { issuer, clientId },
    {
      codexHome: config.codexHome,
      logDir: config.logDir,
      logPath: ports.logPath,
      caCertificates: config.caCertificates,
    },
    ports.say,
  );
  await accounts.ready;
  keepAppServerPermissions(config);
  await serveClient(inputLines(ports.stdin), { ...config, version: ports.version }, {
    accounts,
    log: ports.log,
    write: ports.print,
    signal: ports.signal,
  });
}
