// `deno task screenshots [folder]`: a picture of every page in light and dark, as a browser shows it. The first
// argument is another folder than the kept one, the second another width.
import { findChromium, startChromium } from "./rehearsal/chromium.ts";
import { projectPath } from "./project.ts";
import { everyPage } from "./screenshots/pages.ts";
import { servePages } from "./screenshots/page_server.ts";

const WIDTH = 560;

async function main([folder = projectPath("scripts/screenshots"), width]: string[]) {
  const path = findChromium();
  if (path === undefined) {
    console.error("There is no Chromium: set CHROMIUM_BIN, or install one on PATH.");
    return 1;
  }
  const pages = await everyPage();
  const answers = Object.entries(pages).map(([name, { answer }]) => [name, answer]);
  await using server = servePages(Object.fromEntries(answers));
  await using chromium = await startChromium(path);
  for (const name of Object.keys(pages)) {
    const page = await chromium.open(`${server.url}${name}`);
    for (const scheme of ["light", "dark"] as const) {
      await page.look({ width: Number(width ?? WIDTH), scheme });
      await Deno.writeFile(`${folder}/${name}-${scheme}.png`, await page.screenshot());
    }
  }
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
