/**
 * `fetch` with the certificates that the configuration adds.
 *
 * @module
 */
/** Sends a request; `fetch`, with the CA certificates of the configuration. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Fetches with `caCertificates` (PEM) trusted beside the built-in roots. */
export function issuerFetch(caCertificates: readonly string[]): Fetch {
  if (caCertificates.length === 0) return (url, init) => fetch(url, init);
  const client = Deno.createHttpClient({ caCerts: [...caCertificates] });
  return (url, init) => fetch(url, { ...init, client });
}
