// `deno task example-host`: the page, with codex-login behind its button. Without arguments it signs in
// at an embedded authorization server and into a temporary home; `--real` takes the real ones.
import { startAuthorizationServer } from "../rehearsal/authorization_server.ts";
import { makeProgramHome, type ProgramHome } from "../rehearsal/program_home.ts";
import { startExampleHost } from "./host.ts";
import { startProgramAsAppServer } from "./program_as_app_server.ts";

/** The person's own CODEX_HOME, which outlives the host; one that nobody chose is made, as by a sign-in. */
function realHome(): ProgramHome {
  const path = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
  const chosen = Deno.env.get("CODEX_HOME");
  const codexHome = chosen || `${path}/.codex`;
  if (!chosen) Deno.mkdirSync(codexHome, { recursive: true, mode: 0o700 });
  const never = () => Promise.resolve(undefined);
  return {
    path,
    codexHome,
    authFile: `${codexHome}/auth.json`,
    logFile: `${codexHome}/log/codex-login.log`,
    readAuth: never,
    readLog: never,
    [Symbol.asyncDispose]: async () => {},
  };
}

async function main(args: string[]): Promise<number> {
  if (args.some((arg) => arg !== "--real")) {
    console.error("Usage: deno task example-host [--real]");
    return 2;
  }
  const isReal = args.includes("--real");
  await using issuer = isReal ? undefined : startAuthorizationServer();
  await using home = isReal ? realHome() : await makeProgramHome();
  await using server = await startProgramAsAppServer({
    home,
    ...(issuer ? { issuer: issuer.issuer } : {}),
  });
  const ended = Promise.all([server.status, server.stderr.ended]);
  const started = await Promise.race([startExampleHost(server), ended]).catch(() => ended);
  if (!("url" in started)) {
    console.error(server.stderr.text().trimEnd());
    return 1;
  }
  await using host = started;
  const interrupted = new Promise<void>((resolve) => Deno.addSignalListener("SIGINT", resolve));
  console.log(`Open ${host.url} and press "Sign in". Ctrl-C ends it.`);
  await interrupted;
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
