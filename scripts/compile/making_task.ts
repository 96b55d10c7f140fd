/** What the tasks that make executables have in common: their options are read, and they end, alike. @module */
import { CompileFailure } from "./child_failure.ts";
import { TARGETS } from "./targets.ts";

/** What a person gets in place of what the task makes. */
export type HelpOrWrong =
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly message: string };

/** The options that each of them takes, for `parseArgs`. */
export const COMMON_OPTIONS = {
  target: { type: "string", multiple: true },
  help: { type: "boolean", short: "h" },
} as const;

/** Makes of what `parse` gives a request; what is wrong with the arguments comes back as one line. */
export function readTask<Parsed extends { values: { help?: boolean } }, Request>(
  parse: () => Parsed,
  understand: (parsed: Parsed) => Request | HelpOrWrong,
): Request | HelpOrWrong {
  let parsed;
  try {
    parsed = parse();
  } catch (error) {
    return wrong(error instanceof Error ? error.message.split("\n")[0] ?? "" : "bad option");
  }
  return parsed.values.help ? { kind: "help" } : understand(parsed);
}

/** An answer that says what is wrong. */
export function wrong(message: string): HelpOrWrong {
  return { kind: "wrong", message };
}

/** What is wrong with the targets that a person named, if anything is. */
export function wrongTarget(targets: readonly string[]): HelpOrWrong | undefined {
  const unknown = targets.find((target) => !Object.hasOwn(TARGETS, target));
  if (unknown === undefined) return undefined;
  return wrong(`--target takes one of ${Object.keys(TARGETS).join(", ")}; got "${unknown}"`);
}

/** Does what a request asks for, and gives the exit code: 1 for a failure that a person can mend, 2 for bad options. */
export async function runTask<Request extends { readonly kind: string }>(
  request: Request | HelpOrWrong,
  usage: string,
  make: (request: Request) => Promise<number>,
): Promise<number> {
  if (isHelpOrWrong(request)) {
    if (request.kind === "help") console.log(usage);
    else console.error(`Error: ${request.message}. See --help.`);
    return request.kind === "help" ? 0 : 2;
  }
  try {
    return await make(request);
  } catch (error) {
    if (!(error instanceof CompileFailure)) throw error;
    console.error(`Error: ${error.message}`);
    return 1;
  }
}

function isHelpOrWrong(request: { readonly kind: string }): request is HelpOrWrong {
  return request.kind === "help" || request.kind === "wrong";
}
