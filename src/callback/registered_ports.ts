/**
 * The callback ports that the client is registered with, best first.
 *
 * @module
 */
import { DEFAULT_ISSUER } from "../base/endpoints.ts";

/** 1455, and the fallback 1457; the default issuer redirects to no other. */
export const REGISTERED_PORTS: readonly [number, number] = [1455, 1457];

/**
 * Takes the first port that may be had, as soon as it is known which: whoever comes to it waits in the
 * system until `bindLoopback` serves it. Permission: as that has.
 *
 * @returns `undefined` where it cannot be had at once.
 */
export function claimPort(requestedPort: number | undefined): Deno.TcpListener | undefined {
  try {
    return Deno.listen({ hostname: "127.0.0.1", port: requestedPort ?? REGISTERED_PORTS[0] });
  } catch {
    return undefined;
  }
}

/** What a person is told who chose another port at the default issuer; `undefined` for all others. */
export function unregisteredPortWarning(
  { issuer, port }: { readonly issuer: string; readonly port: number | undefined },
): string | undefined {
  if (port === undefined || issuer !== DEFAULT_ISSUER || REGISTERED_PORTS.includes(port)) {
    return undefined;
  }
  return `Warning: ${DEFAULT_ISSUER} sends browsers back to the ports ` +
    `${REGISTERED_PORTS.join(" and ")} only; with port ${port} it will refuse the sign-in.`;
}
