/**
 * What an administrator's `requirements.toml` leaves of the ways to sign in.
 *
 * @module
 */
import { type LayerFile, requirementsOf, valuesOf } from "../../config/layers/config_layers.ts";
import { allowedSignIns } from "../../config/layers/config_settings.ts";
import { wrongRequirements } from "../../config/layers/requirement_shapes.ts";
import { wrongSettings } from "../../config/layers/setting_readers.ts";
import type { ConfigValues } from "../../config/layers/config_values.ts";
import type { ForcedLoginMethod } from "../../config/forced_method.ts";
import { LoginError } from "../../errors/errors.ts";
import { type Check, checkOf } from "./check.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";

/** The one way to sign in that configuration and requirements allow; `undefined` also where they cannot be met. */
export function forcedBy(values: ConfigValues, requirements: ConfigValues): ForcedLoginMethod {
  try {
    return allowedSignIns(values, requirements).forcedLoginMethod;
  } catch {
    // A row of its own says what is wrong.
    return undefined;
  }
}

/** What an administrator requires, and whether it leaves a way to sign in. */
export function checkRequirements(
  files: readonly LayerFile[],
  values: ConfigValues,
  readEnvironment: ReadEnvironment,
): Check[] {
  const layer = files.find(({ kind }) => kind === "requirements");
  if (layer === undefined || layer.problem) return [];
  const check = checkOf("config-requirements");
  const requirements = requirementsOf(files);
  const wrong = [
    ...wrongRequirements(requirements),
    ...wrongSettings(valuesOf([layer], []), readEnvironment),
  ];
  if (wrong.length > 0) {
    return wrong.map(({ key, expected }) =>
      check.failed(
        `${key} in ${layer.path} has a value that it does not take; no sign-in starts.`,
        `It takes ${expected}. Tell whoever administers this machine.`,
      )
    );
  }
  if (wrongSettings(values, readEnvironment).length > 0) return [];
  try {
    const { forcedLoginMethod, workspaceIds } = allowedSignIns(values, requirements);
    const method = { api: "API keys alone", chatgpt: "ChatGPT alone" };
    const allowed = forcedLoginMethod ? method[forcedLoginMethod] : "every way to sign in";
    const count = workspaceIds?.length;
    const some = count ? `, of ${count} workspace${count === 1 ? "" : "s"}` : "";
    return [check.ok(`${layer.path} counts; with it the configuration allows ${allowed}${some}.`)];
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    return [
      check.failed(
        `${layer.path} and the configuration together leave no way to sign in.`,
        "Tell whoever administers this machine.",
      ),
    ];
  }
}
