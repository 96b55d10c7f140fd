/** The executables of a release: compiled here, or made before. @module */
import { join } from "node:path";
import { bundleProgram } from "../compile/bundle.ts";
import { CompileFailure } from "../compile/child_failure.ts";
import { makeExecutable, whyStubIsForeign } from "../compile/executable.ts";
import { targetOfStub } from "../compile/stub.ts";
import { executableName } from "../compile/targets.ts";
import { type Signing, signProgram } from "./sign.ts";
import { DEFAULT_ISSUER } from "../../src/base/endpoints.ts";

/** What became of a target. */
export type Outcome =
  | { readonly kind: "made" } & Signing
  | { readonly kind: "skipped" | "failed"; readonly why: string };

/** Compiles each target in turn; one that cannot be had here is skipped, one that fails leaves the others. */
export async function* compileEach(
  targets: readonly string[],
): AsyncGenerator<readonly [target: string, outcome: Outcome]> {
  await using bundled = await bundleProgram(DEFAULT_ISSUER);
  for (const target of targets) {
    yield [target, await compileOne(target, join(bundled.folder, `program-${target}`))];
  }

  async function compileOne(target: string, output: string): Promise<Outcome> {
    const why = whyStubIsForeign(target);
    if (why) return { kind: "skipped", why };
    try {
      await makeExecutable(bundled, { target, output }, DEFAULT_ISSUER);
      return await readProgram(target, output);
    } catch (error) {
      return failed(error);
    } finally {
      await Deno.remove(output).catch(() => {});
    }
  }
}

/** Reads each target's executable from a folder; one that is not there is skipped. */
export async function* readEach(
  targets: readonly string[],
  folder: string,
): AsyncGenerator<readonly [target: string, outcome: Outcome]> {
  for (const target of targets) {
    const path = join(folder, executableName(target, true));
    try {
      yield [target, await readProgram(target, path)];
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      yield [target, { kind: "skipped", why: `there is no ${path}` }];
    }
  }
}

/** Signs each target's executable, before anything is made of it; one that cannot be leaves the others. */
export async function* signEach(programs: ReturnType<typeof compileEach>): typeof programs {
  for await (const [target, outcome] of programs) {
    yield [target, outcome.kind === "made" ? await signed(target, outcome.program) : outcome];
  }
}

async function signed(target: string, program: Uint8Array): Promise<Outcome> {
  try {
    return { kind: "made", ...await signProgram(target, program) };
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): Outcome {
  if (!(error instanceof CompileFailure)) throw error;
  return { kind: "failed", why: error.message };
}

/** A file for another system would be packed under a wrong name, and start nowhere. */
async function readProgram(target: string, path: string): Promise<Outcome> {
  const program = await Deno.readFile(path);
  const found = targetOfStub(path);
  return found === target
    ? { kind: "made", program }
    : { kind: "failed", why: `${path} is for ${found ?? "no known target"}, not for ${target}` };
}
