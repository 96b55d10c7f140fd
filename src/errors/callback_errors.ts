/**
 * The failures of the side that listens: the port, and what the callback says.
 *
 * @module
 */
import { failed, type LoginError } from "./errors.ts";
import { explainClass } from "./failure_class.ts";
import { Loggable } from "../log/loggable.ts";
import type { BackendText } from "../log/backend_text.ts";

/** Why a port could not be bound. */
export interface PortFailure {
  /** What the system said. */
  readonly cause: unknown;
  /** Who holds it, for a person. */
  readonly holder?: string | undefined;
}

/** No callback port could be bound. */
export async function portUnavailableError(
  port: number,
  { cause, holder }: PortFailure,
): Promise<LoginError> {
  const address = `127.0.0.1:${port}`;
  const isInUse = cause instanceof Deno.errors.AddrInUse;
  const why = cause instanceof Error ? cause.message : "unknown error";
  return failed(
    "port_unavailable",
    `Port ${address} ${isInUse ? "is already in use" : `cannot be used (${why})`}`,
    {
      explanation: await explainClass(isInUse ? "port_in_use" : "port_not_usable", {
        holder,
        command: portHolderCommand(port),
      }),
      events: [
        { event: "login callback port is unavailable", bind_address: Loggable.loopback(port) },
      ],
    },
  );
}

/** The command that shows which program holds a port, in backticks. */
export function portHolderCommand(port: number): string {
  if (Deno.build.os === "windows") return `\`netstat -ano | findstr :${port}\``;
  if (Deno.build.os === "darwin") return `\`lsof -nP -iTCP:${port} -sTCP:LISTEN\``;
  return `\`ss -ltnp 'sport = :${port}'\``;
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
