/**
 * Each cause is brought about for real on loopback: the servers and proxies run here, and the request comes
 * from this Deno and from the one that DENO_COMPILE names, so that a Deno with other words is noticed.
 */
import assert from "node:assert/strict";
import { explainTransport } from "../../src/errors/explain.ts";
import { PLAIN_ROUTE, type RequestContext } from "../../src/errors/explanation.ts";
import { findTransportFailure } from "../../src/errors/transport_failure.ts";
import { LiveSecrets } from "../../src/log/text/live_secrets.ts";
import { withTimeLimit } from "../../src/base/time_limit.ts";
import {
  denosAtHand,
  FetchFailure,
  type FetchingDeno,
  startFetching,
} from "../fixtures/fetching_deno.ts";
import { type Ask, PROVOCATIONS, provokingAuthority } from "../fixtures/network_provocations.ts";

const never = new AbortController().signal;
/** Only where nobody answers is it waited for. */
const SHORT_LIMIT_MS = 700;
const LIMIT_MS = 30_000;

function askWith(deno: FetchingDeno, limitMs: number): Ask {
  return async (url, { proxy, caCerts } = {}) => {
    const context: RequestContext = {
      ...PLAIN_ROUTE,
      proxyVariable: proxy && "HTTPS_PROXY",
      isProxyTls: proxy?.startsWith("https:") ?? false,
      url: new URL(url),
      flow: "browser",
    };
    /** As the program asks: what is thrown, or the limit. */
    const fetch = async (url: string, { method }: RequestInit = {}) => {
      await deno.fetch(url, { proxy, ...(caCerts && { caCerts }), ...(method && { method }) });
      return new Response();
    };
    const thrown: unknown = await withTimeLimit(limitMs, never, () => fetch(url))
      .then(() => assert.fail(`${url} answered`), (error) => error);
    const isFetch = thrown instanceof FetchFailure;
    const failure = await findTransportFailure(
      isFetch ? thrown.error : thrown,
      { ...context, hasAnswerBegun: isFetch && thrown.hasAnswerBegun },
      new LiveSecrets(),
      (url, init) => fetch(url, init).catch((e) => Promise.reject(e.error ?? e)),
      never,
    );
    const { what } = explainTransport(failure, context);
    return { cause: failure.cause, what, said: failure.text.forPerson() };
  };
}

const DENOS = await denosAtHand();
for (const [name, path] of DENOS) {
  Deno.test(`each cause, brought about by ${name}, is told`, async (test) => {
    await using deno = await startFetching(path);
    await using authority = await provokingAuthority();
    for (const { what, cause, words, ignore, provoke } of PROVOCATIONS) {
      await test.step({
        name: `${what} is ${cause}`,
        ignore: ignore ?? false,
        // A request that ran out of time goes on until its server ends.
        sanitizeOps: false,
        sanitizeResources: false,
        async fn() {
          const limitMs = cause.endsWith("_timeout") ? SHORT_LIMIT_MS : LIMIT_MS;
          const told = await provoke(askWith(deno, limitMs), authority);
          assert.equal(told.cause, cause, told.said);
          if (words) assert.match(told.what, words);
        },
      });
    }
  });
}

if (DENOS.size === 1) {
  const name = "each cause, brought about by the Deno that DENO_COMPILE names, which names none";
  Deno.test({ name, ignore: true, fn() {} });
}
