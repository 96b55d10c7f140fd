/**
 * A sign-in as a picture: one lane for each part, its bar on a common scale of time.
 *
 * The picture has no width of its own: places across are percentages, text and lanes are pixels, so it
 * fits a phone and a sheet of paper without shrinking its words. A hidden table says the same to a
 * screen reader.
 *
 * @module
 */
import { escapeHtml } from "../../callback/page.ts";
import { formatLength } from "./durations.ts";
import type { ReportedLogin, ReportedPhase } from "./report_data.ts";

const LANE_HEIGHT = 44;
const LABEL_Y = 16;
const BAR_Y = 22;
const BAR_HEIGHT = 12;
const AXIS_HEIGHT = 22;
/** A bar that would be thinner is drawn so wide, in pixels. */
const THINNEST_BAR = 4;

/** The picture and its table. */
export function timeline(login: ReportedLogin): string {
  const height = login.phases.length * LANE_HEIGHT + AXIS_HEIGHT;
  return `<svg class="timeline" width="100%" height="${height}" aria-hidden="true" focusable="false">
${login.phases.map((phase, lane) => drawLane(phase, lane, login)).join("\n")}
${drawAxis(login, height - AXIS_HEIGHT)}
</svg>
${table(login)}`;
}

function drawLane(phase: ReportedPhase, lane: number, login: ReportedLogin): string {
  const y = lane * LANE_HEIGHT;
  const start = percent(phase.start_ms, login);
  const width = percent(phase.length_ms, login);
  const kind = phase.has_failed ? login.outcome : "fine";
  const length = escapeHtml(
    (phase.has_failed ? `${login.outcome}, ` : "") + formatLength(phase.length_ms),
  );
  // The second rectangle keeps a very short part visible; at the right edge it hangs inwards.
  const inwards = start > 99 ? ` transform="translate(-${THINNEST_BAR} 0)"` : "";
  const bar = `y="${y + BAR_Y}" height="${BAR_HEIGHT}" rx="2"`;
  return `<text x="0" y="${y + LABEL_Y}">${escapeHtml(phase.name)}</text>` +
    `<text class="length ${kind}" x="100%" y="${y + LABEL_Y}" text-anchor="end">${length}</text>` +
    `<rect class="lane" x="0" width="100%" ${bar}/>` +
    `<rect class="bar ${kind}" x="${start}%" width="${width}%" ${bar}/>` +
    `<rect class="bar ${kind}" x="${start}%" width="${THINNEST_BAR}" ${bar}${inwards}/>` +
    (phase.has_failed ? drawCross(percent(phase.start_ms + phase.length_ms, login), y) : "");
}

/** A cross at the place where it went wrong, kept inside of the picture. */
function drawCross(at: number, y: number): string {
  const shift = at > 97 ? -9 : at < 3 ? 9 : 0;
  return `<svg x="${at}%" y="${y + BAR_Y + BAR_HEIGHT / 2}" overflow="visible">` +
    `<g transform="translate(${shift} 0)"><circle class="cross" r="8"/>` +
    `<path class="cross" d="M-3-3 3 3M3-3-3 3"/></g></svg>`;
}

function drawAxis(login: ReportedLogin, y: number): string {
  const notes = login.notes.map(({ at_ms }) =>
    `<circle class="note" cx="${percent(at_ms, login)}%" cy="${y + 2}" r="3.5"/>`
  );
  return `<line class="axis" x1="0" x2="100%" y1="${y + 2}" y2="${y + 2}"/>${notes.join("")}` +
    `<text class="scale" x="0" y="${y + 18}">${login.started_at.slice(11, 19)}</text>` +
    `<text class="scale" x="100%" y="${y + 18}" text-anchor="end">+ ${
      escapeHtml(formatLength(login.length_ms))
    }</text>`;
}

function percent(ms: number, { length_ms }: ReportedLogin): number {
  if (length_ms === 0) return 0;
  return Math.min(100, Math.round(ms / length_ms * 10_000) / 100);
}

function table({ phases, outcome }: ReportedLogin): string {
  const rows = phases.map((phase) =>
    `<tr><th scope="row">${escapeHtml(phase.name)}</th><td>${
      escapeHtml(formatLength(phase.start_ms))
    }</td>` +
    `<td>${escapeHtml(formatLength(phase.length_ms))}</td><td>${
      phase.has_failed ? outcome : ""
    }</td></tr>`
  );
  return `<table class="for-readers"><caption>Parts of this sign-in</caption><thead><tr>` +
    `<th scope="col">Part</th><th scope="col">Begins after</th><th scope="col">Length</th>` +
    `<th scope="col">End</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}
