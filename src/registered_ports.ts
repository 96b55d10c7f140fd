/**
 * The callback ports that the client is registered with, best first.
 *
 * @module
 */

/** 1455, and the fallback 1457; the default issuer redirects to no other. */
export const REGISTERED_PORTS: readonly [number, number] = [1455, 1457];
