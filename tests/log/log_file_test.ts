// What is written to is what was looked at, however quickly somebody swaps the log for something else.
import assert from "node:assert/strict";
import { openLogFile } from "../../src/log/log_file.ts";
import { openLoginLog } from "../../src/log/login_log.ts";
import { withFolder } from "../fixtures/with_folder.ts";

const isWindows = Deno.build.os === "windows";

/** Swaps `log` between a file of its own and a link to `victim`, until it is disposed. */
async function startSwapping(folder: string): Promise<AsyncDisposable> {
  const source = `
    const folder = ${JSON.stringify(folder)};
    postMessage("ready");
    const stop = new Int32Array(await new Promise((given) => onmessage = ({ data }) => given(data)));
    for (let turn = 0; Atomics.load(stop, 0) === 0; turn++) {
      Deno.writeTextFileSync(folder + "/own", "", { mode: 0o600 });
      Deno.renameSync(folder + "/own", folder + "/log");
      Deno.symlinkSync(folder + "/victim", folder + "/other");
      Deno.renameSync(folder + "/other", folder + "/log");
    }
    postMessage("done");`;
  const worker = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, {
    type: "module",
  });
  const stop = new SharedArrayBuffer(4);
  const said = (word: string) =>
    new Promise<void>((resolve) => {
      worker.addEventListener("message", ({ data }) => data === word && resolve());
    });
  await said("ready");
  worker.postMessage(stop);
  return {
    async [Symbol.asyncDispose]() {
      const done = said("done");
      Atomics.store(new Int32Array(stop), 0, 1);
      await done;
      worker.terminate();
    },
  };
}

Deno.test({
  name: "of 1,000 appends none follows a symbolic link that is swapped in",
  ignore: isWindows,
  fn: () =>
    withFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/victim`, "");
      await Deno.writeTextFile(`${folder}/log`, "");
      await using _ = await startSwapping(folder);
      let written = 0;
      for (let i = 0; i < 1_000; i++) {
        try {
          const log = openLoginLog(`${folder}/log`, () => {});
          log.record({ event: "logged out", had_credentials: true });
          written++;
        } catch (error) {
          assert.ok(error instanceof Error);
        }
      }
      assert.equal(await Deno.readTextFile(`${folder}/victim`), "", `after ${written} appends`);
    }),
});

Deno.test({
  name: "a FIFO in the log's place is refused and waited for by nobody",
  ignore: isWindows,
  fn: () =>
    withFolder((folder) => {
      new Deno.Command("mkfifo", { args: [`${folder}/log`] }).outputSync();
      assert.throws(() => openLogFile(`${folder}/log`), /it is not a regular file/);
    }),
});

Deno.test({
  name: "a second name of the log is refused, but that of the rotation",
  ignore: isWindows,
  fn: () =>
    withFolder((folder) => {
      Deno.writeTextFileSync(`${folder}/log`, "");
      Deno.linkSync(`${folder}/log`, `${folder}/log.1`);
      openLogFile(`${folder}/log`).close();
      Deno.renameSync(`${folder}/log.1`, `${folder}/elsewhere`);
      assert.throws(() => openLogFile(`${folder}/log`), /it has another name as well/);
    }),
});
