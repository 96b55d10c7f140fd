/** What a person is asked where no browser can be opened, and who is not asked. */
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { fastForward } from "../../fixtures/fast_forward.ts";
import { chooseWay } from "../../../src/cli/terminal/way_choice.ts";
import { whyNoBrowser } from "../../../src/login/host_environment.ts";
import type { TargetOs } from "../../../src/base/platform.ts";

async function choose(keys: string[] | undefined) {
  const said: string[] = [];
  let hasEnded = false;
  const pressedKeys = (signal: AbortSignal) => {
    signal.addEventListener("abort", () => hasEnded = true);
    return keys && ReadableStream.from(keys).values();
  };
  const { signal } = new AbortController();
  const way = await chooseWay("no display", {
    pressedKeys,
    signal,
    say: (text) => said.push(text),
  });
  return { way, said: said.join("\n"), hasEnded };
}

for (
  const [keys, expected] of [
    [["1"], "link"],
    [["2"], "device"],
    [["\r"], "link"],
    [["\n"], "link"],
    [["x", " ", "2"], "device"],
  ] as const
) {
  Deno.test(`the keys ${JSON.stringify(keys)} choose ${expected}, and the terminal is given back`, async () => {
    const { way, said, hasEnded } = await choose([...keys]);
    assert.equal(way, expected);
    assert.ok(hasEnded);
    for (const option of ["--no-browser", "--device-auth", "no display"]) {
      assert.ok(said.includes(option), said);
    }
  });
}

Deno.test("where nobody can press a key nothing is asked", async () => {
  assert.deepEqual(await choose(undefined), { way: undefined, said: "", hasEnded: false });
});

Deno.test("a signal ends the question", async () => {
  const ports = { pressedKeys: () => new ReadableStream<string>().values(), say() {} };
  const reason = new Error("SIGINT");
  await assert.rejects(chooseWay("", { ...ports, signal: AbortSignal.abort(reason) }), reason);
});

Deno.test("a signal ends it also where it comes after the end of what reads the keys", async () => {
  const pressedKeys = () => ReadableStream.from<string>([]).values();
  const signals = new AbortController();
  const chosen = chooseWay("", { pressedKeys, say() {}, signal: signals.signal });
  const reason = new Error("SIGINT");
  setTimeout(() => signals.abort(reason));
  await assert.rejects(chosen, reason);
});

for (
  const [who, keys] of [
    ["without a person", new ReadableStream<string>()],
    ["that went away", ReadableStream.from<string>([])],
  ] as const
) {
  Deno.test(`a terminal ${who} gets the link after ten seconds`, async () => {
    using time = new FakeTime();
    const { signal } = new AbortController();
    const asked = chooseWay("", { pressedKeys: () => keys.values(), say() {}, signal });
    assert.equal(await fastForward(time, asked), "link");
    assert.ok(time.now - time.start >= 10_000);
  });
}

const PATH = Deno.makeTempDirSync();
Deno.writeTextFileSync(`${PATH}/xdg-open`, "", { mode: 0o700 });
Deno.writeTextFileSync(`${PATH}/open`, "", { mode: 0o700 });
addEventListener("unload", () => Deno.removeSync(PATH, { recursive: true }));
const SSH = { SSH_CONNECTION: "192.0.2.1 1 192.0.2.2 22" };

for (
  const [variables, os, expected] of [
    [{ DISPLAY: ":0" }, "linux", undefined],
    [{ WAYLAND_DISPLAY: "w" }, "linux", undefined],
    [{}, "linux", "this machine has no display"],
    [SSH, "linux", "you are signed in over SSH"],
    [{ ...SSH, DISPLAY: "localhost:10.0" }, "linux", undefined],
    [{ BROWSER: "w3m" }, "linux", undefined],
    [{ WSL_DISTRO_NAME: "Debian" }, "linux", undefined],
    [{ DISPLAY: ":0", PATH: "/nowhere" }, "linux", "no program that opens one was found"],
    [{}, "darwin", undefined],
    [SSH, "darwin", "you are signed in over SSH"],
  ] as [Record<string, string>, TargetOs, string | undefined][]
) {
  Deno.test({
    name: `with ${JSON.stringify(variables)} on ${os} a browser can open: ${expected ?? "yes"}`,
    // PATH is of this system: a drive's colon would part it.
    ignore: Deno.build.os === "windows",
    fn() {
      const environment: Record<string, string> = { PATH, ...variables };
      assert.equal(whyNoBrowser((name) => environment[name], os), expected);
    },
  });
}
