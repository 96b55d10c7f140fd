/**
 * The report as one page: HTML, CSS and SVG in one file.
 *
 * Promise: every text is escaped; nothing runs and nothing is asked for from anywhere, and the page's own
 * policy says so to the browser.
 *
 * @module
 */
import { type Check, summary } from "../doctor/check.ts";
import { escapeHtml } from "../../callback/page.ts";
import { contentSecurityPolicy, icon, MARK } from "../../callback/page_style.ts";
import { formatLength } from "./durations.ts";
import { formatMoment } from "../../base/timestamp.ts";
import { capitalised } from "../../base/visible_text.ts";
import type { Report, ReportedLogin } from "./report_data.ts";
import { REPORT_STYLE } from "./report_style.ts";
import { timeline } from "./timeline.ts";

/** How many sign-ins are told whole. */
const WHOLE_LOGINS = 3;

/** The page of a report. */
export async function reportPage(report: Report): Promise<string> {
  const { versions, machine, logins, checks, log } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${await contentSecurityPolicy(REPORT_STYLE)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Codex sign-in report</title>
${icon()}
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<h1>${MARK}Codex sign-in report</h1>
<p class="made">Made ${formatMoment(report.made_at)} by ${escapeHtml(versions.program)} (Deno ${
    escapeHtml(versions.deno)
  }, ${escapeHtml(versions.target)})</p>
${verdict(logins[0])}
<section aria-labelledby="doctor"><h2 id="doctor">This machine</h2>
<div class="card">${factsList(machine)}
${findings(checks)}</div>
</section>
<section aria-labelledby="sign-ins"><h2 id="sign-ins">Last sign-ins</h2>
${
    logins.slice(0, WHOLE_LOGINS).map(article).join("\n") ||
    '<p class="card">The log holds none.</p>'
  }
${earlierLogins(logins.slice(WHOLE_LOGINS))}
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
    escapeHtml(capitalised(login.method))
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

/** Those from before the last ones, a row each. */
function earlierLogins(logins: readonly ReportedLogin[]): string {
  if (logins.length === 0) return "";
  const rows = logins.map(({ method, started_at, length_ms, outcome, failure }) =>
    `<tr><th scope="row">${formatMoment(started_at)}</th><td>${escapeHtml(method)}</td>` +
    `<td>${escapeHtml(formatLength(length_ms))}</td><td class="${outcome}">` +
    `<span class="badge">${outcome}</span> ${
      failure ? `<code>${escapeHtml(failure.class)}</code>` : ""
    }</td></tr>`
  );
  return `<div class="card"><table class="rows"><caption>Earlier sign-ins</caption><thead><tr>` +
    `<th scope="col">Start</th><th scope="col">Way</th><th scope="col">Length</th>` +
    `<th scope="col">End</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
}

function factsList({ system, terminal, store }: Report["machine"]): string {
  const facts = [["System", system], ["Terminal", terminal], ["Credentials store", store]];
  const items = facts.map(([name, fact = ""]) =>
    `<div><dt>${name}</dt><dd>${escapeHtml(fact)}</dd></div>`
  );
  return `<dl class="facts">${items.join("")}</dl>`;
}

/** What needs a look; what is in order is folded away. */
function findings(checks: readonly Check[]): string {
  const isOpen = ({ status }: Check) => status === "failed" || status === "warning";
  const inOrder = checks.filter((check) => !isOpen(check));
  const isOffline = checks.some(({ id, status }) => id === "network" && status === "skipped");
  const network = isOffline
    ? "<p>The network was left out: <code>codex-login report --online</code> puts it in.</p>"
    : "";
  return `<p>The doctor found: ${summary(checks)}.</p>${network}` +
    checksTable("What needs a look", checks.filter(isOpen)) +
    `<details><summary>What is in order, or was not looked at</summary>${
      checksTable("In order, or not looked at", inOrder)
    }</details>`;
}

function checksTable(caption: string, checks: readonly Check[]): string {
  if (checks.length === 0) return "";
  const rows = checks.map(({ id, status, sentence, fix, command }) =>
    `<tr><th scope="row"><code>${escapeHtml(id)}</code></th>` +
    `<td class="${status}"><span class="badge">${status}</span></td><td>${escapeHtml(sentence)}${
      fix && command
        ? `<p class="advice">${escapeHtml(fix)}</p><pre>${escapeHtml(command)}</pre>`
        : ""
    }</td></tr>`
  );
  return `<table class="rows checks"><caption>${caption}</caption><thead><tr>` +
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
  return `<details><summary>${
    lines.length === 1 ? "The only line" : `The last ${lines.length} lines`
  }</summary>${omitted}<ol class="log">${items.join("\n")}</ol></details>`;
}
