// The real program at a server of the test, and how its stderr ends.
import assert from "node:assert/strict";
import {
  type AuthorizationServerOptions,
  startAuthorizationServer,
} from "../../scripts/rehearsal/authorization_server.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { type Program, startProgram } from "../../scripts/rehearsal/program.ts";

/** A program on a port of its own, at a server that behaves as `behaviour` says. */
export async function withProgram(
  behaviour: AuthorizationServerOptions,
  use: (program: Program, port: number, issuer: string) => Promise<void>,
  args: string[] = [],
): Promise<void> {
  await using server = startAuthorizationServer(behaviour);
  const port = freePort();
  await using program = await startProgram({
    issuer: server.issuer,
    args: ["--port", String(port), ...args],
  });
  await use(program, port, server.issuer);
}

/** Asserts the end of stderr after a failure: what, then why and what to do where known, and where the log is. */
export function assertFailure(stderr: string, why: string, { home }: Program): void {
  const end = stderr.slice(stderr.indexOf("\nError logging in: ") + 1)
    .replace(/^(?:Why|What to do): .+\n/gm, "");
  assert.equal(end, `Error logging in: ${why}\nDetails: ${home.logFile}\n`, stderr);
}
