/**
 * The callback ports, on both families: each is bound for a moment and released.
 *
 * Permission: net on 127.0.0.1 and [::1].
 *
 * @module
 */
import { portHolderCommand } from "../../errors/callback_errors.ts";
import { REGISTERED_PORTS } from "../../callback/registered_ports.ts";
import { type Check, checkOf } from "./check.ts";
import { USE_DEVICE_CODE } from "./commands.ts";

type PortState = "free" | "in use" | "no such address" | "refused";

/** Checks the callback ports, by default 1455 and 1457. Never throws. */
export function checkPorts(callbackPorts: readonly number[] = REGISTERED_PORTS): Check[] {
  const ports = callbackPorts.map((port) => ({
    port,
    ipv4: stateOf("127.0.0.1", port),
    ipv6: stateOf("::1", port),
  }));
  const isAnyFree = ports.some(({ ipv4, ipv6 }) => ipv4 === "free" || isOnIPv6(ipv4, ipv6));
  return ports.flatMap(({ port, ipv4, ipv6 }) => [
    isOnIPv6(ipv4, ipv6)
      ? checkOf(`port-${port}-ipv4`)
        .ok(`127.0.0.1:${port} is not there; the callback comes over [::1].`)
      : describeIPv4(port, ipv4, isAnyFree),
    describeIPv6(port, ipv6),
  ]);
}

/** A machine without IPv4: there `localhost` is ::1. */
function isOnIPv6(ipv4: PortState, ipv6: PortState): boolean {
  return ipv4 === "no such address" && ipv6 === "free";
}

function stateOf(hostname: string, port: number): PortState {
  try {
    Deno.listen({ hostname, port }).close();
    return "free";
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return "in use";
    return error instanceof Deno.errors.AddrNotAvailable ? "no such address" : "refused";
  }
}

function describeIPv4(port: number, state: PortState, isAnyFree: boolean): Check {
  const check = checkOf(`port-${port}-ipv4`);
  const address = `127.0.0.1:${port}`;
  const showHolder = portHolderCommand(port);
  if (state === "free") return check.ok(`${address} is free for the browser's callback.`);
  const what = state === "in use"
    ? `${address} is in use: by a sign-in that waits, or by another program.`
    : `${address} cannot be used; the system may have reserved it.`;
  const fix = state === "in use"
    ? `A waiting sign-in gives way to a new one; otherwise close the program that \`${showHolder}\` shows.`
    : `Take it out of the reserved ranges, or sign in with another port (--port).`;
  // One free port of the two is enough for a sign-in.
  const command = state === "in use" ? showHolder : USE_DEVICE_CODE;
  return isAnyFree ? check.warning(what, fix, command) : check.failed(what, fix, command);
}

function describeIPv6(port: number, state: PortState): Check {
  const check = checkOf(`port-${port}-ipv6`);
  const address = `[::1]:${port}`;
  const showHolder = portHolderCommand(port);
  if (state === "free") return check.ok(`${address} is free for the browser's callback.`);
  if (state === "in use") {
    return check.warning(
      `${address} is in use, and a browser may try it before 127.0.0.1.`,
      `Close the program that \`${showHolder}\` shows, unless it is a sign-in that waits.`,
      showHolder,
    );
  }
  return check.ok(`${address} is not there; the callback comes over 127.0.0.1.`);
}
