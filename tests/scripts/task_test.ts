/** The task runner: what it tells its children, how it ends, and what it leaves behind. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { calmEnvironment } from "../../scripts/child.ts";
import { denoArgs } from "../../scripts/deno_args.ts";
import { findIssuer, findSocksAddress } from "../../scripts/start.ts";
import { countTests, summaryLine } from "../../scripts/test_counts.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const readProjectFile = (path: string) => Deno.readTextFileSync(PROJECT + path);

/** Starts scripts/child.ts in a process of its own, which runs the given program as its child. */
function startRunner(program: string) {
  const runner = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      "--no-lock",
      `import { runDeno } from ${JSON.stringify(import.meta.resolve("../../scripts/child.ts"))};
      Deno.exit(await runDeno(["eval", "--no-lock", ${JSON.stringify(program)}]));`,
    ],
    cwd: PROJECT,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  return { runner, lines: runner.stdout.pipeThrough(new TextDecoderStream()).getReader() };
}

Deno.test("the exit code is the child's, and its standard streams are ours", async () => {
  const { runner, lines } = startRunner(
    `const { value } = await Deno.stdin.readable.getReader().read();
    console.log("got " + new TextDecoder().decode(value));
    Deno.exit(7);`,
  );
  const input = runner.stdin.getWriter();
  await input.write(new TextEncoder().encode("text"));
  await input.close();
  assert.equal((await lines.read()).value, "got text\n");
  assert.equal((await lines.read()).done, true);
  assert.equal((await runner.status).code, 7);
});

Deno.test({
  name: "a signal to the runner reaches the child, which decides how all of it ends",
  ignore: Deno.build.os === "windows",
  async fn() {
    for (const [signal, code] of [["SIGINT", 42], ["SIGTERM", 43], ["SIGHUP", 44]] as const) {
      const { runner, lines } = startRunner(
        `const end = setInterval(() => {}, 1000);
        Deno.addSignalListener("${signal}", () => { console.log("told"); Deno.exit(${code}); });
        console.log("ready");`,
      );
      await runner.stdin.close();
      assert.equal((await lines.read()).value, "ready\n");
      runner.kill(signal);
      assert.equal((await lines.read()).value, "told\n", signal);
      assert.equal((await lines.read()).done, true);
      assert.equal((await runner.status).code, code);
    }
  },
});

Deno.test("the environment of tests and demo has nothing that would disturb them", async () => {
  const disturbing = ["https_proxy", "HTTP_PROXY", "no_proxy", "CODEX_HOME", "BROWSER", "RUST_LOG"];
  const environment = Object.fromEntries([...disturbing, "PATH"].map((name) => [name, "x"]));
  assert.deepEqual(calmEnvironment(environment), { PATH: "x" });
  assert.ok(Array.isArray(await denoArgs()));
});

Deno.test("the issuer is found among the arguments wherever codex-login takes it", () => {
  const table: Array<[string[], string | undefined]> = [
    [[], undefined],
    [["--issuer", "http://a"], "http://a"],
    [["--port", "1455", "--issuer=http://a/?b=c"], "http://a/?b=c"],
    [["--experimental_issuer", "http://a"], "http://a"],
    [["--experimental_issuer=http://a", "--issuer=http://b"], "http://b"],
    [["--issuer"], undefined],
    [["--", "--issuer", "http://a"], undefined],
    [["--issuers=http://a"], undefined],
  ];
  for (const [args, issuer] of table) assert.equal(findIssuer(args), issuer, args.join(" "));
});

Deno.test("the last line counts tests, not their steps", () => {
  const testCase = (name: string, inside = "") =>
    `<testcase name="${name}" classname="./a_test.ts" time="0.0" line="1" col="6">${inside}</testcase>\n`;
  const report = [
    testCase("good"),
    testCase("good &gt; step"),
    testCase("good &gt; step &gt; inner"),
    testCase("an a &gt; b comparison"),
    testCase("left &lt;out&gt;", "<skipped/>"),
    testCase("bad", `<failure message="x">text &lt;skipped/&gt;</failure>`),
    testCase("bad &gt; step", `<failure message="x">text</failure>`),
  ].join("");
  assert.deepEqual(countTests(report), { passed: 2, failed: 1, skipped: ["left <out>"] });
  assert.deepEqual(countTests(""), { passed: 0, failed: 0, skipped: [] });
  assert.equal(summaryLine({ passed: 12, failed: 0, skipped: [] }), "12 passed, 0 failed");
  assert.equal(
    summaryLine({ passed: 1, failed: 2, skipped: ["a", "b", "c"] }),
    "1 passed, 2 failed, 3 skipped",
  );
});

Deno.test("the lock file names no host and no path of a machine", () => {
  const lock = readProjectFile("scripts/deno.lock");
  assert.doesNotMatch(lock, /https?:|file:|\/home\/|\/root\/|\/work\/|tarball/);
  assert.match(lock, /@sinonjs\/fake-timers@/);
});

Deno.test("before the task runner's first line Deno asks no registry, which it might not trust yet", async () => {
  const cache = await Deno.makeTempDir();
  try {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "--eval", "deno run -A --no-lock scripts/task.ts"],
      cwd: PROJECT,
      env: {
        DENO_DIR: cache,
        NPM_CONFIG_REGISTRY: "http://127.0.0.1:9/",
        JSR_URL: "http://127.0.0.1:9/",
      },
    }).output();
    assert.equal(code, 2);
    assert.match(new TextDecoder().decode(stderr), /^Usage: deno task <start\|/);
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
});

Deno.test("stand-ins and real packages are wanted in the same versions, and all of them asked for", () => {
  const { imports, scopes } = JSON.parse(readProjectFile("deno.json"));
  const real = { ...imports, ...scopes["./"] };
  const { imports: standIns } = JSON.parse(readProjectFile("scripts/npm_only/import_map.json"));
  for (const [name, target] of Object.entries(real)) {
    if (String(target).startsWith("npm:")) assert.equal(standIns[name], target);
  }
  const asked = [...readProjectFile("scripts/std_in_use.ts").matchAll(/^import "(.+)";$/gm)]
    .map(([, name]) => name!);
  const stoodInFor = Object.keys(standIns).filter((name) => name.startsWith("@std/"));
  assert.deepEqual(asked.sort(), stoodInFor.sort());
  for (const name of Object.keys(real).filter((name) => name.startsWith("@std/"))) {
    assert.ok(asked.some((path) => path.startsWith(`${name}/`)), `${name} is not asked for`);
  }
});

Deno.test("deno task start runs the program, without a package that the runner could not resolve", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "start", "--version"],
    cwd: PROJECT,
    env: { ...calmEnvironment(), HTTPS_PROXY: "socks5://user:pass@127.0.0.1:9", NO_COLOR: "1" },
    stdin: "null",
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  assert.match(
    new TextDecoder().decode(stdout),
    /^codex-login \d+\.\d+\.\d+ \(Deno .*from source\)$/m,
  );
});

Deno.test("a SOCKS proxy of the environment may be reached, any other needs no permission", () => {
  const find = (environment: Record<string, string>) =>
    findSocksAddress((name) => environment[name]);
  assert.equal(find({ ALL_PROXY: "socks5://user:pass@proxy.example" }), "proxy.example:1080");
  assert.equal(find({ https_proxy: "socks5h://proxy.example:1234" }), "proxy.example:1234");
  assert.equal(
    find({ HTTPS_PROXY: "http://proxy.example:3128", ALL_PROXY: "nonsense" }),
    undefined,
  );
  assert.equal(find({}), undefined);
});

Deno.test("tests/README.md says of each fixture what it is for", async () => {
  const readme = readProjectFile("tests/README.md");
  for await (const { name } of Deno.readDir(`${PROJECT}tests/fixtures`)) {
    assert.ok(readme.includes(`\`${name}\``), name);
  }
});
