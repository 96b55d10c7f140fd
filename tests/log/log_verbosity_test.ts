// RUST_LOG over a whole sign-in: more or fewer lines, and a secret in none of them.
import assert from "node:assert/strict";
import { startAuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { startInProcess } from "../fixtures/in_process_program.ts";
import { until } from "../fixtures/waiting.ts";

const JOINED = "login callback joined the first one";

async function signIn(rustLog: string | undefined, home: ProgramHome) {
  const joined = Promise.withResolvers<void>();
  await using server = startAuthorizationServer({
    // Until the second callback is there.
    token: async (_request, usual) => {
      await joined.promise;
      return usual();
    },
  });
  const before = (await home.readLog() ?? "").length;
  await using program = await startInProcess({
    issuer: server.issuer,
    home,
    env: { RUST_LOG: rustLog },
  });
  const url = await program.authorizeUrl();
  // A prefetch of the callback joins the first one.
  const [callback = ""] = (await visitOnce(url, { maxRedirects: 0 })).map(({ headers }) =>
    headers.get("location") ?? ""
  );
  const visit = visitOnce(callback);
  await until(() => server.requestsTo("token").length > 0);
  const prefetch = visitOnce(callback, { maxRedirects: 0 });
  await until(() => program.events.some(({ event }) => event === JOINED));
  joined.resolve();
  const [first] = await Promise.all([visit, prefetch]);
  assert.match(first.at(-1)?.body ?? "", /Signed in/);
  const { code, stderr } = await program.end();
  assert.equal(code, 0, stderr);
  const log = (await home.readLog() ?? "").slice(before);
  for (const { name, value } of server.secrets()) {
    assert.ok(!log.includes(value), `${name} is in the log:\n${log}`);
  }
  return log.split("\n").slice(0, -1);
}

Deno.test("debug and trace show more of the login, each line with its level, and no secret", async () => {
  await using home = await makeProgramHome();
  const trace = await signIn("trace", home);
  const text = trace.join("\n");
  for (
    const [level, event] of [
      ["DEBUG", "configuration read credentials_store=file ca_certificates=0"],
      ["DEBUG", "login callback port is bound bind_address=127.0.0.1:\\d+ has_ipv6="],
      ["DEBUG", "reaching the issuer without a proxy"],
      ["DEBUG", "authorize request made authorize_url=http://127.0.0.1:"],
      ["TRACE", "exchange side is ready"],
      ["DEBUG", "login callback joined the first one"],
      ["DEBUG", "api key exchange answered status=200 OK has_api_key=true"],
      ["DEBUG", "credentials saved is_kept=true"],
      ["DEBUG", "superseded credentials looked up has_previous=false is_revocable=false"],
    ]
  ) {
    assert.match(text, new RegExp(`Z ${level} codex_(cli|login)::(login|server): ${event}`));
  }
  assert.match(text, /[?&]state=<redacted>&/);
  const debug = await signIn("debug", home);
  assert.ok(debug.every((line) => !line.includes(" TRACE ")));
  assert.ok(debug.some((line) => / has_previous=true /.test(line)));
});

Deno.test("off writes nothing, a target alone its own lines, and what cannot be read the default", async () => {
  await using home = await makeProgramHome();
  assert.deepEqual(await signIn("off", home), []);
  const command = await signIn("codex_cli=info", home);
  assert.equal(command.length, 1);
  assert.match(command[0] ?? "", / INFO codex_cli::login: starting browser login flow$/);
  // The callback that joins is a line at debug only: a good login has its four.
  assert.equal((await signIn("nonsense=verbose", home)).length, 4);
  assert.equal((await signIn(undefined, home)).length, 4);
});

Deno.test("RUST_LOG in .env counts", async () => {
  await using home = await makeProgramHome();
  await Deno.writeTextFile(`${home.codexHome}/.env`, "RUST_LOG=off\n");
  assert.deepEqual(await signIn("trace", home), []);
});
