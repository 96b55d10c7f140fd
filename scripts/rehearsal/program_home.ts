import { join } from "node:path";

/** A temporary home for one or more runs of the program. */
export interface ProgramHome extends AsyncDisposable {
  /** What HOME is set to. */
  readonly path: string;
  /** What CODEX_HOME is set to; it exists, mode 0700. */
  readonly codexHome: string;
  readonly authFile: string;
  readonly logFile: string;
  /** The text of auth.json; undefined where there is none. */
  readAuth(): Promise<string | undefined>;
  /** The text of codex-login.log; undefined where there is none. */
  readLog(): Promise<string | undefined>;
}

/** Makes a home in the system's folder for temporary files; disposing it removes it. */
export async function makeProgramHome(): Promise<ProgramHome> {
  // The real path, because on macOS the folder for temporary files is a symlink and permissions are lexical.
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "codex-login-" }));
  const codexHome = join(path, ".codex");
  await Deno.mkdir(codexHome, { mode: 0o700 });
  const authFile = join(codexHome, "auth.json");
  const logFile = join(codexHome, "log", "codex-login.log");
  return {
    path,
    codexHome,
    authFile,
    logFile,
    readAuth: () => readIfThere(authFile),
    readLog: () => readIfThere(logFile),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
