// What the real CLI refuses of an administrator's requirements, key by key (0.169.0, seen with each of these).
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
  '[[rules.prefix_rules]]\npattern = [{ token = "rm" }]\ndecision = "forbidden"',
];

const WRONG: readonly string[] = [
  "allowed_approval_policies = 5",
  "allowed_approval_policies = []",
  'allowed_approval_policies = ["Never"]',
  'allowed_approval_policies = ["on-failure", 3]',
  'allowed_approval_policies = ["granular"]',
  'allowed_approvals_reviewers = ["zzz"]',
  "allowed_approvals_reviewers = []",
  'allowed_sandbox_modes = "read-only"',
  'allowed_sandbox_modes = ["workspace-write"]',
  'allowed_sandbox_modes = ["read-only", "zzz"]',
  "allowed_sandbox_modes = []",
  'allowed_web_search_modes = ["zzz"]',
  'allowed_login_methods = ["x"]',
  "allowed_chatgpt_workspaces = [3]",
  "remote_sandbox_config = [3]",
  "remote_sandbox_config = [{}]",
  'remote_sandbox_config = [{ hostname_patterns = ["a"] }]',
  'remote_sandbox_config = [{ hostname_patterns = [], allowed_sandbox_modes = ["zzz"] }]',
  'enforce_residency = "US"',
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
  "hooks = 3",
  "windows = true",
  "models = []",
  "browser_use.allow_webmcp = 3",
  "computer_use.macos = 3",
  "in_app_browser.allow_external_browser_settings_import = 3",
  "models.new_thread = 3",
  "otel.log_user_prompt = 3",
  "otel.environment = 3",
  "otel.tracestate = 3",
  "windows.require_mxc = 3",
  "windows.allowed_sandbox_implementations = 3",
  "auto_review.ignore_rules = 3",
  "hooks.managed_dir = 3",
  "experimental_network.enabled = 3",
  "experimental_network.denied_domains = 3",
  "marketplaces.allowed_sources = 3",
  "mcp_servers = { a = 3 }",
  "mcp_servers = { a = { identity = 3 } }",
  "plugins = { a = 3 }",
  "apps = { a = 3 }",
  "permissions = { a = 3 }",
  "model_providers = { a = 3 }",
  "rules = {}",
  "rules = { prefix_rules = [] }",
  "rules = { prefix_rules = [3] }",
  "otel = { zzz = 3 }",
  "marketplaces = { zzz = 3 }",
  "application = { zzz = 3 }",
  "config_server = {}",
  'config_server = { base_url = "https://a", zzz = 3 }',
];

for (const toml of TAKEN) {
  Deno.test(`${JSON.stringify(toml)} is taken`, () => assert.equal(refused(toml), ""));
}

for (const toml of WRONG) {
  Deno.test(`${toml} is refused`, () => assert.equal(refused(toml), toml.split(" ")[0]));
}
