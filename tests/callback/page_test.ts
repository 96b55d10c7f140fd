import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { ErrorPageText } from "../../src/errors/errors.ts";
import {
  errorPage,
  type PageAnswer,
  redirectTo,
  successPage,
  textAnswer,
} from "../../src/callback/page.ts";

const TEXT: ErrorPageText = {
  status: 403,
  title: "Sign-in could not be completed",
  message: "Sign-in failed: access_denied",
  code: "access_denied",
  details: "The administrator has not enabled this.",
  help: "Return to the terminal.",
};

const pages = async (): Promise<PageAnswer[]> => [await successPage(), await errorPage(TEXT)];

Deno.test("a page has a language, a viewport, one heading and a title", async () => {
  for (const { body } of await pages()) {
    assert.match(body, /^<!doctype html>\n<html lang="en">/);
    assert.match(body, /<meta name="viewport" content="width=device-width,initial-scale=1">/);
    assert.equal(body.match(/<h1>/g)?.length, 1);
    assert.equal(/<title>(.*)<\/title>/.exec(body)?.[1], /<h1>(.*)<\/h1>/.exec(body)?.[1]);
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
    assert.doesNotMatch(body, /<script|<img|<link|<iframe|<form|<object|<a |@import|url\(/i);
    assert.doesNotMatch(body, /\son\w+=|style="|https?:/i);
  }
});

Deno.test("the policy allows the one style of the page by its hash, and nothing else", async () => {
  for (const { body, headers } of await pages()) {
    const style = /<style>([^]*?)<\/style>/.exec(body)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    assert.equal(
      headers["content-security-policy"],
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; ` +
        `frame-ancestors 'none'`,
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

Deno.test("an error page shows message, code, details and help", async () => {
  const { status, body } = await errorPage(TEXT);
  assert.equal(status, 403);
  for (const text of [TEXT.title, TEXT.message, TEXT.code, TEXT.details ?? "", TEXT.help]) {
    assert.ok(body.includes(text), text);
  }
});

Deno.test("details that only repeat the message are left out", async () => {
  assert.doesNotMatch((await errorPage({ ...TEXT, details: TEXT.message })).body, /Details/);
  const { details: _, ...without } = TEXT;
  assert.doesNotMatch((await errorPage(without)).body, /Details/);
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
  const { body, headers } = await successPage(true, 'https://platform.example/?a=1&b="><script>');
  const url = "https://platform.example/?a=1&amp;b=&quot;&gt;&lt;script&gt;";
  assert.ok(body.includes(`<meta http-equiv="refresh" content="3;url=${url}">`), body);
  assert.ok(body.includes(`<a href="${url}">`), body);
  assert.doesNotMatch(body, /<script/);
  assert.match(headers["content-security-policy"] ?? "", /^default-src 'none'; style-src 'sha256-/);
});
