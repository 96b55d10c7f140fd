// A stand-in for the person's browser. node:http and not fetch: fetch goes through HTTP_PROXY, hides redirects'
// bodies, and may not set the headers that make a request look like a navigation.
import { Buffer } from "node:buffer";
import { Agent, type IncomingMessage, request as httpRequest } from "node:http";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";

/** One answer on the way, redirects included. */
export interface Hop {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  /** The body as text, decompressed. */
  readonly body: string;
}

/** A browser with its connections, which stay open between visits as a real one's do. */
export interface Browser extends Disposable {
  /**
   * Opens an address as a navigation and follows every redirect, and every page that leads on at once.
   * @returns all hops; the last one is the page that the person sees.
   * @throws where a server cannot be reached or hangs up, as a browser would show its own error page.
   */
  visit(url: string | URL): Promise<Hop[]>;
}

/** What may differ from an ordinary visit. */
export interface BrowserOptions {
  /** Headers that replace or join the usual ones. */
  readonly headers?: Record<string, string>;
  /** Redirects followed before the browser gives up, 10 by default. */
  readonly maxRedirects?: number;
}

const NAVIGATION_HEADERS = {
  "Upgrade-Insecure-Requests": "1",
  "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) " +
    "Chrome/140.0.0.0 Safari/537.36",
  "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
  "Sec-Fetch-Mode": "navigate",
  "Sec-Fetch-User": "?1",
  "Sec-Fetch-Dest": "document",
  "Accept-Encoding": "gzip, deflate, br",
  "Accept-Language": "en-US,en;q=0.9",
};

/** Opens a browser; disposing it closes its idle connections. */
export function openBrowser({ headers = {}, maxRedirects = 10 }: BrowserOptions = {}): Browser {
  const agent = new Agent({ keepAlive: true });
  return {
    async visit(start) {
      const hops: Hop[] = [];
      for (let url = new URL(start);;) {
        // The person pressed a button at the issuer, so whatever follows the first page came from another site.
        const site = hops.length === 0 ? "none" : "cross-site";
        const hop = await get(url, agent, {
          ...NAVIGATION_HEADERS,
          "Sec-Fetch-Site": site,
          ...headers,
        });
        hops.push(hop);
        const location = nextAddress(hop);
        if (location === undefined || hops.length > maxRedirects) return hops;
        url = new URL(location, url);
      }
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

/** Opens an address in a browser of its own and closes it after the last page. */
export async function visitOnce(url: string | URL, options?: BrowserOptions): Promise<Hop[]> {
  using browser = openBrowser(options);
  return await browser.visit(url);
}

function nextAddress({ status, headers }: Hop): string | undefined {
  if ([301, 302, 303, 307, 308].includes(status)) return headers.get("location") ?? undefined;
  return /^0;url=(.*)$/.exec(headers.get("refresh") ?? "")?.[1];
}

function get(url: URL, agent: Agent, headers: Record<string, string>): Promise<Hop> {
  const { promise, resolve, reject } = Promise.withResolvers<Hop>();
  const request = httpRequest(url, { agent, headers, method: "GET" }, (response) => {
    readBody(response).then((bytes) => {
      const hopHeaders = toHeaders(response);
      const body = decode(bytes, hopHeaders.get("content-encoding")).toString("utf-8");
      resolve({ url: url.href, status: response.statusCode!, headers: hopHeaders, body });
    }).catch(reject);
  });
  request.on("error", reject);
  request.end();
  return promise;
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function toHeaders(response: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  return headers;
}

function decode(bytes: Buffer, encoding: string | null): Buffer {
  if (encoding === "gzip") return gunzipSync(bytes);
  if (encoding === "deflate") return inflateSync(bytes);
  if (encoding === "br") return brotliDecompressSync(bytes);
  return bytes;
}
