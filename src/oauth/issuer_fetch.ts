/**
 * `fetch` with the certificates that the configuration adds.
 *
 * @module
 */
/** Sends a request; `fetch`, with the CA certificates of the configuration. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The same, with connections that are kept for a while. */
export interface IssuerFetch extends Fetch {
  /** Ends the connections that are kept; the next request makes another. */
  readonly close: () => void;
}

/**
 * How long a connection is kept without a request, in milliseconds: long enough for a person who is signed in
 * already, and too short for the network on the way to have forgotten it.
 */
const KEPT_MS = 20_000;

/** Fetches with `caCertificates` (PEM) trusted beside the built-in roots. */
export function issuerFetch(caCertificates: readonly string[]): IssuerFetch {
  let client: Deno.HttpClient | undefined;
  const send: Fetch = (url, init) => {
    client ??= Deno.createHttpClient({
      caCerts: [...caCertificates],
      poolIdleTimeout: KEPT_MS,
      http2: false,
    });
    return fetch(url, { ...init, client });
  };
  return Object.assign(send, {
    close() {
      client?.close();
      client = undefined;
    },
  });
}
