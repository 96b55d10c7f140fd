/**
 * The report as one page: HTML, CSS and SVG in one file.
 *
 * Promise: every text is escaped; nothing runs and nothing is asked for from anywhere, and the page's own
 * policy says so to the browser.
 *
 * @module
 */
import { toBase64 } from "../../base/base64.ts";
import { type Check, summary } from "../doctor/check.ts";
import { escapeHtml } from "../../callback/page.ts";
import { formatLength } from "./durations.ts";
import { formatMoment } from "../../base/timestamp.ts";
import type { Report, ReportedLogin } from "./report_data.ts";
import { REPORT_STYLE } from "./report_style.ts";
import { timeline } from "./timeline.ts";

/** The page of a report. */
export async function reportPage(report: Report): Promise<string> {
  const { versions, logins, checks, log } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${await policy()}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Codex sign-in report</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<h1>Codex sign-in report</h1>
<p class="made">Made ${formatMoment(report.made_at)} by ${escapeHtml(versions.program)} (Deno ${
    escapeHtml(versions.deno)
  }, ${escapeHtml(versions.target)})</p>
${verdict(logins[0])}
<section aria-labelledby="sign-ins"><h2 id="sign-ins">Last sign-ins</h2>
${logins.map(article).join("\n") || '<p class="card">The log holds none.</p>'}
</section>
<section aria-labelledby="doctor"><h2 id="doctor">This machine</h2>
<div class="card">${checksTable(checks)}</div>
</section>
<section aria-labelledby="log"><h2 id="log">Log</h2>
<div class="card">${logLines(log)}</div>
</section>
<footer>Credentials, e-mail addresses and names of home folders are left out. No script runs on this page, and it asks for nothing from anywhere.</footer>
</main>
</body>
</html>
`;
}

/** Nothing but the one style, by its hash (CSP Level 3). */
async function policy(): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(REPORT_STYLE));
  const digest = toBase64(new Uint8Array(hash));
  return `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
}

function verdict(last: ReportedLogin | undefined): string {
  if (last === undefined) return "";
  const words = {
    succeeded: "The last sign-in succeeded",
    failed: "The last sign-in failed",
    cancelled: "The last sign-in was cancelled",
    unfinished: "The last sign-in has no end in the log",
  }[last.outcome];
  return `<section class="card verdict ${last.outcome}"><h2>${words}</h2>${
    failureText(last)
  }</section>`;
}

function article(login: ReportedLogin): string {
  const notes = login.notes.map(({ at_ms, sentence }) =>
    `<li>${escapeHtml(`After ${formatLength(at_ms)}: ${sentence}`)}</li>`
  );
  return `<article class="card ${login.outcome}"><div class="title"><h3>${
    escapeHtml(login.method.replace(/^./, (letter) => letter.toUpperCase()))
  } sign-in <span class="when">${
    formatMoment(login.started_at)
  }</span></h3><span class="badge">${login.outcome}</span></div>
${failureText(login)}
${timeline(login)}
${notes.length > 0 ? `<ul class="notes">${notes.join("")}</ul>` : ""}</article>`;
}

function failureText({ outcome, failure }: ReportedLogin): string {
  if (failure) {
    return `<p>${escapeHtml(failure.sentence)} <code>${escapeHtml(failure.class)}</code></p>` +
      `<p class="advice">${escapeHtml(failure.advice)}</p>`;
  }
  return outcome === "unfinished" ? "<p>It still waits, or the program was killed.</p>" : "";
}

function checksTable(checks: readonly Check[]): string {
  const rows = checks.map(({ id, status, sentence, fix }) =>
    `<tr><th scope="row"><code>${escapeHtml(id)}</code></th>` +
    `<td class="${status}"><span class="badge">${status}</span></td><td>${escapeHtml(sentence)}${
      fix ? `<p class="advice">${escapeHtml(fix)}</p>` : ""
    }</td></tr>`
  );
  return `<table class="checks"><caption>${summary(checks)}</caption><thead><tr>` +
    `<th scope="col">Check</th><th scope="col">Result</th><th scope="col">Finding</th>` +
    `</tr></thead><tbody>${rows.join("\n")}</tbody></table>`;
}

function logLines({ problem, lines, omitted_lines }: Report["log"]): string {
  if (problem !== null) return `<p>The log cannot be read: ${escapeHtml(problem)}</p>`;
  if (lines.length === 0) return "<p>There is no log, or it is empty.</p>";
  const omitted = omitted_lines === 0
    ? ""
    : `<p class="made">${omitted_lines ?? "Many"} older lines are left out.</p>`;
  const items = lines.map(({ level, text }) =>
    `<li class="${level?.toLowerCase() ?? "foreign"}">${escapeHtml(text)}</li>`
  );
  return `${omitted}<ol class="log">${items.join("\n")}</ol>`;
}
