/**
 * `codex-login app-server`: the account methods over standard input and output, confined.
 *
 * The worker holds the secrets and may touch two folders and the issuer; this side keeps what it needs
 * to bind the callback port of the next login, and has given everything else up before it reads a byte.
 *
 * @module
 */
import { NEVER, withTimeLimit } from "../base/time_limit.ts";
import type { Config } from "../config/config.ts";
import { type AppServerPorts, FAREWELL_LIMIT_MS, serveClient } from "./app_server.ts";
import { inputLines } from "./input_lines.ts";

/** The real things that the command uses. */
export interface RunPorts extends Omit<AppServerPorts, "write"> {
  readonly stdin: ReadableStream<Uint8Array>;
  readonly stdout: WritableStream<Uint8Array>;
  /** As in `0.1.0`. */
  readonly version: string;
}

/**
 * Serves until standard input ends. A client that does not read holds nothing up: its requests, a login's
 * callback and a signal go on behind what is not yet written.
 *
 * @throws {LoginError} `internal` where the worker does not start.
 */
export async function runAppServer(
  config: Config,
  { stdin, stdout, version, ...ports }: RunPorts,
): Promise<void> {
  const writer = stdout.getWriter();
  const encoder = new TextEncoder();
  let written = Promise.resolve();
  const write = (line: string) => {
    // A client that is gone ends its input as well.
    written = writer.write(encoder.encode(`${line}\n`)).catch(() => {});
  };
  await ports.accounts.ready;
  await serveClient(inputLines(stdin), { ...config, version }, { ...ports, write });
  await withTimeLimit(FAREWELL_LIMIT_MS, NEVER, () => written).catch(() => {});
}
