/**
 * What each key of an administrator's `requirements.toml` takes, as far as one look at its value tells.
 *
 * Codex refuses the whole file for one wrong value, and passes over keys that it does not know. A policy
 * must not count in part here either.
 *
 * @module
 */
import { type ConfigValues, isTable } from "./config_values.ts";
import { isString, type WrongSetting } from "./setting_values.ts";

type Takes = (value: unknown) => boolean;

const split = (words: string) => words.split(" ");
const flag: Takes = (value) => typeof value === "boolean";
const wordOf = (words: string): Takes => (value) => split(words).some((word) => word === value);
const listOf = (takes: Takes): Takes => (value) => Array.isArray(value) && value.every(takes);
/** A list that is not empty. */
const someOf = (takes: Takes): Takes => (value) =>
  Array.isArray(value) && value.length > 0 && value.every(takes);
const tableOf = (takes: Takes): Takes => (value) =>
  isTable(value) && Object.values(value).every(takes);
/** A table that has these keys, each with a right value, and others only where they may stand there. */
const tableWith = (required: Record<string, Takes>, others?: string): Takes => (value) =>
  isTable(value) &&
  Object.entries(required).every(([key, takes]) => takes(value[key])) &&
  (others === undefined ||
    Object.keys(value).every((key) => key in required || split(others).includes(key)));
const SANDBOX_MODE = wordOf("read-only workspace-write danger-full-access external-sandbox");

/** Keys of a table, as the rows name them. */
const below = (table: string, keys: string) =>
  split(keys).map((key) => ` ${table}.${key}`).join("");

/** Keys, what a person reads that they take, and how that is recognised. */
const SHAPES: readonly (readonly [keys: string, expected: string, takes: Takes])[] = [
  [
    "allow_appshots allow_browser_and_computer_use allow_login_shell allow_managed_hooks_only " +
    "allow_remote_control check_for_update_on_startup unsafe_enforce_sqlite_journal_mode " +
    "feedback.enabled in_app_browser.allow_external_browser_settings_import windows.require_mxc" +
    below(
      "browser_use",
      "allow_global_persistent_approval allow_history_access allow_webmcp disable_auto_review",
    ) +
    below("computer_use", "allow_locked_computer_use allow_persistent_approval") +
    below(
      "experimental_network",
      "enabled allow_local_binding allow_upstream_proxy managed_allowed_domains_only " +
        "dangerously_allow_all_unix_sockets dangerously_allow_non_loopback_proxy",
    ) +
    below(
      "otel",
      "log_agent_responses log_guardian_assessments log_sse_deltas log_user_prompt",
    ),
    "true or false",
    flag,
  ],
  [
    "additional_developer_instructions chatgpt_base_url default_permissions guardian_extra_policy " +
    "guardian_policy_config model_catalog_json model_provider sqlite_home hooks.managed_dir " +
    "hooks.windows_managed_dir otel.environment",
    "text",
    isString,
  ],
  ["enforce_residency", '"us"', wordOf("us")],
  [
    "windows.allowed_sandbox_implementations" +
    below("auto_review", "ignore_rules required_on_models") +
    below("experimental_network", "allowed_domains denied_domains allow_unix_sockets"),
    "a list",
    Array.isArray,
  ],
  ["allowed_login_methods", 'a list of "chatgpt" and "api"', listOf(wordOf("chatgpt api"))],
  ["allowed_chatgpt_workspaces", "a list of workspace ids", listOf(isString)],
  [
    "allowed_approval_policies",
    'a list of "untrusted", "on-failure", "on-request", "never" and granular policies',
    someOf((value) => wordOf("untrusted on-failure on-request never")(value) || isTable(value)),
  ],
  [
    "allowed_approvals_reviewers",
    'a list of "user", "auto_review" and "guardian_subagent"',
    someOf(wordOf("user auto_review guardian_subagent")),
  ],
  [
    "allowed_sandbox_modes",
    'a list of "read-only" and what else of "workspace-write", "danger-full-access" and ' +
    '"external-sandbox" is allowed',
    (value) => listOf(SANDBOX_MODE)(value) && (value as unknown[]).includes("read-only"),
  ],
  [
    "allowed_web_search_modes",
    'a list of "disabled", "cached", "indexed" and "live"',
    listOf(wordOf("disabled cached indexed live")),
  ],
  [
    "remote_sandbox_config",
    "a list of tables with lists of hostname_patterns and allowed_sandbox_modes",
    listOf(
      tableWith({
        hostname_patterns: listOf(isString),
        allowed_sandbox_modes: listOf(SANDBOX_MODE),
      }),
    ),
  ],
  [
    "allowed_permission_profiles feature_requirements features",
    "a table of true and false",
    tableOf(flag),
  ],
  ["apps model_providers permissions plugins", "a table of tables", tableOf(isTable)],
  [
    "mcp_servers",
    "a table of tables with identity",
    tableOf(tableWith({ identity: isTable })),
  ],
  ["rules", "a table with a list of prefix_rules", tableWith({ prefix_rules: someOf(isTable) })],
  ["application", "a table of network and storage", tableWith({}, "network storage")],
  ["config_server", "a table of base_url and oauth", tableWith({ base_url: isString }, "oauth")],
  [
    "marketplaces",
    "a table of restrict_to_allowed_sources and allowed_sources",
    tableWith({}, "restrict_to_allowed_sources allowed_sources"),
  ],
  [
    "otel",
    "a table of its own keys",
    tableWith(
      {},
      "tool_result log_sse_deltas log_user_prompt log_agent_responses log_guardian_assessments environment " +
        "exporter trace_exporter metrics_exporter span_attributes tracestate",
    ),
  ],
  [
    "auto_review browser_use computer_use experimental_network feedback hooks in_app_browser models " +
    "windows application.network application.storage marketplaces.allowed_sources models.new_thread" +
    below("browser_use", "default_origin_policy extension origins") +
    below("computer_use", "macos windows") + below("experimental_network", "domains unix_sockets") +
    below("otel", "span_attributes tool_result tracestate"),
    "a table",
    isTable,
  ],
];

/** Every key of the requirements that has a value which it does not take. */
export function wrongRequirements(requirements: ConfigValues): WrongSetting[] {
  return SHAPES.flatMap(([keys, expected, takes]) =>
    split(keys).flatMap((key) => {
      const setting = requirements.find(...key.split("."));
      return !setting || takes(setting.value) ? [] : [{ key, source: setting.source, expected }];
    })
  );
}
