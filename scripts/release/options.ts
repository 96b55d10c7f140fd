/** The options of `deno task release`. @module */
import { parseArgs } from "node:util";
import { COMMON_OPTIONS, type HelpOrWrong, readTask, wrongTarget } from "../compile/making_task.ts";
import { TARGETS } from "../compile/targets.ts";
import { SIGNING_USAGE } from "./sign.ts";

/** The text of `--help`. */
export const RELEASE_USAGE = `deno task release [options]

      --target <TARGET>       Platform to release for (default: every one); may be repeated
      --executables <FOLDER>  Take the executables from there instead of compiling them, named as
                              \`deno task compile --all\` names them
      --output <FOLDER>       Where to put it, replacing what is there (default: dist/release)
  -h, --help                  Show this help

Executables for macOS and Windows are signed where the environment names an account:

${SIGNING_USAGE}

A target that cannot be made here is named and left out. Exit code: 0 where each that can be made was,
1 where one failed, 2 for a bad option.`;

/** What is to be done. */
export interface ReleaseRequest {
  readonly kind: "release";
  readonly targets: readonly string[];
  readonly executables: string | undefined;
  readonly output: string;
}

/** Reads the arguments; what is wrong with them comes back as one line. */
export function readReleaseOptions(args: string[]): ReleaseRequest | HelpOrWrong {
  const options = {
    ...COMMON_OPTIONS,
    executables: { type: "string" },
    output: { type: "string" },
  } as const;
  return readTask(() => parseArgs({ args, options }), ({ values }) => {
    const targets = [...new Set(values.target ?? Object.keys(TARGETS))];
    const { executables, output = "dist/release" } = values;
    return wrongTarget(targets) ?? { kind: "release", targets, executables, output };
  });
}
