// `deno task screenshots [folder [width]]`: a picture of every page in light and dark, as a browser shows it.
import { PAGE } from "./example_host/page.ts";
import { projectPath } from "./project.ts";
import { findChromium, startChromium } from "./rehearsal/chromium.ts";
import { smallPng } from "./screenshots/small_png.ts";
import { servePages } from "./screenshots/page_server.ts";
import { everyPage } from "./screenshots/pages.ts";
import { everyReport } from "./screenshots/reports.ts";

const WIDTH = 560;
/** A report and the page of another program are looked at on a larger screen. */
const WIDER = 800;

/** No program is behind the example host here: what it would have told by now. */
const SIGNED_IN = `document.querySelectorAll("li").forEach((step) => step.className = "begun");
  at("sign-out").hidden = false;
  show("Signed in as person@example.com (pro)")`;

async function main([folder = projectPath("scripts/screenshots"), width]: string[]) {
  const path = findChromium();
  if (path === undefined) {
    console.error("There is no Chromium: set CHROMIUM_BIN, or install one on PATH.");
    return 1;
  }
  const others = { ...await everyReport(), "example-host": PAGE };
  const html = Object.entries(others).map(([name, body]) => [
    name,
    { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body },
  ]);
  const answers = Object.entries(await everyPage()).map(([name, { answer }]) => [name, answer]);
  const pages = Object.fromEntries([...answers, ...html]);
  await using server = servePages(pages);
  await using chromium = await startChromium(path);
  for (const name of Object.keys(pages)) {
    const page = await chromium.open(`${server.url}${name}`);
    if (name === "example-host") await page.evaluate(SIGNED_IN);
    for (const scheme of ["light", "dark"] as const) {
      await page.look({ width: Number(width ?? (name in others ? WIDER : WIDTH)), scheme });
      await Deno.writeFile(`${folder}/${name}-${scheme}.png`, smallPng(await page.screenshot()));
    }
  }
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
