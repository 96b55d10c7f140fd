import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { openBrowser, visitOnce } from "../../scripts/rehearsal/browser.ts";
import { gzipped, hugeBody } from "../../scripts/rehearsal/misbehaviour.ts";

Deno.test("the stand-in browser follows redirects as navigations and keeps every hop", async () => {
  await using server = startAuthorizationServer({
    authorize: ({ query }) =>
      query.has("again")
        ? gzipped(new Response("<h1>Done</h1>", { headers: { "content-type": "text/html" } }))
        : Response.redirect(`${server.issuer}/oauth/authorize?again`, 302),
  });
  const start = `${server.issuer}/oauth/authorize`;
  const hops = await visitOnce(start, { headers: { "Accept-Language": "de" } });
  assert.deepEqual(hops.map(({ status, url }) => [status, url]), [
    [302, start],
    [200, `${start}?again`],
  ]);
  assert.equal(hops[1]?.body, "<h1>Done</h1>");
  const [first, second] = server.requestsTo("authorize").map(({ headers }) => headers);
  assert.equal(first?.get("sec-fetch-site"), "none");
  assert.equal(second?.get("sec-fetch-site"), "cross-site");
  assert.equal(second?.get("sec-fetch-mode"), "navigate");
  assert.equal(second?.get("accept-language"), "de");
});

Deno.test("the stand-in browser stops in a redirect loop, and reads large pages", async () => {
  await using server = startAuthorizationServer({
    authorize: () => Response.redirect(`${server.issuer}/oauth/authorize`, 302),
  });
  using browser = openBrowser({ maxRedirects: 3 });
  assert.equal((await browser.visit(`${server.issuer}/oauth/authorize`)).length, 4);
  await using large = startAuthorizationServer({ authorize: () => hugeBody(200_000) });
  const [page] = await browser.visit(`${large.issuer}/oauth/authorize`);
  assert.equal(page?.body.length, 200_000);
});

Deno.test("the stand-in browser says so where nobody listens", async () => {
  await using server = startAuthorizationServer();
  await server.stopListening();
  await assert.rejects(visitOnce(`${server.issuer}/oauth/authorize`), { code: "ECONNREFUSED" });
});
