/**
 * What `--json` prints where a command ends before it has anything to tell: one object with the error,
 * in the shape that the command's own output has, so that no program finds standard output empty.
 *
 * @module
 */
import { commandNameIn } from "./command.ts";
import type { LoginError } from "../errors/errors.ts";
import { failureLine } from "./json_lines.ts";
import { statusFailureJson } from "./status.ts";

/**
 * The text for standard output, or `undefined` where the arguments ask for no JSON, or for a command
 * that has none.
 *
 * @param args The program's arguments; they need not be ones that it takes.
 */
export function failureJson(args: readonly string[], error: LoginError): string | undefined {
  if (!args.includes("--json")) return undefined;
  const { message } = error.failure;
  switch (commandNameIn(args)) {
    case "status":
      return statusFailureJson(error);
    case "doctor":
      return JSON.stringify({ ok: false, checks: [], error: message }, null, 2);
    case "permissions":
    case "report":
      return JSON.stringify({ error: message }, null, 2);
    case "logs":
    case "logout":
    case "app-server":
      return undefined;
    case "login":
      return JSON.stringify(failureLine(error, undefined));
  }
}
