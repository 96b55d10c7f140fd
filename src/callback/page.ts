/**
 * The pages that the browser shows: the only place that makes HTML.
 *
 * Promise: every text is escaped, no page runs a script or asks anything from outside, and no page
 * carries a token, code, state or verifier (its texts were masked where they were made).
 *
 * @module
 */
import { toBase64 } from "../base/base64.ts";
import type { ErrorPageText } from "../errors/errors.ts";

/** An answer of the callback server, as plain data: it can be given more than once. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1b1b1f;--soft:#5b5b66;--paper:#fff;--edge:#dedee3;--back:#f4f4f6;--good:#0a7d46;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--ink:#ececf1;--soft:#a9a9b5;--paper:#212127;--edge:#3a3a42;--back:#151518;--good:#4cc38a;--bad:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;padding:1.25rem;background:var(--back);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:36rem;padding:2rem;background:var(--paper);border:1px solid var(--edge);border-top:4px solid var(--mark);border-radius:.75rem}
.good{--mark:var(--good)}.bad{--mark:var(--bad)}
h1{margin:0 0 .75rem;font-size:1.4rem;line-height:1.25}
p{margin:.6rem 0;overflow-wrap:anywhere}
dl{margin:1.25rem 0;padding:.9rem 1rem;background:var(--back);border-radius:.5rem}
dt{color:var(--soft);font-size:.85rem}dd{margin:0 0 .6rem}dd:last-child{margin-bottom:0}
code{font:.9rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere;white-space:pre-wrap}
.help{color:var(--soft)}
`;

const FIXED_HEADERS = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "connection": "close",
};

let policy: Promise<string> | undefined;

/** The policy that lets nothing run or load but the one style, by its hash (CSP Level 3). */
function contentSecurityPolicy(): Promise<string> {
  return policy ??= crypto.subtle.digest("SHA-256", new TextEncoder().encode(STYLE)).then(
    (hash) => {
      const digest = toBase64(new Uint8Array(hash));
      return `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; ` +
        `form-action 'none'; frame-ancestors 'none'`;
    },
  );
}

/**
 * The page of `/success`.
 *
 * @param isSaved False where the configuration keeps no credentials.
 * @param onboardingUrl Where the browser goes on by itself, for an owner whose organization is not set up.
 */
export function successPage(isSaved = true, onboardingUrl?: string): Promise<PageAnswer> {
  const what = isSaved ? "Your credentials are saved." : "As configured, nothing was saved.";
  const title = "Signed in to Codex";
  if (onboardingUrl === undefined) {
    const said = `<p>${what} You can close this page and return to the terminal.</p>`;
    return htmlAnswer(200, "good", title, said);
  }
  const url = escapeHtml(onboardingUrl);
  return htmlAnswer(
    200,
    "good",
    title,
    `<p>${what}</p>
<p><a href="${url}">Finish setting up your API organization</a>: this page goes there in 3 seconds.</p>`,
    `<meta http-equiv="refresh" content="3;url=${url}">\n`,
  );
}

/** The page of a login that failed, or of a request that was not taken. */
export function errorPage(text: ErrorPageText): Promise<PageAnswer> {
  const details = text.details && text.details !== text.message
    ? `<dt>Details</dt><dd><code>${escapeHtml(text.details)}</code></dd>`
    : "";
  return htmlAnswer(
    text.status,
    "bad",
    text.title,
    `<p>${escapeHtml(text.message)}</p>
<dl><dt>Error code</dt><dd><code>${escapeHtml(text.code)}</code></dd>${details}</dl>
<p class="help">${escapeHtml(text.help)}</p>`,
  );
}

/** A short answer in plain text, for programs and for what no person should reach. */
export function textAnswer(
  status: number,
  text: string,
  headers: Record<string, string> = {},
): PageAnswer {
  return {
    status,
    headers: { ...FIXED_HEADERS, "content-type": "text/plain; charset=utf-8", ...headers },
    body: text,
  };
}

/** Sends the browser on to a path of ours, with nothing else in the URL, or to a page elsewhere. */
export function redirectTo(location: string): PageAnswer {
  return { status: 302, headers: { ...FIXED_HEADERS, location }, body: "" };
}

async function htmlAnswer(
  status: number,
  mood: "good" | "bad",
  title: string,
  content: string,
  head = "",
): Promise<PageAnswer> {
  return {
    status,
    headers: {
      ...FIXED_HEADERS,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": await contentSecurityPolicy(),
    },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)}</title>
${head}<style>${STYLE}</style>
</head>
<body>
<main class="${mood}">
<h1>${escapeHtml(title)}</h1>
${content}
</main>
</body>
</html>
`,
  };
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it can stand in HTML, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
