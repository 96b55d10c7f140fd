// Every page in a real browser: what it shows first, and that nothing is wrong with it in light, dark and on a phone.
import assert from "node:assert/strict";
import { type Chromium, findChromium, startChromium } from "../../scripts/rehearsal/chromium.ts";
import { everyPage } from "../../scripts/screenshots/pages.ts";
import { servePages } from "../../scripts/screenshots/page_server.ts";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { findViolations } from "../fixtures/axe.ts";
import { startLogin } from "../fixtures/in_process_login.ts";

const CHROMIUM = findChromium();
if (!CHROMIUM) console.log("There is no Chromium: no page is looked at in a browser.");

Deno.test({
  name: "in a browser every page is what it is meant to be",
  ignore: !CHROMIUM,
  async fn(test) {
    // One for all: its start takes longer than what most of them ask of it.
    await using chromium = await startChromium(CHROMIUM ?? "");
    await lookAtEachPage(chromium, test);
    await test.step("a browser sees that the sign-in goes on, and then whose it is", async () => {
      await seeWhoSignedIn(chromium);
    });
  },
});

/** It names Codex, shows its advice, asks for nothing else, and axe-core finds nothing. */
async function lookAtEachPage(chromium: Chromium, test: Deno.TestContext): Promise<void> {
  const pages = await everyPage();
  const answers = Object.entries(pages).map(([name, { answer }]) => [name, answer]);
  await using server = servePages(Object.fromEntries(answers));
  const page = await chromium.open("about:blank");
  for (const [name, { answer, advice }] of Object.entries(pages)) {
    await test.step(name, async () => {
      const url = `${server.url}${name}`;
      page.requests.length = page.complaints.length = 0;
      await page.look({ width: 390, scheme: "light" });
      await page.visit(url);
      const { title, shown, width } = await page.evaluate<Record<string, unknown>>(
        `({ title: document.title, shown: document.body.innerText,
            width: document.documentElement.scrollWidth })`,
      );
      assert.match(String(title), /Codex/);
      assert.ok(String(shown).includes(advice), String(shown));
      assert.equal(width, 390);
      assert.deepEqual(await findViolations(page), []);
      await page.look({ width: 1000, scheme: "dark" });
      assert.deepEqual(await findViolations(page, ["color-contrast"]), []);
      assert.deepEqual(page.requests.filter((asked) => !asked.startsWith("data:")), [url]);
      // That its status is an error's is itself a complaint.
      const isOther = (text: string) => !text.includes(`status of ${answer.status}`);
      assert.deepEqual(page.complaints.filter(isOther), []);
    });
  }
}

async function seeWhoSignedIn(chromium: Chromium): Promise<void> {
  const released = Promise.withResolvers<void>();
  await using server = startAuthorizationServer({
    token: async (_, usual) => (await released.promise, usual()),
  });
  await using login = await startLogin({ issuer: server.issuer });
  const page = await chromium.open((await login.authorizeUrl()).href);
  // Loaded, and no code in the address; what a page says cannot be asked while it is on its way.
  assert.ok((await chromium.addresses()).some((url) => url.endsWith("/waiting")));
  released.resolve();
  await page.waitUntil(`document.body.innerText.includes("person@example.com")`);
  assert.match(await page.evaluate("location.href"), /\/success$/);
  assert.equal(await login.end(), undefined);
}
