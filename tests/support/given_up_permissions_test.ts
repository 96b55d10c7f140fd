// What a command that only looks gives up, and when.
import assert from "node:assert/strict";
import { makeProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { GOOD_LOGIN } from "../../scripts/rehearsal/sample_logs.ts";
import { runCommand } from "../fixtures/run_command.ts";

/** Runs a command; gives what it had given up when it first printed or asked the issuer, and at its end. */
async function givenUpBy(args: string[]) {
  await using home = await makeProgramHome();
  await Deno.mkdir(`${home.codexHome}/log`);
  await Deno.writeTextFile(home.logFile, GOOD_LOGIN);
  const given: string[] = [];
  let whenAsked: string[] | undefined;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    whenAsked ??= [...given];
    return new Response("{}");
  });
  const { stdout } = await runCommand(args, {
    home,
    ...(args[0] === "logs" ? {} : { issuer: `http://127.0.0.1:${server.addr.port}` }),
    env: { BROWSER: "/bin/sh" },
    giveUp: (names) => given.push(...names),
  });
  await server.shutdown();
  assert.notEqual(stdout, "");
  return { given: given.sort(), whenAsked: whenAsked?.sort() };
}

Deno.test("logs gives up all but looking", async () => {
  const { given } = await givenUpBy(["logs", "--last"]);
  assert.deepEqual(given, ["ffi", "net", "run", "write"]);
});

Deno.test("doctor gives up programs and writing before it asks anybody", async () => {
  const { given, whenAsked } = await givenUpBy(["doctor"]);
  assert.deepEqual(whenAsked, ["ffi", "run", "write"]);
  assert.deepEqual(given, whenAsked);
  assert.deepEqual((await givenUpBy(["doctor", "--offline"])).given, ["ffi", "run", "write"]);
});

Deno.test("report gives up programs, and keeps what it needs to write its file", async () => {
  const { given, whenAsked } = await givenUpBy(["report", "--json", "--online"]);
  assert.deepEqual(whenAsked, ["ffi", "run"]);
  assert.deepEqual(given, whenAsked);
});
