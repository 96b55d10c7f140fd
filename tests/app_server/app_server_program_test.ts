// `codex-login app-server` as a host starts it: a child, its confinement, its input and its end.
import assert from "node:assert/strict";
import { IS_WINE } from "../fixtures/wine.ts";
import { startProgramAsAppServer } from "../../scripts/example_host/program_as_app_server.ts";
import type { AppServer } from "../../scripts/example_host/app_server_client.ts";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { spawnPiped } from "../../scripts/rehearsal/child_process.ts";
import { freePort } from "../../scripts/rehearsal/free_port.ts";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { environmentOfProgram, launchOfProgram } from "../../scripts/rehearsal/program_launch.ts";
import { CLIENT } from "../fixtures/in_process_app_server.ts";
import {
  EXCHANGE_SUCCEEDED,
  exchangeStart,
  logLines,
  RECEIVED,
  START,
} from "../fixtures/log_lines.ts";
import { runProcess } from "../fixtures/run_command.ts";
import { until, within } from "../fixtures/waiting.ts";

async function start(
  home: ProgramHome,
  issuer?: string,
  port = freePort(),
): Promise<{ server: AppServer; port: number }> {
  const args = ["--port", String(port)];
  const server = await startProgramAsAppServer({ home, args, ...(issuer ? { issuer } : {}) });
  await server.request("initialize", CLIENT);
  return { server, port };
}

async function startLogin(server: AppServer): Promise<string> {
  const answer = await server.request("account/login/start", { type: "chatgpt" });
  assert.ok(answer.result, JSON.stringify(answer.error));
  return String(answer.result["authUrl"]);
}

/** Each line is an object in JSON without anything around it. */
function assertOnlyJson(server: AppServer): void {
  for (const line of server.lines) {
    const message: unknown = JSON.parse(line);
    assert.equal(JSON.stringify(message), line);
  }
}

Deno.test("two sign-ins and a logout through one confined program, with the usual log", async () => {
  await using issuer = startAuthorizationServer();
  await using home = await makeProgramHome();
  const { server, port } = await start(home, issuer.issuer);
  await using _ = server;
  for (let round = 0; round < 2; round++) {
    const updated = server.notification("account/updated");
    await visitOnce(await startLogin(server));
    assert.deepEqual((await updated).params, { authMode: "chatgpt", planType: "pro" });
  }
  assert.match(await home.readAuth() ?? "", new RegExp(issuer.tokens.refreshToken));
  const updated = server.notification("account/updated");
  assert.deepEqual((await server.request("account/logout")).result, {});
  await updated;
  assert.equal(await home.readAuth(), undefined);
  assert.equal(issuer.requestsTo("revoke").length, 1);
  await server.closeInput();
  assert.equal((await server.status).code, 0);
  const oneLogin = [START, RECEIVED, exchangeStart(issuer.issuer, port), EXCHANGE_SUCCEEDED];
  assert.deepEqual(logLines(await home.readLog()), [
    ...oneLogin,
    ...oneLogin,
    " INFO codex_cli::logout: starting logout",
    " INFO codex_cli::logout: logged out had_credentials=true",
  ]);
  assertOnlyJson(server);
  const seen = server.lines.join("\n") + server.stderr.text() + await home.readLog();
  for (const { name, value } of issuer.secrets()) {
    if (name !== "state") assert.ok(!seen.includes(value), `${name} was written`);
  }
});

Deno.test("input that ends in the middle of a login cancels it, and ends the program", async () => {
  await using home = await makeProgramHome();
  const { server, port } = await start(home);
  await using _ = server;
  await startLogin(server);
  await server.closeInput();
  const { code } = await within(server.status, () => "the end of the program");
  assert.equal(code, 0);
  assert.equal(logLines(await home.readLog()).at(-1), " WARN codex_login::server: login cancelled");
  assert.match(server.lines.at(-1) ?? "", /Login server error: Login cancelled/);
  assertOnlyJson(server);
  Deno.listen({ hostname: "127.0.0.1", port }).close();
});

Deno.test("input that ends while the issuer is silent ends the program, too, long before its limit", async () => {
  const silent = Promise.withResolvers<Response>();
  await using issuer = startAuthorizationServer({ token: () => silent.promise });
  await using home = await makeProgramHome();
  const { server } = await start(home, issuer.issuer);
  await using _ = server;
  const visit = visitOnce(await startLogin(server)).catch(() => {});
  await until(() => issuer.requestsTo("token").length > 0);
  await server.closeInput();
  await within(server.status, () => "the end of the program");
  silent.resolve(new Response());
  await visit;
});

Deno.test({
  name: "10 MB on one line are read, 10 MB of junk are not, and nothing is kept",
  // It takes minutes to bring 450 MB through a pipe.
  ignore: IS_WINE,
  async fn() {
    await using home = await makeProgramHome();
    const { server } = await start(home);
    await using _ = server;
    const filler = "a".repeat(10_000_000);
    const answer = await server.request("account/read", { filler });
    assert.ok(answer.result);
    const residentBytes = () => memoryOf(server.pid);
    const before = residentBytes();
    for (let round = 0; round < 5; round++) await server.send(`${filler}\n`);
    // Longer than any line that is taken.
    for (let round = 0; round < 40; round++) await server.send(filler);
    await server.send("\n");
    assert.ok((await server.request("account/read", {})).result);
    const grownBytes = residentBytes() - before;
    assert.ok(grownBytes < 200e6, `grew by ${grownBytes} bytes`);
    assertOnlyJson(server);
  },
});

function memoryOf(pid: number): number {
  if (Deno.build.os !== "linux") return 0;
  // By a program: the test runner keeps its tests out of /proc.
  const { stdout } = new Deno.Command("cat", { args: [`/proc/${pid}/status`] }).outputSync();
  const status = new TextDecoder().decode(stdout);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

Deno.test({
  name: "a signal ends it with the code of the signal, the login told as interrupted in the log",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using home = await makeProgramHome();
    const { server } = await start(home);
    await using _ = server;
    await startLogin(server);
    server.signal("SIGTERM");
    assert.equal((await within(server.status, () => "the end of the program")).code, 143);
    const last = logLines(await home.readLog()).at(-1);
    assert.equal(last, " WARN codex_cli::login: login ended by a signal signal=SIGTERM");
  },
});

const SIGN_IN = [
  { id: 1, method: "initialize", params: CLIENT },
  { id: 2, method: "account/login/start", params: { type: "chatgpt" } },
].map((request) => `${JSON.stringify(request)}\n`).join("");

for (const end of ["SIGTERM", "the end of the input"] as const) {
  Deno.test({
    name:
      `a client that does not read keeps nothing from happening: a callback is taken, ${end} ends it`,
    ignore: end === "SIGTERM" && Deno.build.os === "windows",
    async fn() {
      await using issuer = startAuthorizationServer();
      await using home = await makeProgramHome();
      const { command, args } = await launchOfProgram({ issuer: issuer.issuer });
      const options = ["app-server", "--issuer", issuer.issuer, "--port", String(freePort())];
      const child = spawnPiped(command, [...args, ...options], await environmentOfProgram(home));
      const input = child.stdin.getWriter();
      const send = (text: string) => input.write(new TextEncoder().encode(text));
      const output = child.stdout.getReader();
      await send(SIGN_IN);
      let url: string | undefined;
      for (let text = ""; url === undefined; url = /"authUrl":"(.*?)"/.exec(text)?.[1]) {
        text += new TextDecoder().decode((await output.read()).value);
      }
      // More answers than a pipe holds.
      await send('{"id":3,"method":"account/read","params":{}}\n'.repeat(3_000));
      await visitOnce(url);
      await until(async () => await home.readAuth() !== undefined);
      if (end === "SIGTERM") child.kill(end);
      else await input.close();
      const { code } = await within(child.status, () => "the end of the program");
      assert.equal(code, end === "SIGTERM" ? 143 : 0);
      if (end === "SIGTERM") await input.close().catch(() => {});
      await Promise.all([output.cancel(), child.stderr.cancel()]);
    },
  });
}

Deno.test("a bad configuration is one line on standard error, and exit code 2", async () => {
  await using home = await makeProgramHome();
  await Deno.writeTextFile(`${home.codexHome}/config.toml`, "forced_login_method = 5\n");
  await using server = await startProgramAsAppServer({ home });
  assert.equal((await server.status).code, 2);
  await server.stderr.ended;
  assert.match(server.stderr.text(), /^Error: .*forced_login_method takes.*\n$/);
  assert.deepEqual(server.lines, []);
});

Deno.test("requests that come before the end of the input are answered", async () => {
  await using home = await makeProgramHome();
  await using server = await startProgramAsAppServer({ home });
  const line = (message: unknown) => `${JSON.stringify(message)}\n`;
  await server.send(
    line({ id: 1, method: "initialize", params: CLIENT }) +
      line({ id: 2, method: "account/login/start", params: { type: "apiKey", apiKey: "sk-x" } }),
  );
  await server.closeInput();
  assert.equal((await server.status).code, 0);
  assert.match(await home.readAuth() ?? "", /"sk-x"/);
});

Deno.test("issuer and client of codex's variables are asked, blank ones are none", async () => {
  await using home = await makeProgramHome();
  const args = ["app-server", "--stdio", "--port", String(freePort())];
  for (
    const [issuer, client, beginning] of [
      ["http://127.0.0.1:9999/", " app_mine ", "http://127.0.0.1:9999/oauth/authorize?"],
      [" ", "", "https://auth.openai.com/oauth/authorize?"],
    ] as const
  ) {
    const env = {
      CODEX_APP_SERVER_LOGIN_ISSUER: issuer,
      CODEX_APP_SERVER_LOGIN_CLIENT_ID: client,
    };
    const { code, stdout, stderr } = await runProcess(args, { home, env, stdin: SIGN_IN });
    assert.equal(code, 0, stderr);
    assert.ok(stdout.includes(`"authUrl":"${beginning}`), stdout);
    assert.equal(stdout.includes("client_id=app_mine&"), client !== "");
  }
});

for (
  const [issuer, words] of [
    [
      "https://elsewhere.example",
      /was not built for the issuer https:\/\/elsewhere\.example and may/,
    ],
    ["junk", /^Error: CODEX_APP_SERVER_LOGIN_ISSUER takes an http\(s\) URL/],
  ] as const
) {
  Deno.test(`the issuer ${issuer} of the variable is refused in one line, before anything is read`, async () => {
    await using home = await makeProgramHome();
    const env = { CODEX_APP_SERVER_LOGIN_ISSUER: issuer };
    const { code, stdout, stderr } = await runProcess(["app-server"], {
      home,
      env,
      stdin: SIGN_IN,
    });
    assert.deepEqual([code, stdout], [2, ""], stderr);
    assert.match(stderr, words);
  });
}
