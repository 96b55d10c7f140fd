// What the flow tests rely on when they watch a child: nothing that it writes is lost, no wait is endless.
import assert from "node:assert/strict";
import { killed, spawnPiped } from "../../scripts/rehearsal/child_process.ts";
import { collectText } from "../../scripts/rehearsal/collected_text.ts";
import { startProgram } from "../../scripts/rehearsal/program.ts";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { environmentOfProgram } from "../../scripts/rehearsal/program_launch.ts";

function writableText() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  return { collected: collectText(readable), writer };
}

const encode = (text: string) => new TextEncoder().encode(text);

Deno.test("a wait for text matches across chunks, also within a character", async () => {
  const { collected, writer } = writableText();
  const found = collected.waitFor(/naïve (\w+)/);
  const bytes = encode("naïve");
  await writer.write(bytes.slice(0, 3));
  await writer.write(bytes.slice(3));
  await writer.write(encode(" text"));
  assert.equal((await found)[1], "text");
  await writer.close();
  await collected.ended;
  assert.equal(collected.text(), "naïve text");
});

Deno.test("a wait for text fails with the text at the end of the stream, and at its limit", async () => {
  const { collected, writer } = writableText();
  await writer.write(encode("only this"));
  await assert.rejects(collected.waitFor(/that/, 20), /within 20 ms; the text is:\nonly this/);
  const waiting = assert.rejects(collected.waitFor(/that/), /before the stream ended.*\nonly this/);
  await writer.close();
  await waiting;
});

Deno.test("stop ends a wait although the stream is still open", async () => {
  const { collected } = writableText();
  const waiting = assert.rejects(collected.waitFor(/that/));
  await collected.stop();
  await waiting;
});

Deno.test("the program's home is new, private, and gone after its use", async () => {
  let path;
  {
    await using home = await makeProgramHome();
    path = home.path;
    assert.equal(await home.readAuth(), undefined);
    assert.equal(await home.readLog(), undefined);
    const { mode } = await Deno.stat(home.codexHome);
    if (Deno.build.os !== "windows") assert.equal(mode! & 0o777, 0o700);
  }
  await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
});

Deno.test("the program gets a home of its own and none of our proxy variables", async () => {
  await using home = await makeProgramHome();
  const environment = await environmentOfProgram(home, (name) => `our ${name}`);
  assert.equal(environment.HOME, home.path);
  assert.equal(environment.CODEX_HOME, home.codexHome);
  assert.ok(environment.DENO_DIR);
  assert.equal(environment.PATH, "our PATH");
  assert.deepEqual(Object.keys(environment).filter((name) => /proxy/i.test(name)), []);
});

for (
  const [what, variables, npmrc, registry] of [
    [
      "a variable",
      { NPM_CONFIG_REGISTRY: "https://packages.example/" },
      "registry=https://other.example/",
      "https://packages.example/",
    ],
    [
      "a person's .npmrc",
      {},
      "fund=false\nregistry = https://packages.example/\n",
      "https://packages.example/",
    ],
    ["nothing", {}, "@scope:registry=https://packages.example/\n", undefined],
  ] as const
) {
  Deno.test(`the program finds the packages where ${what} named the registry`, async () => {
    await using home = await makeProgramHome();
    await Deno.writeTextFile(`${home.path}/.npmrc`, npmrc);
    const ours: Record<string, string> = { HOME: home.path, ...variables };
    const environment = await environmentOfProgram(home, (name) => ours[name]);
    assert.equal(environment["NPM_CONFIG_REGISTRY"], registry);
  });
}

Deno.test("a child that has ended by itself can be killed all the same, and keeps its exit code", async () => {
  const child = spawnPiped(Deno.execPath(), ["eval", "Deno.exit(3)"], Deno.env.toObject());
  const ended = child.status;
  // The moment in which the runtime knows of the end, and whoever waits for it does not yet.
  const late = ended.then(() => killed(child));
  assert.equal((await late).code, 3);
  await Promise.all([child.stdin.abort(), child.stdout.cancel(), child.stderr.cancel()]);
});

Deno.test("a program is gone once it was disposed of, whether it had ended or not", async () => {
  for (const args of [["--version"], []]) {
    const program = await startProgram({ args, issuer: "http://127.0.0.1:1" });
    if (args.length > 0) assert.equal((await program.end()).code, 0);
    await program[Symbol.asyncDispose]();
    const { code } = await program.status;
    assert.equal(code === 0, args.length > 0);
    await assert.rejects(Deno.stat(program.home.path), Deno.errors.NotFound);
  }
});
