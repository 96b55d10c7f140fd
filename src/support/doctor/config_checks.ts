/**
 * `config.toml` and each `-c`: readable, values of the right kind, no near miss of a key that a sign-in
 * reads.
 *
 * Values and foreign keys are not shown: names of projects and servers stand there. Permission: read on
 * CODEX_HOME.
 *
 * @module
 */
import { type ConfigProblem, parseOverride, tryConfigFile } from "../../config/config_file.ts";
import { foreignHands } from "../../config/foreign_hands.ts";
import { unreadKeys } from "../../config/config_near_miss.ts";
import { wrongSettings } from "../../config/config_settings.ts";
import { ConfigValues, type Override } from "../../config/config_values.ts";
import { LoginError } from "../../errors/errors.ts";
import { type Check, checkOf, wordsOf } from "./check.ts";
import { editConfig, makeOwn, moveAway } from "./commands.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";

/** What was found, and the values for the checks behind it. */
export interface ConfigFinding {
  readonly checks: readonly Check[];
  /** What file and `-c` set, as far as they can be read. */
  readonly values: ConfigValues;
  /** The keys whose value is not one that they take. */
  readonly wrongKeys: readonly string[];
  /** Whether `config.toml` could be read, or is not there. */
  readonly isFileUsable: boolean;
}

/** Checks the file and what the command line puts over it. Never throws. */
export async function checkConfiguration(
  codexHome: string,
  overrides: readonly string[],
  readEnvironment: ReadEnvironment,
): Promise<ConfigFinding> {
  const { file, problem } = await tryConfigFile(codexHome);
  const { parsed, unreadable } = await parseAll(overrides);
  const ofFile = new ConfigValues(file, codexHome, []);
  const values = new ConfigValues(file, codexHome, parsed);
  const ofOverrides = new ConfigValues(undefined, codexHome, parsed);
  const fileChecks = problem
    ? [checkOf("config").failed(...describeProblem(problem))]
    : file === undefined
    ? [checkOf("config").ok("There is no config.toml, or nothing in it; the defaults hold.")]
    : checkFileValues(ofFile, readEnvironment);
  return {
    checks: [
      ...fileChecks,
      ...checkHands(codexHome, "config.toml"),
      ...unreadable.map(describeUnreadable),
      ...checkOverrides(ofOverrides, parsed.length, readEnvironment),
    ],
    values,
    wrongKeys: wrongSettings(values, readEnvironment).map(({ key }) => key),
    isFileUsable: problem === undefined,
  };
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

function describeProblem(
  problem: ConfigProblem,
): [sentence: string, fix: string, command: string] {
  switch (problem.kind) {
    case "not_regular":
      return [
        "config.toml is not a regular file.",
        "Replace it by a file.",
        moveAway("{home}/config.toml"),
      ];
    case "too_large":
      return [
        `config.toml cannot be used: ${problem.why}.`,
        "Replace it by what belongs there.",
        moveAway("{home}/config.toml"),
      ];
    case "unreadable":
      return [
        `config.toml cannot be read: ${wordsOf(problem.error)}.`,
        "See to its owner and its mode; it must be readable for you.",
        makeOwn("{home}/config.toml", "600"),
      ];
    case "not_utf8":
      return [
        "config.toml is not UTF-8 text.",
        "Save it as UTF-8; no sign-in starts until then.",
        editConfig(),
      ];
    case "not_toml":
      return [
        `config.toml is no valid TOML at line ${problem.line}, column ${problem.column}.`,
        "Mend that place; no sign-in starts until then.",
        editConfig(problem.line),
      ];
  }
}

function* checkFileValues(
  values: ConfigValues,
  readEnvironment: ReadEnvironment,
): Generator<Check> {
  const check = checkOf("config");
  const wrong = wrongSettings(values, readEnvironment);
  for (const { key, expected } of wrong) {
    yield check.failed(
      `${key} in config.toml has a value that it does not take.`,
      `It takes ${expected}.`,
      editConfig(),
    );
  }
  const unread = unreadKeys(values);
  const misses = unread.filter(({ meant }) => meant !== undefined);
  for (const { key, meant } of misses) {
    yield check.warning(
      `config.toml has the key ${JSON.stringify(key)}, which nothing reads.`,
      `If ${meant} was meant, write it so.`,
      editConfig(),
    );
  }
  if (wrong.length > 0 || misses.length > 0) return;
  const others = unread.length === 0
    ? ""
    : ` ${unread.length} other ${unread.length === 1 ? "key is" : "keys are"} not for it.`;
  yield check.ok(`config.toml is valid TOML, and what a sign-in reads of it is right.${others}`);
}

/** What stands behind a `-c` is told by its place in their order. */
function describeUnreadable(place: number): Check {
  return checkOf("config-override").failed(
    `What stands behind -c number ${place} is no key=value; no sign-in starts with it.`,
    "Write it as -c key=value, such as -c log_dir=/tmp/logs, or leave it out.",
  );
}

function* checkOverrides(
  values: ConfigValues,
  count: number,
  readEnvironment: ReadEnvironment,
): Generator<Check> {
  const check = checkOf("config-override");
  const wrong = wrongSettings(values, readEnvironment);
  for (const { key, expected } of wrong) {
    yield check.failed(
      `-c sets ${key} to a value that it does not take; no sign-in starts with it.`,
      `It takes ${expected}.`,
    );
  }
  const unread = unreadKeys(values);
  for (const { meant } of unread) {
    yield check.warning(
      "-c sets a key that no sign-in reads.",
      meant === undefined
        ? "Leave it out, or correct the key."
        : `If ${meant} was meant, write it so.`,
    );
  }
  if (count === 0 || wrong.length > 0 || unread.length > 0) return;
  yield check.ok(`What -c sets (${count === 1 ? "1 value" : `${count} values`}) is right.`);
}

async function parseAll(
  overrides: readonly string[],
): Promise<{ parsed: Override[]; unreadable: number[] }> {
  const parsed: Override[] = [];
  const unreadable: number[] = [];
  for (const [index, override] of overrides.entries()) {
    try {
      parsed.push(await parseOverride(override));
    } catch (error) {
      if (!(error instanceof LoginError)) throw error;
      unreadable.push(index + 1);
    }
  }
  return { parsed, unreadable };
}
