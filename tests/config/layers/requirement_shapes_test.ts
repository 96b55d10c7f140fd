// What is refused of an administrator's requirements, key by key: all of it is by the real CLI (0.169.0, seen).
import assert from "node:assert/strict";
import { parse } from "smol-toml";
import { ConfigValues } from "../../../src/config/layers/config_values.ts";
import { wrongRequirements } from "../../../src/config/layers/requirement_shapes.ts";

/** The keys that are refused. */
function refused(toml: string): string {
  const values = parse(toml) as Record<string, unknown>;
  const requirements = new ConfigValues([{ source: "requirements.toml", values, text: toml }]);
  return wrongRequirements(requirements).map(({ key }) => key).join();
}

const TAKEN = [
  "",
  "nonsense = 5",
  "[nonsense]\nx = 1",
  "network = 3",
  'forced_login_method = "x"',
  'allowed_approval_policies = ["never", "never"]',
  "allowed_approval_policies = [{ granular = { sandbox_approval = true, rules = true, mcp_elicitations = true } }]",
  'allowed_approvals_reviewers = ["user", "auto_review"]',
  'allowed_sandbox_modes = ["read-only"]',
  'allowed_sandbox_modes = ["read-only", "workspace-write", "danger-full-access", "external-sandbox"]',
  "allowed_web_search_modes = []",
  'allowed_web_search_modes = ["indexed"]',
  'allowed_login_methods = ["api"]',
  'allowed_chatgpt_workspaces = [" "]',
  "remote_sandbox_config = []",
  '[[remote_sandbox_config]]\nhostname_patterns = ["a"]\nallowed_sandbox_modes = ["read-only"]\nx = 1',
  'enforce_residency = "us"',
  "allow_managed_hooks_only = true",
  'additional_developer_instructions = ""',
  'chatgpt_base_url = "zzz"',
  'sqlite_home = "relative"',
  "[features]\nrespect_system_proxy = true\nnosuch = false",
  "features = {}",
  "[auto_review]\nzzz = 3",
  "[hooks.zzz]\nx = 3",
  "[experimental_network]\nzzz = 3\nenabled = true\nhttp_port = 3\nallowed_domains = []",
  "mcp_servers = {}",
  '[mcp_servers.a]\nidentity = { command = "x" }',
  "[plugins.zzz]\nx = 3",
  "[apps.zzz]\nx = 3",
  "otel = {}",
  "[otel]\nlog_user_prompt = true",
  "marketplaces = {}",
  "application = {}",
  'allowed_web_search_modes = ["a mode of tomorrow"]',
  'enforce_residency = "eu"',
  '[[rules.prefix_rules]]\npattern = [{ token = "rm" }]\ndecision = "forbidden"',
];

const WRONG: readonly string[] = [
  "allowed_approval_policies = 5",
  'allowed_sandbox_modes = "read-only"',
  "feature_requirements = {}\n[features]\nx = true",
  'allowed_login_methods = ["x"]',
  "allowed_chatgpt_workspaces = [3]",
  "enforce_residency = 1",
  'allow_managed_hooks_only = "yes"',
  "allow_remote_control = 1",
  "allow_login_shell = []",
  "check_for_update_on_startup = 1979-05-27",
  "additional_developer_instructions = 3",
  "model_catalog_json = true",
  "model_provider = 3",
  "features = 3",
  "features = { a = 3 }",
  "features = { a = { b = true } }",
  "feature_requirements = { a = 1 }",
  'allowed_permission_profiles = ["a"]',
  "allowed_permission_profiles = { a = 3 }",
  "allowed_approvals_reviewers = 3",
  "allowed_web_search_modes = true",
  "remote_sandbox_config = {}",
  "rules = 3",
  "otel = []",
  'config_server = "x"',
  "hooks = 3",
  "windows = true",
  "models = []",
  "mcp_servers = { a = 3 }",
  "plugins = { a = 3 }",
  "apps = { a = 3 }",
  "permissions = { a = 3 }",
  "model_providers = { a = 3 }",
];

for (const toml of TAKEN) {
  Deno.test(`${JSON.stringify(toml)} is taken`, () => assert.equal(refused(toml), ""));
}

for (const toml of WRONG) {
  Deno.test(`${toml} is refused`, () => assert.equal(refused(toml), toml.split(" ")[0]));
}
