/**
 * What kind of value each key of an administrator's `requirements.toml` takes.
 *
 * Codex refuses the whole file for one wrong value, and passes over keys that it does not know. A policy
 * must not count in part here either. What a sign-in does not need is looked at no closer than this: which
 * words a key takes changes from version to version, and a policy of tomorrow must not end a sign-in.
 *
 * @module
 */
import { LOGIN_METHODS } from "../forced_method.ts";
import { type ConfigValues, isTable } from "./config_values.ts";
import { isString, type WrongSetting } from "./setting_values.ts";

type Takes = (value: unknown) => boolean;

const isFlag: Takes = (value) => typeof value === "boolean";
const isLoginMethod: Takes = (value) => LOGIN_METHODS.some((method) => method === value);
const listOf = (takes: Takes): Takes => (value) => Array.isArray(value) && value.every(takes);
const tableOf = (takes: Takes): Takes => (value) =>
  isTable(value) && Object.values(value).every(takes);

/** Keys, what a person reads that they take, and how that is recognised. */
const SHAPES: readonly (readonly [keys: string, expected: string, takes: Takes])[] = [
  ["allowed_login_methods", 'a list of "chatgpt" and "api"', listOf(isLoginMethod)],
  ["allowed_chatgpt_workspaces", "a list of workspace ids", listOf(isString)],
  [
    "allow_appshots allow_browser_and_computer_use allow_login_shell allow_managed_hooks_only " +
    "allow_remote_control check_for_update_on_startup unsafe_enforce_sqlite_journal_mode",
    "true or false",
    isFlag,
  ],
  [
    "additional_developer_instructions chatgpt_base_url default_permissions enforce_residency " +
    "guardian_extra_policy guardian_policy_config model_catalog_json model_provider sqlite_home",
    "text",
    isString,
  ],
  [
    "allowed_approval_policies allowed_approvals_reviewers allowed_sandbox_modes " +
    "allowed_web_search_modes remote_sandbox_config",
    "a list",
    Array.isArray,
  ],
  [
    "allowed_permission_profiles feature_requirements features",
    "a table of true and false",
    tableOf(isFlag),
  ],
  [
    "apps mcp_servers model_providers permissions plugins",
    "a table of tables",
    tableOf(isTable),
  ],
  [
    "application auto_review browser_use computer_use config_server experimental_network feedback " +
    "hooks in_app_browser marketplaces models otel rules windows",
    "a table",
    isTable,
  ],
];

/** Every key of the requirements that has a value of another kind, and the one that stands there under both its names. */
export function wrongRequirements(requirements: ConfigValues): WrongSetting[] {
  const key = "feature_requirements";
  const alias = requirements.find("features") && requirements.find(key);
  const twice = alias ? [{ key, source: alias.source, expected: "no features beside it" }] : [];
  return [
    ...twice,
    ...SHAPES.flatMap(([keys, expected, takes]) =>
      keys.split(" ").flatMap((key) => {
        const setting = requirements.find(key);
        return !setting || takes(setting.value) ? [] : [{ key, source: setting.source, expected }];
      })
    ),
  ];
}
