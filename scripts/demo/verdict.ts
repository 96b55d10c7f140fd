import type { DemoCase } from "./cases.ts";
import type { Rehearsal } from "./rehearse.ts";

/** One thing that has to hold, in words, and whether it does. */
export interface Check {
  readonly claim: string;
  readonly holds: boolean;
}

/** Compares what happened with what the case expects. */
export function judge(demoCase: DemoCase, rehearsal: Rehearsal): Check[] {
  const { end, hops, log = "", auth, secrets } = rehearsal;
  const leaked = secrets.filter(({ value }) => log.includes(value)).map(({ name }) => name);
  const leak = leaked.length > 0 ? `, but: ${leaked.join(", ")}` : "";
  const checks: Check[] = [
    { claim: `exit code ${demoCase.exitCode}`, holds: end.code === demoCase.exitCode },
    { claim: "the terminal says how it ended", holds: demoCase.terminal.test(end.stderr) },
    {
      claim: "the browser is left with the page for it",
      holds: demoCase.pageStatus(hops.at(-1)?.status ?? 0),
    },
    {
      claim: "the log says how it ended",
      holds: demoCase.lastLogLine.test(log.trimEnd().split("\n").at(-1) ?? ""),
    },
    {
      claim: `the log holds none of ${secrets.length} secrets${leak}`,
      holds: secrets.length > 0 && leaked.length === 0,
    },
    demoCase.exitCode === 0
      ? { claim: "auth.json holds the tokens of this sign-in", holds: hasTokens(auth, secrets) }
      : { claim: "no auth.json was written", holds: auth === undefined },
  ];
  const { neverLogged } = demoCase;
  if (neverLogged === undefined) return checks;
  const holds = !log.includes(neverLogged);
  return [...checks, { claim: "the log holds nothing of the server's text", holds }];
}

function hasTokens(auth: string | undefined, secrets: Rehearsal["secrets"]): boolean {
  const wanted = ["idToken", "accessToken", "refreshToken"];
  return secrets.filter(({ name }) => wanted.includes(name))
    .every(({ value }) => auth?.includes(JSON.stringify(value)));
}
