/**
 * How the report looks: light and dark, on a phone, on paper.
 *
 * @module
 */

import { PALETTE } from "../../callback/page_style.ts";

/** The page's only style sheet; its hash stands in the page's policy. */
export const REPORT_STYLE = `${PALETTE}
:root{--bar:#4a6fdc;--lane:#ececf1}
@media (prefers-color-scheme:dark){:root{--bar:#8aa6ff;--lane:#2d2d35}}
body{margin:0;background:var(--back);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{display:flex;align-items:center;gap:.75rem;margin:0;font-size:1.7rem;line-height:1.25}h1 svg{flex:none}h1 path{stroke:var(--back)}h2{margin:2.5rem 0 1rem;font-size:1.25rem}h3{margin:0;font-size:1.05rem}
p{margin:.5rem 0;overflow-wrap:anywhere}
.made{margin:.35rem 0 1.5rem;color:var(--soft);font-size:.9rem}
.card{margin:0 0 1rem;padding:1.25rem 1.5rem;background:var(--paper);border:1px solid var(--edge);border-radius:.75rem}
article{position:relative;overflow:hidden}
.verdict{border-left:5px solid var(--mark);border-radius:0 .75rem .75rem 0}
.verdict h2{margin:0 0 .25rem;font-size:1.2rem}
.succeeded,.ok{--mark:var(--good)}.failed{--mark:var(--bad)}.cancelled,.warning,.unfinished{--mark:var(--warn)}.skipped,.none{--mark:var(--soft)}
.badge{display:inline-block;padding:.05rem .55rem;border:1px solid var(--mark);border-radius:1rem;color:var(--mark);font-size:.82rem;font-weight:600;white-space:nowrap}
.title{display:flex;flex-wrap:wrap;gap:.35rem .75rem;align-items:baseline;justify-content:space-between;margin-bottom:.5rem}
.when{color:var(--soft);font-weight:400}
.advice::before{content:"\\2192\\00a0"}
.notes{margin:.75rem 0 0;padding:0;list-style:none;color:var(--soft);font-size:.9rem}
.notes li::before{content:"\\25CF";margin-right:.5rem;color:var(--warn);font-size:.7rem;vertical-align:.1em}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.timeline{display:block;margin:1rem 0 0;overflow:visible}
.timeline text{fill:var(--ink);font:14px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.timeline .length{fill:var(--soft);font-variant-numeric:tabular-nums}
.timeline .length.failed{fill:var(--bad);font-weight:600}.timeline .length.cancelled{fill:var(--warn);font-weight:600}
.timeline .scale{fill:var(--soft);font-size:12px;font-variant-numeric:tabular-nums}
.lane{fill:var(--lane)}.bar{fill:var(--bar)}.bar.failed{fill:var(--bad)}.bar.cancelled{fill:var(--warn)}
circle.cross{fill:var(--bad);stroke:var(--paper);stroke-width:2}path.cross{fill:none;stroke:var(--paper);stroke-width:2;stroke-linecap:round}
.axis{stroke:var(--edge)}circle.note{fill:var(--warn)}
.for-readers{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.facts{display:flex;flex-wrap:wrap;gap:.35rem 2rem;margin:0 0 .75rem}.facts dt{color:var(--soft);font-size:.82rem}.facts dd{margin:0;overflow-wrap:anywhere}
details{margin-top:.75rem}details:first-child{margin:0}summary{width:fit-content;cursor:pointer;color:var(--soft)}
pre{margin:.35rem 0 0;padding:.4rem .6rem;background:var(--back);border-radius:.35rem;font:.85rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
.rows{width:100%;border-collapse:collapse;font-size:.93rem}
.rows caption{padding:.5rem 0 .75rem;color:var(--soft);text-align:left}
.rows th,.rows td{padding:.45rem .75rem .45rem 0;border-top:1px solid var(--edge);text-align:left;vertical-align:top}
.rows thead th{color:var(--soft);font-size:.82rem;font-weight:600}
.rows tbody th{font-weight:400;white-space:nowrap}
.log{margin:0;padding:0;list-style:none;font:.8rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.log li{padding:.12rem .5rem;border-left:3px solid transparent;white-space:pre-wrap}
.log .warn{border-color:var(--warn)}.log .error{border-color:var(--bad);color:var(--bad)}.log .foreign{color:var(--soft)}
footer{margin-top:2rem;color:var(--soft);font-size:.85rem}
@media (max-width:40rem){main{padding:1.25rem .9rem 3rem}.card{padding:1rem}.rows thead{display:none}.rows tr{display:grid;grid-template-columns:1fr auto;padding:.6rem 0;border-top:1px solid var(--edge)}.rows th,.rows td{padding:0;border:0}.rows td:last-child{grid-column:1/-1;padding-top:.25rem}}
@media (max-width:24rem){.timeline text{font-size:11.5px}}
@page{margin:12mm}
@media print{:root{color-scheme:light;font-size:11px;--ink:#000;--soft:#444;--paper:#fff;--edge:#bbb;--back:#fff;--good:#0a7d46;--bad:#b3261e;--warn:#8a5a00;--bar:#4a6fdc;--lane:#ececf1}body{font-size:11px}.timeline{zoom:.72;margin-top:.5rem}main{max-width:none;padding:0}h2{margin:1rem 0 .5rem}.card{padding:.5rem 0;border-width:1px 0 0;border-radius:0}.verdict{padding-left:1rem;border-width:0 0 0 5px}.rows th,.rows td{padding-block:.15rem}article,tr,.log li,svg{break-inside:avoid}h2,h3{break-after:avoid}*{print-color-adjust:exact}}
`;
