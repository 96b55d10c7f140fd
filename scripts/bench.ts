/**
 * `deno task bench [--runs N] [--beside FILE]`: start-up, callback to exit, each phase, other commands, memory
 * and size, beside codex's own and another executable (of another runtime stub, or of before a change), in a
 * network of its own.
 *
 * @module
 */
import { parseArgs } from "node:util";
import {
  PORT,
  type Run,
  runCodexCallback,
  runEmpty,
  runOwnCallback,
  runServer,
  runStart,
  runToExit,
} from "./bench/runs.ts";
import { runInOwnNetwork, subjectsOfOwnNetwork } from "./bench/own_network.ts";
import { startTlsIssuer } from "./bench/tls_issuer.ts";
import { prepareSubjects, type Subjects } from "./bench/subjects.ts";
import { rowsOfMarks } from "./bench/marks.ts";
import { type CommandRuns, COMMANDS, rowsOf, rowsOfCommands, type Runs } from "./bench/rows.ts";
import { fromWhereThePersonStands } from "./project.ts";
import { benchTable } from "./bench/table.ts";
import { startAuthorizationServer } from "./rehearsal/authorization_server.ts";

const USAGE = "deno task bench [--runs N] [--beside FILE], N being 2 or more (default: 20)";
const WARM_UP_RUNS = 2;
/** The least that a person takes, who is signed in already. */
const THINK_MS = 2_000;

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
  const { idToken: id_token, accessToken: access_token, refreshToken: refresh_token } =
    issuer.tokens;
  await using tls = await startTlsIssuer({ id_token, access_token, refresh_token });
  const overTls = { issuer: tls.issuer, caFile: tls.caFile, thinkMs: THINK_MS };
  const runs: Runs = {
    empty: [],
    server: [],
    serverAndWorker: [],
    own: [],
    ownEnd: [],
    ownTls: [],
    codex: [],
    codexEnd: [],
    codexTls: [],
    ownLogged: [],
    other: [],
    otherTls: [],
  };
  const { other } = subjects;
  for (let i = -WARM_UP_RUNS; i < count; i++) {
    const turn: { [name in keyof Runs]?: Run } = {
      empty: await runEmpty(subjects.empty),
      server: await runServer(subjects.server),
      serverAndWorker: await runServer(subjects.serverAndWorker),
      own: await runStart(subjects.own, []),
      ...(codex ? { codex: await runStart(codex, ["login"]) } : {}),
      ownEnd: await runOwnCallback(subjects.own, issuer),
      ...(codex ? { codexEnd: await runCodexCallback(codex, issuer) } : {}),
      ownTls: await runOwnCallback(subjects.own, overTls),
      ...(codex ? { codexTls: await runCodexCallback(codex, overTls) } : {}),
      ownLogged: await runOwnCallback(subjects.own, overTls, true),
      ...(other ? { other: await runStart(other, []) } : {}),
      ...(other ? { otherTls: await runOwnCallback(other, overTls) } : {}),
    };
    if (i < 0) continue;
    for (const [name, run] of Object.entries(turn)) runs[name as keyof Runs].push(run);
  }
  return runs;
}

async function measureCommands({ own, codex }: Subjects, count: number): Promise<CommandRuns> {
  const runs = COMMANDS.map(() => ({ own: [] as Run[], codex: [] as Run[] }));
  for (let i = -WARM_UP_RUNS; i < count; i++) {
    for (const [of, [ownWords, codexWords]] of COMMANDS.entries()) {
      const ownRun = await runToExit(own, ownWords.split(" "));
      const codexRun = codex && codexWords && await runToExit(codex, codexWords.split(" "));
      if (i >= 0) runs[of]?.own.push(ownRun);
      if (i >= 0 && codexRun) runs[of]?.codex.push(codexRun);
    }
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

/** What is asked for, or `undefined` where that cannot be read. */
function readOptions(args: string[]): { count: number; beside: string | undefined } | undefined {
  try {
    const { runs, beside } = parseArgs({
      args,
      options: { runs: { type: "string", default: "20" }, beside: { type: "string" } },
    }).values;
    const isCount = /^\d{1,4}$/.test(runs) && Number(runs) >= 2;
    return isCount ? { count: Number(runs), beside } : undefined;
  } catch {
    return undefined;
  }
}

async function main(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (options === undefined) {
    console.error(`Usage: ${USAGE}`);
    return 2;
  }
  const subjects = subjectsOfOwnNetwork();
  if (subjects) return await bench(subjects, options.count);
  const folder = await Deno.makeTempDir({ prefix: "codex-login-bench-" });
  try {
    const code = await runInOwnNetwork(import.meta.url, args, {
      ...await prepareSubjects(folder),
      other: options.beside && fromWhereThePersonStands(options.beside),
    });
    if (code !== undefined) return code;
    // Codex knows no other port, and on the machine's own somebody may wait.
    console.error(
      `Error: the bench needs port ${PORT} of a network namespace; there is none here.`,
    );
    return 1;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function bench(subjects: Subjects, count: number): Promise<number> {
  const runs = await measure(subjects, count);
  console.log(
    `${count} runs each, in turn; ${Deno.build.target}, ${navigator.hardwareConcurrency} cores.\n`,
  );
  console.log(benchTable(rowsOf(runs)));
  console.log(`\nOver TLS, with the log at trace:\n\n${benchTable(rowsOfMarks(runs.ownLogged))}`);
  console.log(`\n${benchTable(rowsOfCommands(await measureCommands(subjects, count)))}`);
  console.log(`\n${sizeLine(subjects)}`);
  if (!subjects.codex) console.log("CODEX_BIN names no codex: nothing to compare with.");
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
