// A program of the same permissions, made by the same code, tries what the real one never would.
import assert from "node:assert/strict";
import { bundle, type Entries } from "../../scripts/compile/bundle.ts";
import { makeExecutable } from "../../scripts/compile/executable.ts";
import { FORBIDDEN, type ProbeResult, type ProbeTargets, WORK } from "./probe/attempts.ts";
import { makeHomeAndOutside, makeOpener, NO_EXECUTABLE } from "./support.ts";
import { DEFAULT_ISSUER } from "../../src/base/endpoints.ts";

const PROBE: Entries = {
  main: "tests/executable/probe/main.ts",
  worker: "tests/executable/probe/worker.ts",
};

/** What an executable has no notion of fails in another way. */
const OTHER_REFUSALS: Record<string, string[]> = {
  "import code from the network": ["NotCapable", "TypeError"],
  "store something for good": ["NotSupported", "NotSupportedError", "ReferenceError"],
};

async function makeProbe(folder: string): Promise<string> {
  const bundleFolder = `${folder}/bundle`;
  await Deno.mkdir(bundleFolder);
  const bundled = await bundle(bundleFolder, { issuer: DEFAULT_ISSUER }, PROBE);
  const output = `${folder}/probe`;
  await makeExecutable(bundled, { target: Deno.build.target, output }, DEFAULT_ISSUER);
  return output;
}

Deno.test({
  name: "from neither side anything works but what the README's table grants",
  ignore: NO_EXECUTABLE,
  async fn() {
    await using place = await makeHomeAndOutside();
    const { home, outside } = place;
    const probeFolder = await Deno.makeTempDir({ prefix: "codex-login-probe-" });
    const probe = await makeProbe(probeFolder);
    // An opener that is nowhere would be refused for that.
    makeOpener(probeFolder, `${outside}/opened`);
    const issuer = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () => new Response(),
    );
    const other = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () => new Response(),
    );
    const targets: ProbeTargets = {
      codexHome: home.codexHome,
      logDir: `${home.path}/logs`,
      outside,
      issuer: `http://127.0.0.1:${issuer.addr.port}`,
      otherPort: other.addr.port,
    };
    Deno.mkdirSync(targets.logDir);
    Deno.writeTextFileSync(`${home.codexHome}/config.toml`, "");
    try {
      const { stdout, stderr } = await new Deno.Command(probe, {
        args: [JSON.stringify(targets)],
        cwd: outside,
        env: { SECRET: "x", PATH: `${probeFolder}:/usr/bin:/bin`, HOME: home.path },
        clearEnv: true,
      }).output();
      const text = new TextDecoder().decode(stdout);
      assert.ok(text, new TextDecoder().decode(stderr));
      const { listener, worker }: Record<string, ProbeResult> = JSON.parse(text);
      assert.ok(listener && worker);
      const unrefused = [["listener", listener] as const, ["worker", worker] as const]
        .flatMap(([side, result]) =>
          Object.keys(FORBIDDEN)
            .filter((name) =>
              !(OTHER_REFUSALS[name] ?? ["NotCapable"]).includes(result[name] ?? "")
            )
            .map((name) => `${side}: ${name}: ${result[name]}`)
        );
      assert.deepEqual(unrefused, []);
      for (const name of Object.keys(WORK)) {
        assert.equal(worker[name], "done", `worker: ${name}`);
        assert.equal(listener[name], "NotCapable", `listener: ${name}`);
      }
      assert.deepEqual([...Deno.readDirSync(outside)], []);
    } finally {
      await Promise.all([issuer.shutdown(), other.shutdown()]);
      await Deno.remove(probeFolder, { recursive: true });
    }
  },
});
