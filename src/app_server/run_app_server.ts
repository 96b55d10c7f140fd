/**
 * `codex-login app-server`: the account methods over standard input and output, confined.
 *
 * The worker holds the secrets and may touch two folders and the issuer; this side keeps what it needs
 * to bind the callback port of the next login, and has given everything else up before it reads a byte.
 *
 * @module
 */
import type { Config } from "../config/config.ts";
import { type AppServerPorts, serveClient } from "./app_server.ts";
import { inputLines } from "./input_lines.ts";

/** The real things that the command uses. */
export interface RunPorts extends AppServerPorts {
  readonly stdin: ReadableStream<Uint8Array>;
  /** As in `0.1.0`. */
  readonly version: string;
}

/**
 * Serves until standard input ends.
 *
 * @throws {LoginError} `internal` where the worker does not start.
 */
export async function runAppServer(
  config: Config,
  { stdin, version, ...ports }: RunPorts,
): Promise<void> {
  await ports.accounts.ready;
  await serveClient(inputLines(stdin), { ...config, version }, ports);
}
