// The project's own program as an app-server.
import type { ProgramHome } from "../rehearsal/program_home.ts";
import { environmentOfProgram, launchOfProgram } from "../rehearsal/program_launch.ts";
import { type AppServer, startAppServer } from "./app_server_client.ts";

/** What may differ from an app-server for the default issuer. */
export interface ProgramAppServerOptions {
  readonly home: ProgramHome;
  readonly issuer?: string;
  /** Further arguments. */
  readonly args?: readonly string[];
}

/** Starts main.ts with the permissions of the executable, or the executable itself. */
export async function startProgramAsAppServer(
  { home, issuer, args = [] }: ProgramAppServerOptions,
): Promise<AppServer> {
  const launch = await launchOfProgram(issuer === undefined ? {} : { issuer });
  const issuerArgs = issuer === undefined ? [] : ["--issuer", issuer];
  return startAppServer({
    command: launch.command,
    args: [...launch.args, "app-server", ...issuerArgs, ...args],
    env: await environmentOfProgram(home),
  });
}
