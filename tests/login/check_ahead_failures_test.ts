// Every failure that the exchange can have on the way to the issuer is told before the callback, and while the
// sign-in goes on waiting.
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { formatEvent } from "../../src/log/log_format.ts";
import { Secret } from "../../src/log/text/secret.ts";
import type { NetworkCause } from "../../src/log/log_words.ts";
import { fastForward } from "../fixtures/fast_forward.ts";
import { startLogin } from "../fixtures/in_process_login.ts";
import { type Ask, PROVOCATIONS, provokingAuthority } from "../fixtures/network_provocations.ts";
import { until } from "../fixtures/waiting.ts";

const WARNED =
  /^Warning: this sign-in would fail now\. (.+)\nWhat to do: .+ The sign-in goes on wai/m;

/** Starts a sign-in at that issuer, and gives what is told of it before anybody comes back. */
function tellAhead(time: FakeTime | undefined): Ask {
  return async (url, { proxy, caCerts = [] } = {}) => {
    using client = Deno.createHttpClient({
      caCerts: [...caCerts],
      ...(proxy && { proxy: { url: proxy } }),
    });
    await using login = await startLogin({
      issuer: url.replace(/\/$/, ""),
      hasCheck: true,
      fetch: (url, init) => fetch(url, { ...init, client }),
      ...(proxy && { proxy: { kind: "proxy", variable: "HTTPS_PROXY", url: new Secret(proxy) } }),
    });
    const warned = until(() => WARNED.test(login.terminal()), login.terminal);
    await (time ? fastForward(time, warned) : warned);
    const lines = login.events.map(formatEvent);
    const failed = lines.filter((line) => line.includes("issuer check failed"));
    assert.equal(failed.length, 1, "one line");
    assert.ok(!login.events.some(({ event }) => event === "received login callback"));
    login.interrupt("SIGINT");
    const { failure } = await login.end() ?? assert.fail("it ended well");
    assert.equal(failure.kind, "SIGINT");
    const cause = / class=(\w+) host=/.exec(failed[0] ?? "")?.[1] as NetworkCause;
    return { cause, what: WARNED.exec(login.terminal())?.[1] ?? "", said: login.terminal() };
  };
}

Deno.test("each failure on the way is told ahead, with its class and its advice", async (test) => {
  await using authority = await provokingAuthority();
  for (const { what, cause, words, ignore, provoke } of PROVOCATIONS) {
    await test.step({
      name: `${what} is ${cause}`,
      ignore: ignore ?? false,
      // A request that ran out of time goes on until its server ends.
      sanitizeOps: false,
      sanitizeResources: false,
      async fn() {
        using time = cause.endsWith("_timeout") ? new FakeTime() : undefined;
        const told = await provoke(tellAhead(time), authority);
        assert.equal(told.cause, cause, told.said);
        if (words) assert.match(told.what, words);
      },
    });
  }
});
