/**
 * The architecture, held against what Deno itself says about the imports of the entries: main.ts, the
 * worker, which `deno info` does not follow, and the library.
 */
import assert from "node:assert/strict";
import { denoArgs } from "../scripts/deno_args.ts";
import { projectPath } from "../scripts/project.ts";
import { sourceFilesIn } from "./fixtures/source_files.ts";

interface Import {
  /** As it is written. */
  readonly specifier: string;
  /** The file of the project that it leads to, such as `src/login/login.ts`. */
  readonly target: string | undefined;
  readonly isTypeOnly: boolean;
  readonly isDynamic: boolean;
}

const ROOT = new URL("../", import.meta.url).href;
const ENTRIES = ["main.ts", "src/worker.ts", "src/library.ts"];

/** Each file of the project that an entry reaches, with its imports. */
async function readGraph(entry: string): Promise<Map<string, Import[]>> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", ...await denoArgs(), projectPath(entry)],
    cwd: projectPath("."),
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert.ok(text.startsWith("{"), new TextDecoder().decode(stderr));
  const { modules } = JSON.parse(text) as { modules: InfoModule[] };
  const graph = new Map<string, Import[]>();
  for (const { specifier, dependencies = [], error } of modules) {
    assert.equal(error, undefined, specifier);
    const file = fileOf(specifier);
    if (file === undefined || !/^(?:main\.ts$|src\/)/.test(file)) continue;
    graph.set(file, dependencies.map(toImport));
  }
  return graph;
}

interface InfoModule {
  readonly specifier: string;
  readonly dependencies?: readonly InfoDependency[];
  readonly error?: string;
}
interface InfoDependency {
  readonly specifier: string;
  readonly code?: { readonly specifier?: string };
  readonly type?: { readonly specifier?: string };
  readonly isDynamic?: boolean;
}

function toImport({ specifier, code, type, isDynamic = false }: InfoDependency): Import {
  const resolved = code?.specifier ?? type?.specifier;
  const target = specifier.startsWith(".") && resolved ? fileOf(resolved) : undefined;
  return { specifier, target, isTypeOnly: code === undefined, isDynamic };
}

function fileOf(specifier: string): string | undefined {
  return specifier.startsWith(ROOT) ? specifier.slice(ROOT.length) : undefined;
}

const graphs = new Map<string, Map<string, Import[]>>();
for (const entry of ENTRIES) graphs.set(entry, await readGraph(entry));
const modules = new Map([...graphs.values()].flatMap((graph) => [...graph]));

/** What loads when `entry` does: everything but types and `await import`. */
function loadedBy(entry: string): Set<string> {
  const loaded = new Set<string>();
  const visit = (file: string) => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const { specifier, target, isTypeOnly, isDynamic } of modules.get(file) ?? []) {
      if (isTypeOnly || isDynamic) continue;
      if (target) visit(target);
      else loaded.add(specifier);
    }
  };
  visit(entry);
  return loaded;
}

Deno.test("every module of src is reached from an entry", async () => {
  const reached = [...modules.keys()];
  const files = await sourceFilesIn("src");
  assert.deepEqual(files.filter((file) => !reached.includes(file)), []);
});

Deno.test("no module imports a test or a script, nothing outside src, and main.ts belongs to nobody", () => {
  for (const [file, imports] of modules) {
    for (const { specifier, target } of imports) {
      if (specifier.startsWith(".")) assert.match(target ?? "outside", /^src\//, file);
      else assert.doesNotMatch(specifier, /^(?:file|https?|data|blob):|^\//, file);
    }
  }
});

/** Who may load a vendor's package at run time; types may be imported from anywhere. */
const DOORS: Record<string, RegExp> = {
  "oauth4webapi":
    /^src\/(?:authorize_url|callback|token_request|token_exchange|api_key_exchange)\.ts$/,
  "@std/log": /^src\/login_log\.ts$/,
  "@std/cli": /^src\/(?:support_)?command\.ts$/,
  "@std/http": /^src\/loggable\.ts$/,
  "smol-toml": /^src\/config_file\.ts$/,
  "node:crypto": /^src\/doctor\/certificate_checks\.ts$/,
  "node:fs": /^src\/doctor\/folder_checks\.ts$/,
};

Deno.test("each vendor stays behind its door, and there is no other vendor", () => {
  for (const [file, imports] of modules) {
    for (const { specifier, target, isTypeOnly } of imports) {
      if (target !== undefined) continue;
      const vendor = Object.keys(DOORS)
        .find((name) => specifier === name || specifier.startsWith(`${name}/`));
      assert.ok(vendor, `${file} imports ${specifier}`);
      if (!isTypeOnly) assert.match(file, DOORS[vendor] ?? /^$/, specifier);
    }
  }
});

Deno.test("no two modules need each other at run time", () => {
  const done = new Set<string>();
  const visit = (file: string, path: string[]) => {
    const start = path.indexOf(file);
    assert.equal(start, -1, `a circle: ${[...path.slice(start), file].join(" -> ")}`);
    if (done.has(file)) return;
    for (const { target, isTypeOnly } of modules.get(file) ?? []) {
      if (target && !isTypeOnly) visit(target, [...path, file]);
    }
    done.add(file);
  };
  for (const file of modules.keys()) visit(file, []);
});

/**
 * The layers of the design, lowest first; an import leads to the same layer or a lower one. What is named
 * nowhere is a feature, or, where it imports nothing of the project, a leaf that everybody may import.
 */
const LAYERS: readonly (readonly string[])[] = [
  [
    ...["secret", "credential_shapes", "live_secrets", "visible_text", "redaction"],
    ...[
      "endpoints",
      "json_object",
      "id_token",
      "time_limit",
      "permissions",
      "phases",
      "failure_traits",
    ],
  ],
  ["loggable", "login_events", "log_levels", "log_format", "transport_failure", "diagnosis/"],
  ["errors"],
  [], // features
  [
    ...["completion", "confined_completion", "device_code/device_login"],
    ...["app_server/account_side", "app_server/serve_account_side", "app_server/stored_account"],
  ],
  ["login", "worker", "app_server/"],
  ["cli", "other_commands", "library", "login_server"],
  ["main"],
];
const FEATURES = 3;

/** The layers that a module may be counted to: what stands in no list may be several. */
function layerOf(file: string): number {
  const name = file.replace(/^src\//, "").replace(/\.ts$/, "");
  const layer = LAYERS.findIndex((names) =>
    names.some((each) => each === name || each.endsWith("/") && name.startsWith(each))
  );
  if (layer !== -1) return layer;
  const isLeaf = (modules.get(file) ?? []).every(({ target, isTypeOnly }) => !target || isTypeOnly);
  return isLeaf ? 0 : FEATURES;
}

Deno.test("imports point one way: redaction, loggable, errors, features, completion, login, cli, main", () => {
  const wrong: string[] = [];
  for (const [file, imports] of modules) {
    for (const { target, isTypeOnly } of imports) {
      if (isTypeOnly || target === undefined) continue;
      if (layerOf(target) > layerOf(file)) wrong.push(`${file} -> ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("types, too, point away from the flow: nothing below it knows cli or main", () => {
  for (const [file, imports] of modules) {
    for (const { target } of imports) {
      if (target === "src/cli/cli.ts") assert.equal(file, "main.ts");
      assert.notEqual(target, "main.ts", file);
    }
  }
});

Deno.test("what is slow or rarely used loads when it is needed, not at the start", () => {
  const loaded = loadedBy("main.ts");
  for (const late of ["smol-toml", "oauth4webapi", "src/login/login.ts"]) {
    assert.ok(!loaded.has(late), late);
  }
});

Deno.test("the side that listens loads nothing that exchanges, saves or revokes", () => {
  const listening = ["main.ts", "src/login/login.ts", "src/app_server/run_app_server.ts"];
  const loaded = new Set(listening.flatMap((file) => [...loadedBy(file)]));
  for (
    const confined of [
      ...["token_request", "token_exchange", "api_key_exchange"],
      ...["auth_store", "replace_file", "revoke", "issuer_fetch"],
    ]
  ) {
    assert.ok(!loaded.has(`src/${confined}.ts`), confined);
  }
});

Deno.test("the side that exchanges and saves loads nothing that listens, opens or reads the environment", () => {
  const saving = ["src/worker.ts", "src/app_server/account_side.ts"];
  const loaded = new Set(saving.flatMap((file) => [...loadedBy(file)]));
  for (const other of ["loopback", "callback", "browser", "config", "command", "cli", "login"]) {
    assert.ok(!loaded.has(`src/${other}.ts`), other);
  }
});
