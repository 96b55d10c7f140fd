import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { ErrorPageText } from "../../src/errors/errors.ts";
import {
  errorPage,
  type PageAnswer,
  redirectTo,
  successPage,
  textAnswer,
  waitingPage,
} from "../../src/callback/page.ts";

const TEXT: ErrorPageText = {
  status: 403,
  title: "Sign-in could not be completed",
  message: "Sign-in failed: access_denied",
  code: "access_denied",
  details: "The administrator has not enabled this.",
  help: "Return to the terminal.",
};

const ACCOUNT = { email: "person@example.com", workspace: "w0rk", plan: "pro" };
const pages = async (): Promise<PageAnswer[]> => [
  await successPage(true, ACCOUNT),
  await errorPage(TEXT, "/home/you/codex-login.log"),
  await waitingPage("/outcome"),
];

Deno.test("a page has a language, a viewport, one heading, and a title that names Codex", async () => {
  for (const { body } of await pages()) {
    assert.match(body, /^<!doctype html>\n<html lang="en">/);
    assert.match(body, /<meta name="viewport" content="width=device-width,initial-scale=1">/);
    assert.equal(body.match(/<h1>/g)?.length, 1);
    const heading = /<h1>(.*)<\/h1>/.exec(body)?.[1] ?? "";
    const title = heading.includes("Codex") ? heading : `${heading} – Codex`;
    assert.equal(/<title>(.*)<\/title>/.exec(body)?.[1], title);
  }
});

Deno.test("a page is for light and dark", async () => {
  for (const { body } of await pages()) {
    assert.match(body, /color-scheme:light dark/);
    assert.match(body, /@media \(prefers-color-scheme:dark\)/);
  }
});

Deno.test("a page runs no script and asks for nothing from outside", async () => {
  for (const { body } of await pages()) {
    const rest = body.replace(/<link rel="icon" href="data:image\/svg\+xml,[\w%.-]*">/, "");
    assert.doesNotMatch(rest, /<script|<img|<link|<iframe|<form|<object|<a |@import|url\(/i);
    assert.doesNotMatch(body, /\son\w+=|style="|https?:/i);
  }
});

Deno.test("the policy allows the one style of the page by its hash, images within it, and nothing else", async () => {
  for (const { body, headers } of await pages()) {
    const style = /<style>([^]*?)<\/style>/.exec(body)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    assert.equal(
      headers["content-security-policy"],
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; ` +
        `form-action 'none'; frame-ancestors 'none'`,
    );
  }
});

Deno.test("no answer is kept, sniffed, or a source of a Referer", async () => {
  for (
    const { headers } of [...await pages(), textAnswer(404, "Not Found"), redirectTo("/success")]
  ) {
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.equal(headers["x-content-type-options"], "nosniff");
  }
});

Deno.test("an error page says what happened, then what to do, then what support asks for", async () => {
  const { status, body } = await errorPage(TEXT, "/home/you/codex-login.log");
  assert.equal(status, 403);
  const places = [
    ...[TEXT.title, TEXT.message, TEXT.help, "<details><summary>", TEXT.code, TEXT.details ?? ""],
    ...[" UTC</code>", "/home/you/codex-login.log"],
  ].map((text) => body.lastIndexOf(text));
  assert.ok(!places.includes(-1), String(places));
  assert.deepEqual(places, places.toSorted((one, other) => one - other));
  assert.doesNotMatch((await errorPage(TEXT)).body, />Log</);
});

Deno.test("a long text stands whole in the technical details, and its beginning before the advice", async () => {
  const { details: _, ...text } = { ...TEXT, message: "word ".repeat(200) };
  const { body } = await errorPage(text);
  const [before = "", after = ""] = body.split("<details>");
  assert.ok(before.includes(`${"word ".repeat(10)}`) && !before.includes(text.message));
  assert.ok(after.includes(text.message));
});

Deno.test("the page of success names whom the claims name, and no one else", async () => {
  const { body } = await successPage(true, ACCOUNT);
  for (const text of Object.values(ACCOUNT)) assert.ok(body.includes(`<code>${text}</code>`), text);
  assert.doesNotMatch((await successPage(true, { email: "" })).body, /<d[ltd]/);
});

Deno.test("the page of who waits leads on by itself", async () => {
  assert.equal((await waitingPage("/outcome")).headers["refresh"], "0;url=/outcome");
});

Deno.test("details that only repeat the message are left out", async () => {
  assert.doesNotMatch((await errorPage({ ...TEXT, details: TEXT.message })).body, /What was said/);
  const { details: _, ...without } = TEXT;
  assert.doesNotMatch((await errorPage(without)).body, /What was said/);
});

for (
  const hostile of [
    "<script>alert(1)</script>",
    `"><img src=x onerror=alert(1)>`,
    "' onmouseover='alert(1)",
    "</code></dd></dl></main></style><h1>forged</h1>",
    "&lt;script&gt;",
    "<!--",
    "]]>",
    "{{7*7}} ${7*7}",
  ]
) {
  Deno.test(`in every place of the page, ${hostile} is text`, async () => {
    const clean = await errorPage({
      status: 400,
      title: "t",
      message: "m",
      code: "c",
      details: "d",
      help: "h",
    });
    const { body } = await errorPage({
      status: 400,
      title: hostile,
      message: `${hostile}!`,
      code: hostile,
      details: hostile,
      help: hostile,
    });
    const elements = (html: string) => html.match(/<[^>]*>/g);
    assert.deepEqual(elements(body), elements(clean.body));
    const text = body.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"')
      .replaceAll("&#39;", "'").replaceAll("&amp;", "&");
    assert.doesNotMatch(
      body.replaceAll(/<style>[^]*<\/style>/g, "").replaceAll(/<[^>]*>/g, ""),
      /["'<>]/,
    );
    // Title twice (element and heading), message, code, details and help.
    assert.equal(text.split(hostile).length - 1, 6);
  });
}

Deno.test("the way to the last page carries nothing in its URL", () => {
  const { status, headers, body } = redirectTo("/success");
  assert.equal(status, 302);
  assert.equal(headers["location"], "/success");
  assert.equal(body, "");
});

Deno.test("a text answer is plain text, with the headers that it was given", () => {
  const { status, headers, body } = textAnswer(405, "Method Not Allowed", { allow: "GET" });
  assert.equal(status, 405);
  assert.equal(headers["allow"], "GET");
  assert.equal(headers["content-type"], "text/plain; charset=utf-8");
  assert.equal(body, "Method Not Allowed");
});

Deno.test("a page may lead on to a setup by itself; the URL is escaped, and no script does it", async () => {
  const { body, headers } = await successPage(
    true,
    {},
    'https://platform.example/?a=1&b="><script>',
  );
  const url = "https://platform.example/?a=1&amp;b=&quot;&gt;&lt;script&gt;";
  assert.ok(body.includes(`<meta http-equiv="refresh" content="3;url=${url}">`), body);
  assert.ok(body.includes(`<a href="${url}">`), body);
  assert.doesNotMatch(body, /<script/);
  assert.match(headers["content-security-policy"] ?? "", /^default-src 'none'; style-src 'sha256-/);
});
