/** The programs that are measured: ours, the floor that the runtime sets, and codex. @module */
import { join } from "node:path";
import { runQuietly } from "../compile/child_failure.ts";
import { compiler } from "../compile/executable.ts";
import { projectPath } from "../project.ts";

/** The programs, as paths. */
export interface Subjects {
  /** The executable of this project. */
  readonly own: string;
  /** A compiled program without a line of code. */
  readonly empty: string;
  /** A compiled program that serves on its argument's port and does nothing else. */
  readonly server: string;
  /** The same with an idle worker: the least memory that a confined second side takes. */
  readonly serverAndWorker: string;
  /** The real Codex CLI, where CODEX_BIN names it. */
  readonly codex: string | undefined;
  /** Another executable of this project, of another runtime stub, say. */
  readonly other?: string | undefined;
}

const SERVER = `Deno.serve(
  { hostname: "127.0.0.1", port: Number(Deno.args[0]), onListen() {} },
  () => new Response(),
);`;

// The worker is the program itself, which then finds that it is one.
const SERVER_AND_WORKER = `if (self.WorkerGlobalScope) self.onmessage = () => {};
else {
  ${SERVER}
  new Worker(import.meta.url, { type: "module" });
}`;

/** Compiles what is missing into `folder`. CODEX_LOGIN_EXECUTABLE names ours, else it is compiled too. */
export async function prepareSubjects(folder: string): Promise<Subjects> {
  const own = Deno.env.get("CODEX_LOGIN_EXECUTABLE") || join(folder, "codex-login");
  if (!Deno.env.get("CODEX_LOGIN_EXECUTABLE")) {
    const script = projectPath("scripts/compile.ts");
    const args = ["run", "-A", "--quiet", "--no-lock", script, "--output", own];
    await runQuietly(Deno.execPath(), args, "The executable could not be compiled");
  }
  return {
    own,
    empty: await compileText(folder, "empty", ""),
    server: await compileText(folder, "server", SERVER),
    serverAndWorker: await compileText(folder, "server-and-worker", SERVER_AND_WORKER),
    codex: Deno.env.get("CODEX_BIN") || undefined,
  };
}

async function compileText(folder: string, name: string, text: string): Promise<string> {
  const output = join(folder, name);
  await Deno.writeTextFile(`${output}.js`, text);
  const args = ["compile", "--quiet", "--no-check", "--no-config", "--no-lock", "--no-code-cache"];
  await runQuietly(
    compiler(),
    [...args, "-A", "--output", output, `${output}.js`],
    `The program "${name}" could not be compiled`,
  );
  return output;
}
