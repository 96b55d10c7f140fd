/**
 * What `-c` puts over the configuration's files. Values and keys are not shown; a `-c` is told by its place.
 *
 * @module
 */
import { parseOverride } from "../../config/layers/config_file.ts";
import { unreadKeys } from "../../config/layers/config_near_miss.ts";
import { wrongSettings } from "../../config/layers/setting_readers.ts";
import { type ConfigLayer, ConfigValues } from "../../config/layers/config_values.ts";
import { LoginError } from "../../errors/errors.ts";
import { type Check, checkOf } from "./check.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";

/** Each `-c` that is key=value, and the checks of all. */
export interface OverrideFinding {
  readonly parsed: readonly ConfigLayer[];
  readonly checks: readonly Check[];
}

/** Checks them in their order. Never throws. */
export async function checkOverrides(
  overrides: readonly string[],
  readEnvironment: ReadEnvironment,
): Promise<OverrideFinding> {
  const { parsed, unreadable } = await parseAll(overrides);
  const values = new ConfigValues(parsed);
  return {
    parsed,
    checks: [
      ...unreadable.map(describeUnreadable),
      ...checkValues(values, parsed.length, readEnvironment),
    ],
  };
}

function describeUnreadable(place: number): Check {
  return checkOf("config-override").failed(
    `What stands behind -c number ${place} is no key=value; no sign-in starts with it.`,
    "Write it as -c key=value, such as -c log_dir=/tmp/logs, or leave it out.",
  );
}

function* checkValues(
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
): Promise<{ parsed: ConfigLayer[]; unreadable: number[] }> {
  const parsed: ConfigLayer[] = [];
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
