/** `deno task bench [--runs N]`: start-up, callback to exit, memory and size, beside codex's own. @module */
import { parseArgs } from "node:util";
import {
  PORT,
  type Run,
  runCodexCallback,
  runEmpty,
  runOwnCallback,
  runServer,
  runStart,
} from "./bench/runs.ts";
import { prepareSubjects, type Subjects } from "./bench/subjects.ts";
import { rowsOf, type Runs } from "./bench/rows.ts";
import { benchTable } from "./bench/table.ts";
import { startAuthorizationServer } from "./rehearsal/authorization_server.ts";

const USAGE = "deno task bench [--runs N], N being 2 or more (default: 20)";
const WARM_UP_RUNS = 2;

async function measure(subjects: Subjects, count: number): Promise<Runs> {
  await using issuer = startAuthorizationServer({
    // It takes any code: codex and we send different redirect URIs, which is not what is measured.
    token: () => {
      const { idToken: id_token, accessToken: access_token, refreshToken: refresh_token } =
        issuer.tokens;
      return Response.json({ id_token, access_token, refresh_token });
    },
    apiKey: () => Response.json({ access_token: issuer.tokens.apiKey }),
  });
  const { codex } = subjects;
  const runs: Runs = {
    empty: [],
    server: [],
    serverAndWorker: [],
    own: [],
    ownEnd: [],
    codex: [],
    codexEnd: [],
  };
  for (let i = -WARM_UP_RUNS; i < count; i++) {
    const turn: { [name in keyof Runs]?: Run } = {
      empty: await runEmpty(subjects.empty),
      server: await runServer(subjects.server),
      serverAndWorker: await runServer(subjects.serverAndWorker),
      own: await runStart(subjects.own, []),
      ...(codex ? { codex: await runStart(codex, ["login"]) } : {}),
      ownEnd: await runOwnCallback(subjects.own, issuer.issuer),
      ...(codex ? { codexEnd: await runCodexCallback(codex, issuer.issuer) } : {}),
    };
    if (i < 0) continue;
    for (const [name, run] of Object.entries(turn)) runs[name as keyof Runs].push(run);
  }
  return runs;
}

function sizeLine({ own, codex }: Subjects): string {
  const size = (path: string) => Deno.statSync(path).size / 1e6;
  const ours = `codex-login ${size(own).toFixed(1)} MB`;
  if (!codex) return `Size: ${ours}.`;
  const ratio = (size(own) / size(codex)).toFixed(2);
  return `Size: ${ours}, codex ${size(codex).toFixed(1)} MB, ratio ${ratio}.`;
}

/** How many runs are asked for, or `undefined` where that cannot be read. */
function runCount(args: string[]): number | undefined {
  try {
    const { runs } =
      parseArgs({ args, options: { runs: { type: "string", default: "20" } } }).values;
    return /^\d{1,4}$/.test(runs) && Number(runs) >= 2 ? Number(runs) : undefined;
  } catch {
    return undefined;
  }
}

async function main(args: string[]): Promise<number> {
  const count = runCount(args);
  if (count === undefined) {
    console.error(`Usage: ${USAGE}`);
    return 2;
  }
  try {
    Deno.listen({ hostname: "127.0.0.1", port: PORT }).close();
  } catch {
    console.error(`Error: port ${PORT} is in use; the bench needs it, since codex knows no other.`);
    return 1;
  }
  const folder = await Deno.makeTempDir({ prefix: "codex-login-bench-" });
  try {
    const subjects = await prepareSubjects(folder);
    const runs = await measure(subjects, count);
    console.log(
      `${count} runs each, in turn; ${Deno.build.target}, ${navigator.hardwareConcurrency} cores.\n`,
    );
    console.log(benchTable(rowsOf(runs)));
    console.log(`\n${sizeLine(subjects)}`);
    if (!subjects.codex) console.log("CODEX_BIN names no codex: nothing to compare with.");
    return 0;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
