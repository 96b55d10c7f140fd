// One whole sign-in: server, real program and stand-in browser, each a real process or socket on loopback.
import {
  type AuthorizationServer,
  startAuthorizationServer,
} from "../rehearsal/authorization_server.ts";
import { type Hop, visitOnce } from "../rehearsal/browser.ts";
import { type ProgramEnd, startProgram } from "../rehearsal/program.ts";
import type { DemoCase } from "./cases.ts";

/** Everything that a rehearsed sign-in left behind. */
export interface Rehearsal {
  readonly end: ProgramEnd;
  readonly hops: readonly Hop[];
  /** Why the browser showed no page of ours; undefined where it did. */
  readonly browserError: string | undefined;
  readonly log: string | undefined;
  readonly auth: string | undefined;
  /** Every secret of this sign-in, by name. */
  readonly secrets: readonly { name: string; value: string }[];
}

/** Runs one case to its end and removes the temporary home. */
export async function rehearse(demoCase: DemoCase): Promise<Rehearsal> {
  const options = demoCase.behaviour(() => server);
  await using server: AuthorizationServer = startAuthorizationServer(options);
  await using program = await startProgram({ issuer: server.issuer });
  const visit = await browse(program);
  const end = await program.end();
  return {
    end,
    ...visit,
    log: await program.home.readLog(),
    auth: await program.home.readAuth(),
    secrets: server.secrets(),
  };
}

async function browse(program: { authorizeUrl(): Promise<URL> }) {
  try {
    return { hops: await visitOnce(await program.authorizeUrl()), browserError: undefined };
  } catch (error) {
    return { hops: [], browserError: error instanceof Error ? error.message : String(error) };
  }
}
