/**
 * What Deno answered about JSR, remembered in the project's `.cache/`, which git ignores.
 *
 * The memory is bound to what decides the answer: deno.json, the modules in use, Deno's version and its
 * own settings for where JSR is. It is only a memory: where it cannot be read or written, Deno is asked.
 * @module
 */
import { createHash } from "node:crypto";
import { projectPath } from "./project.ts";

/** `silence` is a question that was cut off: no answer, but not worth another wait at once. */
export type JsrAnswer = "yes" | "no" | "silence";

interface Memory {
  question: string;
  answer: JsrAnswer;
  askedAtMs: number;
}

const MINUTE_MS = 60_000;

/** How long an answer holds. A network can come back, so what is missing is asked for again. */
const HOLDS_FOR_MS: Record<JsrAnswer, number> = {
  yes: 30 * 24 * 60 * MINUTE_MS,
  no: 24 * 60 * MINUTE_MS,
  silence: 60 * MINUTE_MS,
};

/** The remembered answer, where there is one for today's question that still holds. */
export async function recall(): Promise<JsrAnswer | undefined> {
  try {
    const memory = JSON.parse(await Deno.readTextFile(memoryFile())) as Memory;
    const ageMs = Date.now() - memory.askedAtMs;
    const holds = ageMs >= 0 && ageMs < HOLDS_FOR_MS[memory.answer];
    return holds && memory.question === await question() ? memory.answer : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps an answer, whole or not at all: two commands may be run at one time. */
export async function remember(answer: JsrAnswer): Promise<void> {
  const memory: Memory = { question: await question(), answer, askedAtMs: Date.now() };
  try {
    await Deno.mkdir(cacheFolder(), { recursive: true });
    const unfinished = await Deno.makeTempFile({ dir: cacheFolder(), prefix: "jsr-" });
    await Deno.writeTextFile(unfinished, JSON.stringify(memory) + "\n");
    await Deno.rename(unfinished, memoryFile());
  } catch {
    // A read-only checkout: the next command asks again.
  }
}

function cacheFolder(): string {
  return Deno.env.get("CODEX_LOGIN_CACHE") ?? projectPath(".cache");
}

function memoryFile(): string {
  return `${cacheFolder()}/jsr.json`;
}

/** Where Deno looks for packages and through what. Only a digest of their values is kept. */
const DECIDING_VARIABLES = [
  "JSR_URL",
  "DENO_DIR",
  ...["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap((name) => [
    name,
    name.toLowerCase(),
  ]),
];

/** A digest of everything that the answer depends on. */
async function question(): Promise<string> {
  const parts = [
    Deno.version.deno,
    ...DECIDING_VARIABLES.map((name) => Deno.env.get(name) ?? ""),
    await Deno.readTextFile(projectPath("deno.json")),
    await Deno.readTextFile(projectPath("scripts/std_in_use.ts")),
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
