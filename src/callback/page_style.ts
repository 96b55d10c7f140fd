/**
 * What our pages look like: their colours, their mark, and the policy that lets nothing else in.
 *
 * @module
 */
import { toBase64 } from "../base/base64.ts";

/** Colours by name, for light and dark: text has at least 4.5:1 on `--paper` and on `--back`. */
export const PALETTE = `
:root{color-scheme:light dark;--ink:#1b1b1f;--soft:#5b5b66;--paper:#fff;--edge:#dedee3;--back:#f4f4f6;--good:#0a7d46;--bad:#b3261e;--warn:#8a5a00;--link:#3451b2}
@media (prefers-color-scheme:dark){:root{--ink:#ececf1;--soft:#a9a9b5;--paper:#212127;--edge:#3a3a42;--back:#151518;--good:#4cc38a;--bad:#ff8a80;--warn:#f0b429;--link:#8aa6ff}}
*{box-sizing:border-box}
:focus-visible{outline:3px solid var(--link);outline-offset:3px;border-radius:.25rem}
`;

/** The style sheet of the pages that the callback server answers with. */
export const PAGE_STYLE = `${PALETTE}
body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;padding:1.25rem;background:var(--back);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:36rem;padding:0 2rem 2rem;overflow:hidden;background:var(--paper);border:1px solid var(--edge);border-radius:.75rem}
main::before{content:"";display:block;height:4px;margin:0 -2rem 1.75rem;background:var(--mark)}
.good{--mark:var(--good)}.bad{--mark:var(--bad)}.wait{--mark:var(--link)}
.brand{display:flex;align-items:center;gap:.6rem;margin:0 0 1.25rem;color:var(--soft);font-size:.95rem}
.brand svg{flex:none;color:var(--ink)}.brand path{stroke:var(--paper)}
h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25}
p{margin:.6rem 0;overflow-wrap:anywhere}a{color:var(--link)}
.todo{margin:1.25rem 0 0;padding:.9rem 1rem;background:var(--back);border-inline-start:4px solid var(--mark);border-radius:.25rem;font-size:1.1rem;font-weight:600}
dl{margin:.75rem 0 0}
dt{color:var(--soft);font-size:.85rem}dd{margin:0 0 .6rem;overflow-wrap:anywhere}dd:last-child{margin-bottom:0}
details{margin-top:1.25rem;color:var(--soft);font-size:.9rem}summary{width:fit-content;cursor:pointer}
code{display:block;font:.9em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre-wrap}
details dd{color:var(--ink)}
.wait h1::after{content:"";display:inline-block;width:.8em;height:.8em;margin-inline-start:.6rem;border:3px solid var(--edge);border-top-color:var(--mark);border-radius:50%}
@media (prefers-reduced-motion:no-preference){.wait h1::after{animation:turn 1s linear infinite}@keyframes turn{to{transform:rotate(1turn)}}}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--paper:#fff;--back:#fff;--edge:#bbb;--good:#0a7d46;--bad:#b3261e}body{display:block;padding:0}details::details-content{display:block;content-visibility:visible}*{print-color-adjust:exact}}
`;

/** A prompt in a square, in the colour of the text around it; its line is the style sheet's. */
export const MARK =
  '<svg width="28" height="28" viewBox="0 0 32 32" fill="none" aria-hidden="true" focusable="false">' +
  '<rect width="32" height="32" rx="8" fill="currentColor"/>' +
  '<path d="m8.5 10 6 6-6 6M17 22h7" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>';

/** The mark as the page's icon, within the page itself. */
export function icon(): string {
  const image = MARK.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"')
    .replace("currentColor", "#3451b2");
  return `<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(image)}">`;
}

/** The policy that lets nothing run or load but one style, by its hash, and the icon (CSP Level 3). */
export async function contentSecurityPolicy(style: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
  return `default-src 'none'; style-src 'sha256-${toBase64(new Uint8Array(hash))}'; ` +
    `img-src data:; base-uri 'none'; form-action 'none'`;
}
