/**
 * `config.toml` and each `-c`: readable, values of the right kind, no near miss of a key that a sign-in
 * reads.
 *
 * Values and foreign keys are not shown: names of projects and servers stand there. Permission: read on
 * CODEX_HOME.
 *
 * @module
 */
import { type ConfigProblem } from "../../config/layers/config_file.ts";
import {
  findLayers,
  type LayerFile,
  requirementsOf,
  systemFolder,
  valuesOf,
} from "../../config/layers/config_layers.ts";
import { foreignHands } from "../../config/foreign_hands.ts";
import type { ForcedLoginMethod } from "../../config/forced_method.ts";
import { unreadKeys } from "../../config/layers/config_near_miss.ts";
import { wrongSettings } from "../../config/layers/setting_readers.ts";
import { ConfigValues } from "../../config/layers/config_values.ts";
import { wrongProvider } from "../../config/model_provider.ts";
import { type Check, checkOf, wordsOf } from "./check.ts";
import { checkOverrides } from "./override_checks.ts";
import { checkRequirements, forcedBy } from "./requirement_checks.ts";
import { editFile, makeOwn, moveAway } from "./commands.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";

/** What was found, and the values for the checks behind it. */
export interface ConfigFinding {
  readonly checks: readonly Check[];
  /** What file and `-c` set, as far as they can be read. */
  readonly values: ConfigValues;
  /** The keys whose value is not one that they take. */
  readonly wrongKeys: readonly string[];
  /** The one way that is allowed, an administrator's requirements included. */
  readonly forcedLoginMethod: ForcedLoginMethod;
  /** Whether `config.toml` could be read, or is not there. */
  readonly isFileUsable: boolean;
}

/** Checks the file and what the command line puts over it. Never throws. */
export async function checkConfiguration(
  codexHome: string,
  overrides: readonly string[],
  readEnvironment: ReadEnvironment,
): Promise<ConfigFinding> {
  const { parsed, checks } = await checkOverrides(overrides, readEnvironment);
  const files = await findLayers(codexHome, parsed, systemFolder(readEnvironment));
  const values = valuesOf(files, parsed);
  const none = files.some(({ kind }) => kind === "user")
    ? []
    : [checkOf("config").ok("There is no config.toml, or nothing in it; the defaults hold.")];
  return {
    checks: [
      ...none,
      ...files.flatMap((file) => [...checkFile(file, readEnvironment)]),
      ...checkRequirements(files, values, readEnvironment),
      ...checkProvider(values),
      ...checkHands(codexHome, "config.toml"),
      ...checks,
    ],
    values,
    wrongKeys: wrongSettings(values, readEnvironment).map(({ key }) => key),
    forcedLoginMethod: forcedBy(values, requirementsOf(files)),
    isFileUsable: files.every(({ problem }) => problem === undefined),
  };
}

function checkProvider(values: ConfigValues): Check[] {
  if (wrongProvider(values) === undefined) return [];
  const failed = checkOf("config").failed(
    "model_provider, or an entry of model_providers, is none that Codex takes; no sign-in starts.",
    "Name a provider that Codex has or that model_providers describes, under a name of its own.",
  );
  return [failed];
}

/** What the doctor calls a file; that of a project lies where names of people stand. */
function nameOf({ kind, path }: LayerFile): string {
  if (kind === "user") return "config.toml";
  return kind === "project" ? ".codex/config.toml of the trusted project" : path;
}

function idOf({ kind }: LayerFile): string {
  return kind === "user" ? "config" : `config-${kind}`;
}

function checkFile(layer: LayerFile, readEnvironment: ReadEnvironment): Iterable<Check> {
  if (layer.problem) {
    return [checkOf(idOf(layer)).failed(...describeProblem(layer, layer.problem))];
  }
  return layer.kind === "requirements" ? [] : checkFileValues(layer, readEnvironment);
}

/** Whether others decide what `file` in `home` says. */
export function checkHands(home: string, file: "config.toml" | ".env"): Check[] {
  const why = foreignHands(home, file);
  if (why === undefined) return [];
  return [
    checkOf(file === ".env" ? "dotenv" : "config").warning(
      `${file} in CODEX_HOME ${why}, who can so decide where a sign-in goes.`,
      `Give it to yourself (chown) and run chmod 600 on it, or remove it.`,
      makeOwn(`{home}/${file}`, "600"),
    ),
  ];
}

/** The command that mends a person's own file; the others are an administrator's, or lie elsewhere. */
function mend({ kind }: LayerFile, command: (place: string) => string): [command?: string] {
  return kind === "user" ? [command("{home}/config.toml")] : [];
}

function describeProblem(
  layer: LayerFile,
  problem: ConfigProblem,
): [sentence: string, fix: string, command?: string] {
  const name = nameOf(layer);
  switch (problem.kind) {
    case "not_regular":
      return [`${name} is not a regular file.`, "Replace it by a file.", ...mend(layer, moveAway)];
    case "too_large":
      return [
        `${name} cannot be used: ${problem.why}.`,
        "Replace it by what belongs there.",
        ...mend(layer, moveAway),
      ];
    case "unreadable":
      return [
        `${name} cannot be read: ${wordsOf(problem.error)}.`,
        "See to its owner and its mode; it must be readable for you.",
        ...mend(layer, (place) => makeOwn(place, "600")),
      ];
    case "not_utf8":
      return [
        `${name} is not UTF-8 text.`,
        "Save it as UTF-8; no sign-in starts until then.",
        ...mend(layer, editFile),
      ];
    case "not_toml":
      return [
        `${name} is no valid TOML at line ${problem.line}, column ${problem.column}.`,
        "Mend that place; no sign-in starts until then.",
        ...mend(layer, (place) => editFile(place, problem.line)),
      ];
  }
}

function* checkFileValues(
  layer: LayerFile,
  readEnvironment: ReadEnvironment,
): Generator<Check> {
  const check = checkOf(idOf(layer));
  const name = nameOf(layer);
  const values = valuesOf([layer], []);
  const wrong = wrongSettings(values, readEnvironment);
  for (const { key, expected } of wrong) {
    yield check.failed(
      `${key} in ${name} has a value that it does not take.`,
      `It takes ${expected}.`,
      ...mend(layer, editFile),
    );
  }
  const unread = unreadKeys(values);
  const misses = unread.filter(({ meant }) => meant !== undefined);
  for (const { key, meant } of misses) {
    yield check.warning(
      `${name} has the key ${JSON.stringify(key)}, which nothing reads.`,
      `If ${meant} was meant, write it so.`,
      ...mend(layer, editFile),
    );
  }
  if (wrong.length > 0 || misses.length > 0) return;
  const others = unread.length === 0
    ? ""
    : ` ${unread.length} other ${unread.length === 1 ? "key is" : "keys are"} not for it.`;
  yield check.ok(`${name} is valid TOML, and what a sign-in reads of it is right.${others}`);
}
