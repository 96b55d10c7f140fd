/**
 * Looks which step of a request hung.
 *
 * @module
 */
import { networkAddress } from "../base/endpoints.ts";

const LIMIT_MS = 1_000;

/** Whether the host of `url` takes a connection within a second. Permission: net on it. */
export async function acceptsConnections(url: URL): Promise<boolean> {
  const port = Number(networkAddress(url).split(":").at(-1));
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<false>((resolve) => timer = setTimeout(() => resolve(false), LIMIT_MS));
  const attempt = Deno.connect({ hostname, port }).then((connection) => {
    connection.close();
    return true;
  }, () => false);
  try {
    return await Promise.race([attempt, limit]);
  } finally {
    clearTimeout(timer);
  }
}
