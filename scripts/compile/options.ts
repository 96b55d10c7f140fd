/** The options of `deno task compile`. @module */
import { parseArgs } from "node:util";
import { isLoopbackHost } from "../../src/base/endpoints.ts";
import { projectPath } from "../project.ts";
import { COMMON_OPTIONS, type HelpOrWrong, readTask, wrong, wrongTarget } from "./making_task.ts";
import { executableName, TARGETS } from "./targets.ts";
import { DEFAULT_ISSUER } from "../../src/base/endpoints.ts";

/** The text of `--help`. */
export const COMPILE_USAGE = `deno task compile [options]

      --target <TARGET>   Platform to build for (default: this machine's); may be repeated
      --all               Every platform, with SHA256SUMS beside them
      --issuer <URL>      The one issuer that the program may reach
                          (default: ${DEFAULT_ISSUER})
      --output <PATH>     The file to write, or with several targets the folder
                          (default: dist/codex-login, dist)
  -h, --help              Show this help

Targets: ${Object.keys(TARGETS).join(",\n         ")}

The runtime stub is downloaded by Deno; DENORT_BIN names one to use instead, for this machine's target.
DENO_COMPILE names the Deno that the stub belongs to, where it is not the one that runs this task.`;

/** One executable to make. */
export interface Build {
  readonly target: string;
  /** Absolute, or relative to the working directory. */
  readonly output: string;
}

/** What is to be done. */
export interface CompileRequest {
  readonly kind: "compile";
  readonly issuer: string;
  readonly builds: readonly Build[];
}

/** Reads the arguments; what is wrong with them comes back as one line. */
export function readCompileOptions(
  args: string[],
  hostTarget: string,
): CompileRequest | HelpOrWrong {
  const options = {
    ...COMMON_OPTIONS,
    all: { type: "boolean" },
    issuer: { type: "string" },
    output: { type: "string" },
  } as const;
  return readTask(() => parseArgs({ args, options }), ({ values }) => {
    if (values.all && values.target) return wrong("--all and --target exclude each other");
    const targets = values.all ? Object.keys(TARGETS) : [...new Set(values.target ?? [hostTarget])];
    const problem = wrongTarget(targets);
    if (problem) return problem;
    const issuer = values.issuer ?? DEFAULT_ISSUER;
    const url = URL.parse(issuer);
    if (url === null || !["https:", "http:"].includes(url.protocol)) {
      return wrong(`--issuer takes an http(s) URL, such as ${DEFAULT_ISSUER}`);
    }
    if (url.protocol === "http:" && !isLoopbackHost(url.hostname)) {
      return wrong(
        "--issuer takes plain http for loopback only: such a program would refuse to sign in",
      );
    }
    if (values.output === "") return wrong("--output takes a path");
    return { kind: "compile", issuer, builds: buildsOf(targets, values.output, hostTarget) };
  });
}

function buildsOf(targets: string[], output: string | undefined, hostTarget: string): Build[] {
  const [only] = targets;
  if (targets.length === 1 && only !== undefined) {
    const name = executableName(only, only !== hostTarget);
    return [{ target: only, output: output ?? projectPath(`dist/${name}`) }];
  }
  const folder = output ?? projectPath("dist");
  return targets.map((target) => ({ target, output: `${folder}/${executableName(target, true)}` }));
}
