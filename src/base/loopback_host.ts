/**
 * Tells this machine from others.
 *
 * @module
 */

/** Whether `hostname`, as a URL has it (brackets around IPv6), is loopback (RFC 6890). */
export function isLoopbackHost(hostname: string): boolean {
  const name = hostname.toLowerCase();
  return name === "localhost" || name === "[::1]" ||
    /^127(\.\d{1,3}){3}$/.test(name);
}
