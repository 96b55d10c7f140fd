// The split, as a login makes it: what the side that listens still holds once the worker is ready.
import assert from "node:assert/strict";
import { denoArgs } from "../../scripts/deno_args.ts";
import { PERMISSION_NAMES, startFlags } from "../../src/confinement/permissions.ts";

const ISSUER = "http://127.0.0.1:9";

/** Runs a program text with the permissions of a login, and gives what it prints as JSON. */
async function runWithStartFlags(text: string, folder: string): Promise<unknown> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", ...await denoArgs()],
      ...startFlags({ issuer: ISSUER, os: "linux" }),
      ...["-", folder],
    ],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdin = child.stdin.getWriter();
  await stdin.write(new TextEncoder().encode(text));
  await stdin.close();
  const { stdout, stderr } = await child.output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.notEqual(stdout.length, 0, decode(stderr));
  return JSON.parse(decode(stdout));
}

const source = (name: string) => JSON.stringify(import.meta.resolve(`../../src/${name}.ts`));

/** The beginning of a program text: `start()` starts the worker for the folder of its argument. */
const START = `import { confinedAccountSide } from ${source("confinement/confined_account_side")};
  import { giveUpPermissions } from ${source("confinement/permissions")};
  import { Secret } from ${source("log/text/secret")};
  const signal = new AbortController().signal;
  const start = () => {
    const accounts = confinedAccountSide({ issuer: "${ISSUER}" }, {
    codexHome: Deno.args[0],
    logDir: Deno.args[0],
    logPath: undefined,
    caCertificates: [],
    certificates: { stores: [], variable: undefined, count: 0 },
    credentials: { store: "file", environment: {} },
    logFilter: undefined,
  }, () => {}, giveUpPermissions);
    const completion = accounts.startCompletion({
    issuer: "${ISSUER}",
    clientId: "client",
    redirectUri: "http://localhost:1455/auth/callback",
    codeVerifier: new Secret("verifier"),
    workspaceIds: undefined,
  }, undefined, { signal });
    return { ...accounts, ...completion };
  };`;

Deno.test("once the completion is ready, this side holds nothing; before, it holds what it started with", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const states = await runWithStartFlags(
      `${START}
      const ask = () => ${JSON.stringify(PERMISSION_NAMES)}.map((name) => {
        const { state, partial } = Deno.permissions.querySync({ name });
        return state === "granted" || partial;
      });
      const host = () => Deno.permissions.querySync({ name: "net", host: "127.0.0.1:1" }).state;
      const variable = () => Deno.permissions.querySync({ name: "env", variable: "HOME" }).state;
      const completion = start();
      const before = [...ask(), host(), variable()];
      await completion.ready;
      console.log(JSON.stringify({ before, after: [...ask(), host(), variable()] }));
      Deno.exit(0);`,
      folder,
    );
    const nothing = PERMISSION_NAMES.map(() => false);
    assert.deepEqual(states, {
      before: [...nothing.with(0, true).with(1, true), "granted", "granted"],
      after: [...nothing, "prompt", "prompt"],
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a worker that dies ends the login with its line in the log", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const end = await runWithStartFlags(
      `${START}
      const completion = start();
      await completion.ready;
      const { postMessage } = Worker.prototype;
      Worker.prototype.postMessage = function () {
        // No command at all: what makes a worker die must not matter.
        postMessage.call(this, undefined);
      };
      const input = { code: new Secret("code"), state: new Secret("state") };
      const error = await completion.complete(input).catch((error) => error);
      console.log(JSON.stringify({ kind: error.failure?.kind, events: error.events }));
      Deno.exit(0);`,
      folder,
    );
    assert.deepEqual(end, { kind: "internal", events: [{ event: "login failed unexpectedly" }] });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
