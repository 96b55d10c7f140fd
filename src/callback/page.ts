/**
 * The pages that the browser shows: the only place that makes HTML.
 *
 * Promise: every text is escaped, no page runs a script or asks anything from outside, and no page
 * carries a token, code, state or verifier (its texts were masked where they were made).
 *
 * @module
 */
import type { ErrorPageText } from "../errors/errors.ts";
import { formatMoment } from "../base/timestamp.ts";
import { bound } from "../base/visible_text.ts";
import { contentSecurityPolicy, icon, MARK, PAGE_STYLE } from "./page_style.ts";

/** Who is signed in, for a person; what the claims do not say is absent. */
export interface SignedInAccount {
  readonly email?: string | undefined;
  /** The workspace's id. */
  readonly workspace?: string | undefined;
  readonly plan?: string | undefined;
}

/** An answer of the callback server, as plain data: it can be given more than once. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Longer than this, what happened stands whole in the technical details only, in UTF-16 units. */
const MESSAGE_LIMIT = 240;

const FIXED_HEADERS = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "connection": "close",
};

let policy: Promise<string> | undefined;

/** A name and what stands behind it; what is not known has no row. */
type Row = readonly [name: string, value: string | undefined];

/**
 * The page of `/success`.
 *
 * @param isSaved False where the configuration keeps no credentials.
 * @param signedIn Who is signed in, as a person reads it.
 * @param onboardingUrl Where the browser goes on by itself, for an owner whose organization is not set up.
 */
export function successPage(
  isSaved = true,
  { email, workspace, plan }: SignedInAccount = {},
  onboardingUrl?: string,
): Promise<PageAnswer> {
  const what = isSaved ? "Your credentials are saved." : "As configured, nothing was saved.";
  const url = onboardingUrl && escapeHtml(onboardingUrl);
  const todo = url
    ? `<a href="${url}">Finish setting up your API organization</a>: this page goes there in 3 seconds.`
    : "You can close this page and return to the terminal.";
  return htmlAnswer(
    200,
    "good",
    "Signed in to Codex",
    `<p>${what}</p>
${list([["Account", email], ["Workspace", workspace], ["Plan", plan]])}
<p class="todo">${todo}</p>`,
    url && `<meta http-equiv="refresh" content="3;url=${url}">\n`,
  );
}

/** The page for a browser whose callback was taken, while the outcome is not known; it goes on to `path`. */
export async function waitingPage(path: string): Promise<PageAnswer> {
  const page = await htmlAnswer(
    200,
    "wait",
    "Completing the sign-in to Codex",
    "<p>You can leave this page as it is: it goes on by itself, in a moment.</p>",
  );
  return { ...page, headers: { ...page.headers, refresh: `0;url=${path}` } };
}

/**
 * The page of a login that failed, or of a request that was not taken: what happened, what to do, and
 * folded away what support asks for.
 *
 * @param logPath Where the log is, for whoever may know.
 */
export function errorPage(text: ErrorPageText, logPath?: string): Promise<PageAnswer> {
  const message = bound(text.message, MESSAGE_LIMIT);
  const said = text.details ?? text.message;
  return htmlAnswer(
    text.status,
    "bad",
    text.title,
    `<p dir="auto">${escapeHtml(message)}</p>
<p class="todo">${escapeHtml(text.help)}</p>
<details><summary>Technical details</summary>
${
      list([
        ["Error code", text.code],
        ["What was said", said === message ? undefined : said],
        ["Time", formatMoment(new Date().toISOString())],
        ["Log", logPath],
      ])
    }
</details>`,
  );
}

/** Names and values; a value's own letters decide in which direction it is read. */
function list(rows: readonly Row[]): string {
  const items = rows.flatMap(([name, value]) =>
    value ? [`<dt>${name}</dt><dd dir="auto"><code>${escapeHtml(value)}</code></dd>`] : []
  );
  return items.length === 0 ? "" : `<dl>${items.join("\n")}</dl>`;
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
  mood: "good" | "bad" | "wait",
  title: string,
  content: string,
  head = "",
): Promise<PageAnswer> {
  policy ??= contentSecurityPolicy(PAGE_STYLE);
  return {
    status,
    headers: {
      ...FIXED_HEADERS,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `${await policy}; frame-ancestors 'none'`,
    },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)}${title.includes("Codex") ? "" : " – Codex"}</title>
${icon()}
${head}<style>${PAGE_STYLE}</style>
</head>
<body>
<main class="${mood}">
<p class="brand">${MARK}codex-login</p>
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
