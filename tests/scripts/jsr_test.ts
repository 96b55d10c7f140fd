/** Whether imports resolve through JSR or through the stand-ins: asked of Deno, bounded, remembered. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { calmEnvironment } from "../../scripts/child.ts";
import { withFolder } from "../fixtures/with_folder.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** Runs scripts/deno_args.ts in a process of its own, as if for the first time on a machine. */
async function decide(folder: string, environment: Record<string, string>) {
  const { CODEX_LOGIN_DENO_ARGS: _given, CODEX_LOGIN_JSR: _override, ...calm } = calmEnvironment();
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      "--no-lock",
      `import { denoArgs } from ${
        JSON.stringify(import.meta.resolve("../../scripts/deno_args.ts"))
      };
      console.log(JSON.stringify(await denoArgs()));`,
    ],
    cwd: PROJECT,
    env: {
      ...calm,
      DENO_DIR: `${folder}/deno`,
      CODEX_LOGIN_CACHE: `${folder}/cache`,
      ...environment,
    },
    clearEnv: true,
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert.notEqual(text, "", new TextDecoder().decode(stderr));
  return { args: JSON.parse(text) as string[] };
}

/** A package registry that has one-line versions of the given packages. */
function serveJsr(packages: Record<string, { version: string; modules: string[] }>) {
  const module = "export {};\n";
  const checksum = `sha256-${createHash("sha256").update(module).digest("hex")}`;
  const asked: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    const [, scope, name = "", file = ""] = pathname.split("/");
    const offered = packages[`${scope}/${name}`];
    if (!offered) return new Response("no such package", { status: 404 });
    if (file === "meta.json") {
      const versions = { [offered.version]: { createdAt: "2025-01-01T00:00:00Z" } };
      return Response.json({ scope: "std", name, latest: offered.version, versions });
    }
    if (file === `${offered.version}_meta.json`) {
      return Response.json({
        manifest: { "/mod.ts": { size: module.length, checksum } },
        exports: Object.fromEntries(offered.modules.map((path) => [`./${path}`, "./mod.ts"])),
      });
    }
    return new Response(module, { headers: { "content-type": "application/typescript" } });
  });
  return {
    asked,
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const PACKAGES = {
  "@std/cli": { version: "1.0.28", modules: ["parse-args"] },
  "@std/http": { version: "1.0.20", modules: ["status"] },
  "@std/log": { version: "0.224.14", modules: ["file-handler", "levels", "logger"] },
  "@std/testing": { version: "1.0.15", modules: ["time"] },
};

const usesJsr = (args: string[]) => args.includes("--no-lock") && !args.includes("--import-map");
const usesStandIns = (args: string[]) =>
  args.includes("--frozen") && args.some((arg) => /npm_only[\\/]import_map\.json$/.test(arg));

Deno.test("a JSR that has all four packages is used, without a lock file", async () => {
  await using jsr = serveJsr(PACKAGES);
  await withFolder(async (folder) => {
    const { args } = await decide(folder, { JSR_URL: jsr.url });
    assert.ok(usesJsr(args), args.join(" "));
  });
});

Deno.test("a JSR that lacks one of them is not, and the answer is remembered", async () => {
  const { "@std/testing": _lacking, ...rest } = PACKAGES;
  await using jsr = serveJsr(rest);
  await withFolder(async (folder) => {
    assert.ok(usesStandIns((await decide(folder, { JSR_URL: jsr.url })).args));
    const askedBefore = jsr.asked.length;
    assert.ok(askedBefore > 0);
    assert.ok(usesStandIns((await decide(folder, { JSR_URL: jsr.url })).args));
    assert.equal(jsr.asked.length, askedBefore);

    // A JSR elsewhere is another question.
    await using whole = serveJsr(PACKAGES);
    assert.ok(usesJsr((await decide(folder, { JSR_URL: whole.url })).args));
  });
});

Deno.test("what is remembered ends, and nonsense in the memory is no answer", async () => {
  await using jsr = serveJsr(PACKAGES);
  await withFolder(async (folder) => {
    await decide(folder, { JSR_URL: jsr.url });
    const file = `${folder}/cache/jsr.json`;
    const memory = JSON.parse(await Deno.readTextFile(file));
    const outcomes: Array<[string, boolean]> = [
      [JSON.stringify({ ...memory, answer: "no" }), false],
      [JSON.stringify({ ...memory, answer: "no", askedAtMs: Date.now() - 25 * 3_600_000 }), true],
      [JSON.stringify({ ...memory, answer: "no", askedAtMs: Date.now() + 3_600_000 }), true],
      [JSON.stringify({ ...memory, answer: "no", question: "another deno.json" }), true],
      [JSON.stringify({ ...memory, answer: "perhaps" }), true],
      ["{", true],
    ];
    for (const [text, expected] of outcomes) {
      await Deno.writeTextFile(file, text);
      assert.equal(usesJsr((await decide(folder, { JSR_URL: jsr.url })).args), expected, text);
    }
  });
});

Deno.test("the environment can overrule Deno's answer", async () => {
  await withFolder(async (folder) => {
    const nowhere = { JSR_URL: "http://127.0.0.1:47/" };
    assert.ok(usesJsr((await decide(folder, { ...nowhere, CODEX_LOGIN_JSR: "1" })).args));
    assert.ok(usesStandIns((await decide(folder, { ...nowhere, CODEX_LOGIN_JSR: "0" })).args));
    const given = { CODEX_LOGIN_DENO_ARGS: `["--no-lock","--x"]` };
    assert.deepEqual((await decide(folder, given)).args, ["--no-lock", "--x"]);
  });
});

/** A host that accepts, and is silent until the other side goes away. */
function listenSilently() {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const connections: Promise<unknown>[] = [];
  const accepting = (async () => {
    for await (const connection of listener) {
      connections.push(connection.readable.pipeTo(new WritableStream()).catch(() => {}));
    }
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}/`,
    /** Settles once every connection so far was closed by its other side; gives their number. */
    allClosed: async () => (await Promise.all(connections)).length,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
    },
  };
}

async function checkSilence(variable: "JSR_URL" | "HTTPS_PROXY"): Promise<void> {
  await using silent = listenSilently();
  await withFolder(async (folder) => {
    const first = await decide(folder, { [variable]: silent.url });
    assert.ok(usesStandIns(first.args));
    const asked = await silent.allClosed();
    assert.ok(asked > 0, `${variable}: Deno did not come by`);
    const again = await decide(folder, { [variable]: silent.url });
    assert.ok(usesStandIns(again.args));
    assert.equal(await silent.allClosed(), asked, `${variable}: it was asked again`);
  });
}

Deno.test("a JSR or proxy that never answers is waited for once, and the asking child is killed", async () => {
  await Promise.all([checkSilence("JSR_URL"), checkSilence("HTTPS_PROXY")]);
});
