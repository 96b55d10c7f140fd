/** The options of `deno task release`. @module */
import { parseArgs } from "node:util";
import { TARGETS } from "../compile/targets.ts";

/** The text of `--help`. */
export const RELEASE_USAGE = `deno task release [options]

      --target <TARGET>       Platform to release for (default: every one); may be repeated
      --executables <FOLDER>  Take the executables from there instead of compiling them, named as
                              \`deno task compile --all\` names them
      --output <FOLDER>       Where to put it, replacing what is there (default: dist/release)
  -h, --help                  Show this help

A target that cannot be made here is named and left out. Exit code: 0 where each that can be made was,
1 where one failed, 2 for a bad option.`;

/** What is to be done. */
export type ReleaseRequest =
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly message: string }
  | {
    readonly kind: "release";
    readonly targets: readonly string[];
    readonly executables: string | undefined;
    readonly output: string;
  };

/** Reads the arguments; what is wrong with them comes back as one line. */
export function readReleaseOptions(args: string[]): ReleaseRequest {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        target: { type: "string", multiple: true },
        executables: { type: "string" },
        output: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }));
  } catch (error) {
    const message = error instanceof Error ? error.message.split("\n")[0] ?? "" : "bad option";
    return { kind: "wrong", message };
  }
  if (values.help) return { kind: "help" };
  const targets = [...new Set(values.target ?? Object.keys(TARGETS))];
  const unknown = targets.find((target) => !Object.hasOwn(TARGETS, target));
  if (unknown !== undefined) {
    const known = Object.keys(TARGETS).join(", ");
    return { kind: "wrong", message: `--target takes one of ${known}; got "${unknown}"` };
  }
  const { executables, output = "dist/release" } = values;
  return { kind: "release", targets, executables, output };
}
