// `deno task demo`: a complete sign-in on this machine, with no network and no person.
// The real main.ts runs as a child with a temporary home against an authorization server on loopback.
import { parseArgs } from "node:util";
import { type DemoCase, FAILURES, SUCCESS } from "./demo/cases.ts";
import { bold, mark, printSection } from "./demo/layout.ts";
import { maskAuth, maskUrl } from "./demo/masked.ts";
import { headingOf, textOf } from "./demo/page_text.ts";
import { type Rehearsal, rehearse } from "./demo/rehearse.ts";
import { judge } from "./demo/verdict.ts";

const USAGE = `deno task demo [--fail=<case>], <case> being one of: ${
  [...FAILURES.keys()].join(", ")
}`;

/** The case that the arguments ask for, or one line that says what is wrong with them. */
function chosenCase(args: string[]): DemoCase | string {
  try {
    const { fail } = parseArgs({ args, options: { fail: { type: "string" } } }).values;
    if (fail === undefined) return SUCCESS;
    return FAILURES.get(fail) ?? `Unknown case ${JSON.stringify(fail)}. Usage: ${USAGE}`;
  } catch {
    return `Usage: ${USAGE}`;
  }
}

function browserText({ hops, browserError }: Rehearsal): string {
  const steps = hops.map(({ status, url, body }) => {
    const heading = headingOf(body);
    return `${status} ${maskUrl(url)}${heading ? `\n    “${heading}”` : ""}`;
  });
  if (browserError !== undefined) steps.push(`The browser showed its own error: ${browserError}`);
  const page = textOf(hops.at(-1)?.body ?? "");
  return steps.join("\n") + (page && `\n\nThe page:\n${page.replace(/^/gm, "  ")}`);
}

function print(demoCase: DemoCase, rehearsal: Rehearsal): void {
  const { end, log, auth } = rehearsal;
  console.log(bold(`${demoCase.what}.`));
  printSection("What the person saw (stderr)", end.stderr);
  printSection("What the browser saw", browserText(rehearsal));
  printSection("codex-login.log", log ?? "(there is none)");
  printSection("auth.json, secrets masked", auth ? maskAuth(auth) : "(there is none)");
}

async function main(args: string[]): Promise<number> {
  const demoCase = chosenCase(args);
  if (typeof demoCase === "string") {
    console.error(demoCase);
    return 2;
  }
  const rehearsal = await rehearse(demoCase);
  print(demoCase, rehearsal);
  const checks = judge(demoCase, rehearsal);
  printSection(
    `How it ended: exit code ${rehearsal.end.code}`,
    checks.map(({ claim, holds }) => `${mark(holds)} ${claim}`).join("\n"),
  );
  return checks.every(({ holds }) => holds) ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
