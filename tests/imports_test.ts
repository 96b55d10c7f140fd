/**
 * The house, held against what Deno itself says about the imports of the entries: main.ts, the worker,
 * which `deno info` does not follow, and the library. Rooms are the folders of src; src/README.md draws them.
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
    args: ["info", "--json", ...await denoArgs(), entry],
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
  assert.ok(modules.has(entry), `there is no ${entry}`);
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

/** The rooms of the house, lowest first: an import leads to its own room or to one further up this list. */
const ROOMS = [
  ...["base", "log", "errors", "config", "oauth", "credentials", "callback", "login"],
  ...["confinement", "app_server", "support", "cli"],
];

/** What stands in src itself: two entries, which may import from every room but are imported by none. */
const ENTRIES_OF_SRC = ["src/worker.ts", "src/library.ts"];

/** The room of a file, or `undefined` for what lies in none. */
function roomOf(file: string): string | undefined {
  return /^src\/([^/]+)\//.exec(file)?.[1];
}

Deno.test("the rooms are the folders of src, and every file but two entries lies in one", async () => {
  const entries = await Array.fromAsync(Deno.readDir(projectPath("src")));
  const folders = entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  assert.deepEqual(folders.sort(), [...ROOMS].sort());
  const loose = entries.filter(({ isDirectory }) => !isDirectory).map(({ name }) => `src/${name}`);
  assert.deepEqual(loose.sort(), [...ENTRIES_OF_SRC, "src/README.md"].sort());
});

Deno.test("every module of src is reached from an entry", async () => {
  const reached = [...modules.keys()];
  const files = await sourceFilesIn("src");
  assert.deepEqual(files.filter((file) => !reached.includes(file)), []);
});

Deno.test("no module imports a test or a script, nothing outside src, and no entry", () => {
  for (const [file, imports] of modules) {
    for (const { specifier, target } of imports) {
      if (!specifier.startsWith(".")) {
        assert.doesNotMatch(specifier, /^(?:file|https?|data|blob):|^\//, file);
        continue;
      }
      // The version stands in deno.json alone.
      if (file === "main.ts" && specifier === "./deno.json") continue;
      assert.match(target ?? "outside", /^src\//, file);
      assert.ok(!ENTRIES.includes(target ?? ""), `${file} imports ${target}`);
    }
  }
});

Deno.test("imports, types included, point from the upper rooms to the lower ones", () => {
  const up: string[] = [];
  for (const [file, imports] of modules) {
    const room = roomOf(file);
    if (room === undefined) continue;
    for (const { target } of imports) {
      const other = target && roomOf(target);
      if (other && ROOMS.indexOf(other) > ROOMS.indexOf(room)) up.push(`${file} -> ${target}`);
    }
  }
  assert.deepEqual(up, []);
});

Deno.test("no two modules need each other, not even for their types", () => {
  const done = new Set<string>();
  const visit = (file: string, path: string[]) => {
    const start = path.indexOf(file);
    assert.equal(start, -1, `a circle: ${[...path.slice(start), file].join(" -> ")}`);
    if (done.has(file)) return;
    for (const { target } of modules.get(file) ?? []) {
      if (target) visit(target, [...path, file]);
    }
    done.add(file);
  };
  for (const file of modules.keys()) visit(file, []);
});

Deno.test("the picture in src/README.md has every room in its order, and every arrow between rooms", async () => {
  const readme = await Deno.readTextFile(projectPath("src/README.md"));
  const drawn = [
    .../```mermaid\n(.*?)```/s.exec(readme)?.[1]?.matchAll(/^ *(\w+) --> (.+)$/gm) ?? [],
  ]
    .flatMap(([, from, to = ""]) => to.split(" & ").map((each) => `${from} -> ${each.trim()}`));
  const arrows = new Set<string>();
  for (const [file, imports] of modules) {
    for (const { target } of imports) {
      const from = roomOf(file) ?? file.replace(/^src\/|\.ts$/g, "");
      const to = target && roomOf(target);
      if (to && to !== from) arrows.add(`${from} -> ${to}`);
    }
  }
  assert.deepEqual(drawn.sort(), [...arrows].sort());
  const described = [...readme.matchAll(/^\| `(\w+)\/` /gm)].map(([, room]) => room);
  assert.deepEqual(described, [...ROOMS].reverse());
});

Deno.test("every file that src/README.md names is there", async () => {
  const readme = await Deno.readTextFile(projectPath("src/README.md"));
  const folders = await Promise.all(["src", "scripts", "tests"].map(sourceFilesIn));
  const files = ["main.ts", ...folders.flat()].map((file) => `/${file}`);
  const named = [...readme.matchAll(/`([\w/]+\.ts)`/g)].map(([, name]) => `/${name}`);
  assert.deepEqual(named.filter((name) => !files.some((file) => file.endsWith(name))), []);
});

/** The only files that may load a vendor's package at run time; types may be imported from anywhere. */
const DOORS: Record<string, readonly string[]> = {
  "oauth4webapi": [
    "authorize_url",
    "issuer_check",
    "token_request",
    "token_exchange",
    "api_key_exchange",
  ]
    .map((name) => `src/oauth/${name}.ts`),
  "@std/log": ["src/log/login_log.ts"],
  "@std/cli": ["src/cli/command_line.ts"],
  "@std/http": ["src/log/loggable.ts"],
  "smol-toml": ["src/config/layers/config_file.ts"],
  "uqr": ["src/cli/terminal/qr_code.ts"],
  "node:crypto": ["src/support/doctor/certificate_checks.ts"],
  "node:fs": ["src/support/doctor/folder_checks.ts", "src/base/files/file_owner.ts"],
};

Deno.test("each vendor stays behind its doors, every door is used, and there is no other vendor", () => {
  const used = new Set<string>();
  for (const [file, imports] of modules) {
    for (const { specifier, target, isTypeOnly } of imports) {
      if (target !== undefined) continue;
      const vendor = Object.keys(DOORS)
        .find((name) => specifier === name || specifier.startsWith(`${name}/`));
      assert.ok(vendor, `${file} imports ${specifier}`);
      if (isTypeOnly) continue;
      assert.ok(DOORS[vendor]?.includes(file), `${file} imports ${specifier}`);
      used.add(`${vendor} ${file}`);
    }
  }
  const doors = Object.entries(DOORS).flatMap(([name, files]) => files.map((f) => `${name} ${f}`));
  assert.deepEqual(doors.filter((door) => !used.has(door)), []);
});

/** Fails for a name that is no module here: "not loaded" would hold for every name that does not exist. */
function assertNotLoaded(loaded: ReadonlySet<string>, files: readonly string[]): void {
  for (const file of files) {
    assert.ok(modules.has(file) || Object.hasOwn(DOORS, file), `there is no ${file}`);
    assert.ok(!loaded.has(file), file);
  }
}

Deno.test("what is slow or rarely used loads when it is needed, not at the start", () => {
  assertNotLoaded(loadedBy("main.ts"), [
    ...["smol-toml", "oauth4webapi", "uqr", "src/login/login.ts"],
    ...["terminal_text", "way_choice", "device_surface"].map((name) =>
      `src/cli/terminal/${name}.ts`
    ),
  ]);
});

Deno.test("what a failure says and is recognised by loads once something has failed", () => {
  const loaded = ["main.ts", "src/login/login.ts", "src/worker.ts", "src/login/device_login.ts"]
    .flatMap((file) => [...loadedBy(file)]);
  assertNotLoaded(new Set(loaded), [
    ...["failure_classes", "network_classes", "classify", "explain", "endings"]
      .map((name) => `src/errors/${name}.ts`),
    ...["transport_failure", "network_circumstances"].map((name) => `src/errors/${name}.ts`),
  ]);
});

Deno.test("a sign-in without arguments loads no table of commands and no parser", () => {
  assertNotLoaded(loadedBy("main.ts"), [
    ...["@std/cli", "src/cli/command.ts", "src/cli/command_line.ts"],
    ...["src/cli/command_table.ts", "src/cli/option_table.ts"],
  ]);
});

Deno.test("the worker of a browser sign-in loads nothing of a device code, a logout or an account", () => {
  assertNotLoaded(loadedBy("src/worker.ts"), [
    ...["src/login/device_login.ts", "src/oauth/polling.ts", "src/login/logout.ts"],
    "src/credentials/stored_account.ts",
  ]);
});

Deno.test("the side that listens loads nothing that exchanges, saves or revokes", () => {
  const listening = ["main.ts", "src/login/login.ts", "src/app_server/run_app_server.ts"];
  const loaded = new Set(listening.flatMap((file) => [...loadedBy(file)]));
  assertNotLoaded(loaded, [
    ...["token_request", "token_exchange", "api_key_exchange", "revoke", "issuer_fetch"]
      .map((name) => `src/oauth/${name}.ts`),
    ...["src/credentials/auth_store.ts", "src/base/files/replace_file.ts"],
  ]);
});

Deno.test("the side that exchanges and saves loads nothing that listens, opens or reads the environment", () => {
  const saving = ["src/worker.ts", "src/login/account_side.ts"];
  const loaded = new Set(saving.flatMap((file) => [...loadedBy(file)]));
  assertNotLoaded(loaded, [
    ...["src/callback/loopback.ts", "src/callback/callback_server.ts", "src/login/browser.ts"],
    ...["src/config/config.ts", "src/cli/command.ts", "src/cli/cli.ts", "src/login/login.ts"],
  ]);
});
