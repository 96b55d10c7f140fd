/** What a sign-in says to somebody at a terminal, and to nobody else. */
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../../scripts/rehearsal/authorization_server.ts";
import { redirectBack } from "../../../scripts/rehearsal/oauth_rules.ts";
import { visitOnce } from "../../../scripts/rehearsal/browser.ts";
import { startDeviceServer } from "../../../scripts/rehearsal/device_server.ts";
import { freePort } from "../../../scripts/rehearsal/free_port.ts";
import { startWhoami } from "../../fixtures/whoami.ts";
import { startInProcess } from "../../fixtures/in_process_program.ts";

const LARGE = { columns: 80, rows: 50 };

const count = (text: string, part: string) => text.split(part).length - 1;

async function signIn(deny: boolean, terminal: typeof LARGE | undefined) {
  await using server = startAuthorizationServer({
    account: { email: "person@example.com" },
    ...(deny && {
      authorize: (request) =>
        redirectBack(request, { error: "access_denied", error_description: "You chose Cancel" }),
    }),
  });
  await using program = await startInProcess({
    issuer: server.issuer,
    ...(terminal && { terminal }),
  });
  await visitOnce(await program.authorizeUrl());
  const { stderr } = await program.end();
  return stderr;
}

Deno.test("success says whose account it is, where it is kept, and what is next", async () => {
  const stderr = await signIn(false, LARGE);
  assert.match(
    stderr,
    /Successfully logged in\nAccount p\*\*\*@example\.com, workspace [\w-]+, plan pro\.\nYour credentials are in .*auth\.json\.\nNext: run `codex`/,
  );
  assert.ok(!stderr.includes("person@"));
  assert.doesNotMatch(await signIn(false, undefined), /Account|Next:/);
});

Deno.test("a token that is handed over says whose it is, too", async () => {
  await using server = startWhoami();
  for (const terminal of [LARGE, undefined]) {
    await using program = await startInProcess({
      issuer: server.issuer,
      args: ["--with-access-token"],
      noBrowser: false,
      stdin: "at-token\n",
      ...(terminal && { terminal }),
    });
    const { stderr, code } = await program.end();
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^Successfully logged in$/m);
    assert.equal(/^Account .*, workspace .*, plan /m.test(stderr), terminal !== undefined, stderr);
  }
});

Deno.test("a refusal is said once, in a pipe as codex says it", async () => {
  const said = "Sign-in failed: You chose Cancel";
  const stderr = await signIn(true, LARGE);
  assert.equal(count(stderr, said), 1, stderr);
  assert.ok(stderr.includes(`Error logging in: ${said}`));
  assert.equal(count(await signIn(true, undefined), said), 2);
});

Deno.test("a failure of the network says what looks at it; one in a pipe does not", async () => {
  const issuer = `http://127.0.0.1:${freePort()}`;
  for (const terminal of [LARGE, undefined]) {
    await using program = await startInProcess({
      issuer,
      args: ["--device-auth"],
      noBrowser: false,
      ...(terminal && { terminal }),
    });
    const { stderr, code } = await program.end();
    assert.equal(code, 1);
    assert.equal(stderr.includes("`codex-login doctor`"), terminal !== undefined, stderr);
  }
});

for (
  const [what, args, terminal, hasQr] of [
    ["a large terminal", [], LARGE, true],
    ["a small terminal", [], { columns: 80, rows: 24 }, false],
    ["a narrow terminal", [], { columns: 30, rows: 50 }, false],
    ["a small terminal, asked for", ["--qr"], { columns: 80, rows: 24 }, true],
    ["a pipe", [], undefined, false],
    ["a pipe, asked for", ["--qr"], undefined, true],
  ] as const
) {
  Deno.test(`${what} ${hasQr ? "shows" : "shows no"} QR code`, async () => {
    await using device = startDeviceServer();
    await using program = await startInProcess({
      issuer: device.issuer,
      args: ["--device-auth", ...args],
      noBrowser: false,
      ...(terminal && { terminal }),
    });
    const { stdout, stderr, code } = await program.end();
    assert.equal(code, 0, stderr);
    const shown = terminal ? stderr : stdout;
    assert.ok(shown.includes(`   ${device.issuer}/codex/device\n`), shown);
    assert.equal(/^█[█▀▄ ]{20,}█$/m.test(shown), hasQr, shown);
  });
}

Deno.test("c copies the code, and nothing else does", async () => {
  for (const [keys, times] of [["xc", 1], ["x1 ", 0]] as const) {
    await using device = startDeviceServer();
    await using program = await startInProcess({
      issuer: device.issuer,
      args: ["--device-auth"],
      noBrowser: false,
      terminal: { ...LARGE, keys },
    });
    const { stderr } = await program.end();
    assert.equal(count(stderr, `\x1b]52;c;${btoa(device.userCode)}\x07`), times, stderr);
  }
});

Deno.test("where no browser can open and 2 is pressed, the one-time code is shown and nothing is bound", async () => {
  await using device = startDeviceServer();
  await using program = await startInProcess({
    issuer: device.issuer,
    noBrowser: false,
    env: { DISPLAY: "", BROWSER: "", SSH_CONNECTION: "192.0.2.1 1 192.0.2.2 22" },
    terminal: { ...LARGE, keys: "2" },
  });
  const { stderr, code } = await program.end();
  assert.equal(code, 0, stderr);
  assert.ok(
    stderr.startsWith("No browser can be opened here: you are signed in over SSH."),
    stderr,
  );
  assert.ok(stderr.includes(`   ${device.userCode}\n`));
  assert.doesNotMatch(stderr, /Starting local login server/);
  assert.ok(!program.events.some(({ event }) => event === "login callback port is bound"));
});

Deno.test("with --json, and without a terminal, nobody is asked", async () => {
  await using server = startAuthorizationServer();
  for (
    const [args, terminal] of [[["--json"], { ...LARGE, keys: "2" }], [[], undefined]] as const
  ) {
    await using program = await startInProcess({
      issuer: server.issuer,
      args,
      noBrowser: false,
      env: { DISPLAY: "", BROWSER: "" },
      ...(terminal && { terminal }),
    });
    await visitOnce(await program.authorizeUrl());
    const { stderr, code } = await program.end();
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, /How do you want/);
  }
});
