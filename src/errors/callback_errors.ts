/**
 * The failures of the side that listens: the port, and what the callback says.
 *
 * @module
 */
import { failed, type LoginError } from "./errors.ts";
import { explainClass } from "./failed_request.ts";
import { Loggable } from "../log/loggable.ts";
import type { BackendText } from "../log/text/backend_text.ts";

/** Why a port could not be bound. */
export interface PortFailure {
  /** What the system said. */
  readonly cause: unknown;
  /** Who holds it, for a person. */
  readonly holder?: string | undefined;
}

/** No callback port could be bound: each that was tried, the last one last. */
export async function portUnavailableError(
  failures: ReadonlyMap<number, PortFailure>,
): Promise<LoginError> {
  const ports = [...failures.keys()];
  const port = ports.at(-1) ?? 0;
  const isInUse = isHeld(failures.get(port));
  const address = `127.0.0.1:${port}`;
  const said = ports.map((port) => `${port} ${wordsOf(failures.get(port))}`);
  return failed(
    "port_unavailable",
    `Port ${address} ${
      isInUse ? "is already in use" : `cannot be used (${whyOf(failures.get(port))})`
    }`,
    {
      explanation: await explainClass(isInUse ? "port_in_use" : "port_not_usable", {
        held: said.length > 1
          ? `Neither callback port is free: ${said.join(", and ")}`
          : `It ${wordsOf(failures.get(port))}`,
        command: `\`${portHolderCommand(...ports)}\``,
      }),
      events: [
        { event: "login callback port is unavailable", bind_address: Loggable.loopback(port) },
      ],
    },
  );
}

function isHeld(failure: PortFailure | undefined): boolean {
  return failure?.cause instanceof Deno.errors.AddrInUse;
}

function whyOf(failure: PortFailure | undefined): string {
  return failure?.cause instanceof Error ? failure.cause.message : "unknown error";
}

function wordsOf(failure: PortFailure | undefined): string {
  return isHeld(failure)
    ? `is held by ${failure?.holder ?? "another program"}`
    : `cannot be used (${whyOf(failure)})`;
}

/** The command that shows which programs hold ports. */
export function portHolderCommand(...ports: number[]): string {
  const all = (part: (port: number) => string, between = " ") => ports.map(part).join(between);
  if (Deno.build.os === "windows") {
    return `netstat -ano | findstr "${all((port) => `:${port}`)}"`;
  }
  if (Deno.build.os === "darwin") {
    return `lsof -nP ${all((port) => `-iTCP:${port}`)} -sTCP:LISTEN`;
  }
  return `ss -ltnp '${all((port) => `sport = :${port}`, " or ")}'`;
}

/** The authorization server answered with an error (RFC 6749 section 4.1.2.1). */
export async function callbackDeniedError(
  code: BackendText,
  description?: BackendText,
): Promise<LoginError> {
  const { classifyErrorCode } = await import("./classify.ts");
  const said = description?.forPerson() ?? "";
  const shownCode = code.forPerson() || "unknown error";
  const name = classifyErrorCode(code, description) ?? "refused";
  const isEntitlement = shownCode === "access_denied" && name === "missing_codex_entitlement";
  // The line before says a plain refusal, and a class that is called as its code is.
  const isToldByCode = ["access_denied", "refused", code.forLog()].includes(name);
  const message = isEntitlement
    ? "Codex is not enabled for your workspace. Contact your workspace administrator to request access to Codex."
    : `Sign-in failed: ${said || shownCode}`;
  return failed(
    "callback_denied",
    message,
    {
      explanation: await explainClass(name, { flow: "callback" }),
      page: {
        code: shownCode,
        ...(said !== "" && { details: said }),
        ...(isEntitlement && { title: "You do not have access to Codex", message }),
      },
      events: [
        {
          event: "oauth callback returned error",
          error_code: Loggable.serverText(code),
          has_error_description: said !== "",
        },
        ...isToldByCode
          ? []
          : [{ event: "oauth callback failure class", class: Loggable.word(name) } as const],
      ],
    },
  );
}

/** A callback with the right state and no code (RFC 6749 section 4.1.2). */
export function missingCodeError(): LoginError {
  return failed(
    "missing_code",
    "Missing authorization code. Sign-in could not be completed.",
    { events: [{ event: "login callback has no authorization code" }] },
  );
}
