// `deno task example-host`: the page, with codex-login behind its button. Without arguments it signs in
// at an embedded authorization server and into a temporary home; `--real` takes the real ones.
import { startAuthorizationServer } from "../rehearsal/authorization_server.ts";
import { makeProgramHome, type ProgramHome } from "../rehearsal/program_home.ts";
import { startExampleHost } from "./host.ts";
import { startProgramAsAppServer } from "./program_as_app_server.ts";

/** The person's own CODEX_HOME, which outlives the host. */
function realHome(): ProgramHome {
  const path = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
  const codexHome = Deno.env.get("CODEX_HOME") ?? `${path}/.codex`;
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

async function main(args: string[]): Promise<void> {
  const isReal = args.includes("--real");
  await using issuer = isReal ? undefined : startAuthorizationServer();
  await using home = isReal ? realHome() : await makeProgramHome();
  await using server = await startProgramAsAppServer({
    home,
    ...(issuer ? { issuer: issuer.issuer } : {}),
  });
  await using host = await startExampleHost(server);
  console.log(`Open ${host.url} and press "Sign in". Ctrl-C ends it.`);
  await new Promise<void>((resolve) => Deno.addSignalListener("SIGINT", resolve));
}

if (import.meta.main) {
  await main(Deno.args);
  Deno.exit();
}
