/**
 * The command lines of `logs`, `doctor` and `report`: what looks at sign-ins and changes none.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { usageError } from "../errors/errors.ts";
import { spelledOut } from "./option_spelling.ts";
import { LOG_LEVELS, type LogLevel } from "../log/log_filter.ts";
import type { SupportCommand } from "../support/support_options.ts";

const OPTIONS = {
  logs: { boolean: ["last", "follow"], string: ["level"] },
  doctor: { boolean: ["json", "offline"], string: ["issuer"] },
  report: { boolean: ["json", "force", "online"], string: ["issuer", "output"] },
} as const;

/**
 * Parses the arguments where they begin with the name of one of these commands.
 *
 * @returns `undefined` where they do not.
 * @throws {LoginError} `usage`.
 */
export function parseSupportCommand(
  args: readonly string[],
): SupportCommand | { readonly kind: "help" } | undefined {
  const [name, ...rest] = args;
  if (name !== "logs" && name !== "doctor" && name !== "report") return undefined;
  const given = parseOptions(name, rest);
  const { overrides } = given;
  const has = (option: string) => given.flags.has(option);
  if (has("help")) return { kind: "help" };
  const issuer = given.values.get("issuer");
  if (name === "logs") {
    const level = readLevel(given.values.get("level"));
    return { kind: name, options: { overrides, last: has("last"), follow: has("follow"), level } };
  }
  const json = has("json");
  if (name === "doctor") {
    return { kind: name, options: { overrides, issuer, json, offline: has("offline") } };
  }
  const output = given.values.get("output");
  const more = { output, force: has("force"), online: has("online") };
  return { kind: name, options: { overrides, issuer, json, ...more } };
}

interface Given {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly overrides: readonly string[];
}

function parseOptions(name: keyof typeof OPTIONS, args: readonly string[]): Given {
  const flags: readonly string[] = [...OPTIONS[name].boolean, "help"];
  const strings: readonly string[] = OPTIONS[name].string;
  const aliases = { config: "c", help: "h", issuer: "experimental_issuer", output: "o" };
  const names = { flags, values: strings, repeatable: ["config"], aliases };
  const parsed: Record<string, unknown> = parseArgs(spelledOut(args, names), {
    boolean: [...flags],
    string: [...strings, "config"],
    collect: ["config"],
    alias: aliases,
    unknown(argument) {
      throw usageError(`${name} does not take ${JSON.stringify(argument)}. See --help.`);
    },
  });
  const values = new Map<string, string>();
  for (const option of strings) {
    const value = parsed[option];
    if (typeof value === "string") values.set(option, value);
  }
  const overrides = Array.isArray(parsed["config"]) ? parsed["config"].map(String) : [];
  return { flags: new Set(flags.filter((option) => parsed[option])), values, overrides };
}

function readLevel(text: string | undefined): LogLevel | undefined {
  if (text === undefined) return undefined;
  const level = LOG_LEVELS.find((level) => level === text.toUpperCase());
  if (level) return level;
  throw usageError(
    `--level takes ${LOG_LEVELS.join(", ").toLowerCase()}; got ${JSON.stringify(text)}.`,
  );
}
