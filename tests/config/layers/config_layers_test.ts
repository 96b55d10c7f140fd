// The layers of configuration: which of them counts, and what an administrator's files do to a sign-in.
import assert from "node:assert/strict";
import { type LayerKind, refuseProblems } from "../../../src/config/layers/config_layers.ts";
import { loadSettings } from "../../../src/config/layers/config_settings.ts";
import { ownSpelling, pathIn } from "../../../src/base/paths.ts";
import { asOnUnix } from "../../fixtures/unix_spelling.ts";
import { LoginError } from "../../../src/errors/errors.ts";

const isWindows = Deno.build.os === "windows";

interface Files {
  readonly config?: string;
  readonly managed_config?: string;
  readonly requirements?: string;
  /** `$CODEX_HOME/config.toml`. */
  readonly user?: string;
  readonly overrides?: readonly string[];
}

/** What is forced in the end, in one line, or the refusal. */
async function forced({ user, overrides = [], ...system }: Files): Promise<string> {
  const root = await Deno.realPath(await Deno.makeTempDir());
  const [home, etc] = [pathIn(root, "home"), pathIn(root, "codex")];
  const plain = (text: string) => asOnUnix(text).replaceAll(asOnUnix(root), "");
  for (const folder of [home, etc]) Deno.mkdirSync(folder);
  if (user !== undefined) Deno.writeTextFileSync(`${home}/config.toml`, user);
  for (const [name, text] of Object.entries(system)) {
    Deno.writeTextFileSync(`${etc}/${name}.toml`, text);
  }
  try {
    const settings = await loadSettings(home, overrides, () => undefined, () => {}, etc);
    const { forcedLoginMethod: method = "any", workspaceIds: ids } = settings;
    const credentialsStore = settings.credentialsStore + (settings.hasSecretStorage ? "+age" : "");
    const layers = settings.layers.map(plain).join(" ");
    return `${method} ${ids?.join("+") ?? "any"} ${credentialsStore} | ${layers}`;
  } catch (error) {
    assert.ok(error instanceof LoginError && error.failure.kind === "usage", String(error));
    return plain(error.message);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const workspace = (id: string) => `forced_chatgpt_workspace_id = "${id}"`;
const NOTHING_LEFT = "authentication requirements do not permit any usable login method.";

const CASES: readonly [Files, string][] = [
  [{}, "any any file | "],
  [{ config: workspace("s") }, "any s file | /codex/config.toml"],
  [
    { config: workspace("s"), user: workspace("u") },
    "any u file | /codex/config.toml /home/config.toml",
  ],
  [
    { config: workspace("s"), overrides: ["forced_chatgpt_workspace_id=c"], user: workspace("u") },
    "any c file | /codex/config.toml /home/config.toml -c",
  ],
  [
    { managed_config: workspace("m"), overrides: ["forced_chatgpt_workspace_id=c"] },
    "any m file | -c /codex/managed_config.toml",
  ],
  // A wrong value that a stronger layer hides does no harm; one that counts is refused by its place.
  [
    { config: 'forced_login_method = "x"', user: 'forced_login_method = "api"' },
    "api any file | /codex/config.toml /home/config.toml",
  ],
  [
    { config: 'forced_login_method = "x"' },
    '/codex/config.toml:1:23: forced_login_method takes "chatgpt" or "api".',
  ],
  [{ requirements: "allowed_login_methods = [" }, "/codex/requirements.toml:1:"],
  [{ managed_config: "a = " }, "/codex/managed_config.toml:1:5: "],
  [{ requirements: 'allowed_login_methods = ["api"]' }, "api any file | /codex/requirements.toml"],
  [{ requirements: 'allowed_login_methods = ["chatgpt", "api"]' }, "any any file | "],
  [
    { requirements: "allowed_login_methods = []" },
    `/codex/requirements.toml:1:25: ${NOTHING_LEFT}`,
  ],
  [
    {
      requirements: 'allowed_login_methods = ["api"]',
      overrides: ["forced_login_method=chatgpt"],
    },
    `/codex/requirements.toml:1:25: ${NOTHING_LEFT}`,
  ],
  ...['["saml"]', '"api"', "{api=true}", "5"].map((value): [Files, string] => [
    { requirements: `allowed_login_methods = ${value}` },
    '/codex/requirements.toml:1:25: allowed_login_methods takes a list of "chatgpt" and "api".',
  ]),
  [{ requirements: 'allowed_chatgpt_workspaces = ["a", " b ", ""]' }, "any a+b file | "],
  [
    { requirements: 'allowed_chatgpt_workspaces = ["a", "b"]', user: workspace("b") },
    "any b file | ",
  ],
  // No workspace is left: API keys are.
  [{ requirements: "allowed_chatgpt_workspaces = []" }, "api any file | "],
  [
    { requirements: 'allowed_chatgpt_workspaces = ["a"]', user: workspace("z") },
    "api any file | ",
  ],
  [
    { requirements: 'allowed_chatgpt_workspaces = []\nallowed_login_methods = ["chatgpt"]' },
    `/codex/requirements.toml:2:25: ${NOTHING_LEFT}`,
  ],
  [{ requirements: "allowed_chatgpt_workspaces = 5" }, "/codex/requirements.toml:1:30: allowed_"],
  ...["features", "feature_requirements"].map((features): [Files, string] => [
    { requirements: `${features}.secret_auth_storage = true` },
    "any any file+age | ",
  ]),
  [
    {
      requirements: "features.secret_auth_storage = false",
      overrides: ["features.secret_auth_storage=true"],
    },
    "any any file | ",
  ],
  [
    { requirements: 'model_provider = "x"', user: '[model_providers.x]\nname = "X"' },
    "any any file | ",
  ],
  [{ requirements: 'model_provider = "x"' }, "/codex/requirements.toml:1:18: model_provider takes"],
  // Codex obeys none of a file with a wrong value, whatever it is about.
  [
    { requirements: 'allowed_login_methods = ["api"]\nallow_appshots = "no"' },
    "/codex/requirements.toml:2:18: allow_appshots takes true or false.",
  ],
  // Requirements set these whatever the others say, and nothing else.
  [
    {
      requirements: `cli_auth_credentials_store = "ephemeral"\n${workspace("r")}`,
      overrides: ["cli_auth_credentials_store=file"],
    },
    "any any ephemeral | ",
  ],
  [
    { user: 'profile = "x"' },
    '/home/config.toml:1:11: profile takes nothing any more; legacy `profile = "x"` config is no ' +
    "longer supported; use `--profile x` with `x.config.toml` instead.",
  ],
];

for (const [files, expected] of CASES) {
  Deno.test({
    name: `${JSON.stringify(files)} forces ${expected}`,
    // Upstream has no such file there.
    ignore: isWindows && files.managed_config !== undefined,
    async fn() {
      const found = await forced(files);
      assert.ok(found.startsWith(expected), found);
    },
  });
}

Deno.test({
  name:
    "a file of one's own that may not be read is told with what mends it, an administrator's is not",
  ignore: isWindows,
  async fn() {
    const path = await Deno.makeTempFile();
    try {
      Deno.chmodSync(path, 0);
      const problem = { kind: "unreadable", error: new Deno.errors.PermissionDenied() } as const;
      const words = (kind: LayerKind, path: string) => {
        try {
          refuseProblems([{ kind, path, problem }]);
        } catch (error) {
          return String(error).replace("LoginError: ", "");
        }
      };
      const mend = `permission denied (mode 0000); make it writable: chmod u+rw ${path}`;
      assert.equal(words("user", path), `${path} cannot be read: ${mend}.`);
      assert.equal(words("requirements", path), `${path} cannot be read: permission denied.`);
    } finally {
      await Deno.remove(path);
    }
  },
});

interface Project {
  readonly trust?: string;
  readonly markers?: string;
  /** What lies in the project's `.git`: a folder with HEAD, an empty one, or a file with this text. */
  readonly git?: "HEAD" | "empty" | "pipe" | { readonly text: string };
  /** What the repository ROOT/main knows of its worktree `w`. */
  readonly worktree?: Readonly<Record<string, string>>;
  readonly sub?: string;
}

/** The workspace that a sign-in in `project/sub` is bound to. */
async function workspaceIn(
  { trust = "ROOT/project", git = "HEAD", worktree = {}, markers, sub }: Project,
) {
  const root = await Deno.realPath(await Deno.makeTempDir());
  const plain = (text: string) => text.replaceAll("ROOT", root);
  const [home, project] = [pathIn(root, "home"), pathIn(root, "project")];
  for (const folder of [home, `${project}/.codex`, `${project}/sub/.codex`]) {
    Deno.mkdirSync(folder, { recursive: true });
  }
  Deno.writeTextFileSync(`${project}/.codex/config.toml`, workspace("project"));
  Deno.writeTextFileSync(`${project}/sub/.codex/config.toml`, sub ?? workspace("sub"));
  if (typeof git === "object") Deno.writeTextFileSync(`${project}/.git`, plain(git.text));
  else if (git === "pipe") await new Deno.Command("mkfifo", { args: [`${project}/.git`] }).output();
  else Deno.mkdirSync(`${project}/.git`);
  Deno.mkdirSync(`${root}/main/.git/worktrees/w`, { recursive: true });
  for (const [name, text] of Object.entries(worktree)) {
    Deno.writeTextFileSync(`${root}/main/.git/worktrees/w/${name}`, plain(text));
  }
  if (git === "HEAD") Deno.writeTextFileSync(`${project}/.git/HEAD`, "ref: refs/heads/main\n");
  const config = `${markers ?? ""}\n[projects.${JSON.stringify(ownSpelling(plain(trust)))}]\n`;
  Deno.writeTextFileSync(`${home}/config.toml`, `${config}trust_level = "trusted"\n`);
  const warnings: string[] = [];
  try {
    const cwd = pathIn(project, "sub");
    const say = (text: string) => void warnings.push(asOnUnix(text).replaceAll(asOnUnix(root), ""));
    const settings = await loadSettings(home, [], () => undefined, say, pathIn(root, "codex"), cwd);
    return [settings.workspaceIds?.join(), ...warnings].filter(Boolean).join("; ");
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

type ProjectCase = [what: string, Project, string];

/** As git writes it for a worktree at ROOT/project. */
const WORKTREE = { gitdir: "ROOT/project/.git\n", commondir: "../..\n" };

const PROJECTS: readonly ProjectCase[] = [
  ["a project that is trusted counts, what lies nearest most", {}, "sub"],
  ["a pipe in the place of .git is not read", { git: "pipe" }, "sub"],
  ["one that nobody trusts does not", { trust: "/elsewhere" }, ""],
  ["a trusted folder within counts alone", { trust: "ROOT/project/sub" }, "sub"],
  ["an empty .git marks no root", { git: "empty" }, ""],
  [
    "without a marker the repository is asked as well",
    { markers: "project_root_markers = []" },
    "sub",
  ],
  ...[
    "gitdir: ROOT/main/.git/worktrees/w\n",
    "gitdir:../main/.git/worktrees/w/",
    " gitdir: ROOT/main/.git/worktrees/../worktrees/w\r\n",
  ].map((text): ProjectCase => [
    `a linked worktree is trusted with its repository: ${JSON.stringify(text)}`,
    { trust: "ROOT/main", git: { text }, worktree: WORKTREE },
    "sub",
  ]),
  ...[
    {},
    { ...WORKTREE, gitdir: "ROOT/home/.git\n" },
    { ...WORKTREE, commondir: "../../refs\n" },
    { ...WORKTREE, commondir: "ROOT/main/.git/worktrees\n" },
  ].map((worktree): ProjectCase => [
    `one that its repository does not know is trusted by nobody: ${JSON.stringify(worktree)}`,
    { trust: "ROOT/main", git: { text: "gitdir: ROOT/main/.git/worktrees/w\n" }, worktree },
    "",
  ]),
  [
    "a project decides neither about profiles nor about proxies, and is told so",
    { sub: 'profile = "x"\nfeatures.respect_system_proxy = 5' },
    "project; Warning: /project/sub/.codex/config.toml: profile does not count in a project; set it " +
    "in your own config.toml.; Warning: /project/sub/.codex/config.toml: " +
    "features.respect_system_proxy does not count in a project; set it in your own config.toml.",
  ],
];

for (const [what, project, expected] of PROJECTS) {
  Deno.test({
    name: what,
    ignore: isWindows && project.git === "pipe",
    fn: async () => assert.equal(await workspaceIn(project), expected),
  });
}
