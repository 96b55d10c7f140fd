import assert from "node:assert/strict";
import { parseCommand, readArguments } from "../../src/cli/command.ts";
import { LoginError } from "../../src/errors/errors.ts";

/** What a login was told beyond the defaults; anything else fails. */
function options(...args: string[]): Record<string, unknown> {
  const command = parseCommand(args);
  assert.equal(command.kind, "login");
  return command.kind === "login" ? changed({ ...command.options }) : {};
}

function changed(told: Record<string, unknown>): Record<string, unknown> {
  const defaults: Record<string, unknown> = { openBrowser: true, isJson: false, overrides: [] };
  return Object.fromEntries(
    Object.entries(told).filter(([name, value]) =>
      JSON.stringify(value) !== JSON.stringify(defaults[name])
    ),
  );
}

for (
  const [args, expected] of [
    [[], {}],
    [["login"], {}],
    [["--no-browser"], { openBrowser: false }],
    [["login", "--no-browser"], { openBrowser: false }],
    [["--no-browser", "login"], { openBrowser: false }],
    [["--browser"], {}],
    [["--json"], { isJson: true }],
    [["--issuer", "https://a.example"], { issuer: "https://a.example" }],
    [["--issuer=https://a.example/?b=c"], { issuer: "https://a.example/?b=c" }],
    [["--experimental_issuer", "https://a.example"], { issuer: "https://a.example" }],
    [["--client-id", "app_1"], { clientId: "app_1" }],
    [["--client-id=12345"], { clientId: "12345" }],
    [["--experimental_client-id=app_1"], { clientId: "app_1" }],

    [["--port", "1"], { port: 1 }],
    [["--port=65535"], { port: 65_535 }],
    [["--port", "1455"], { port: 1455 }],

    [["--timeout", "1"], { waitLimitSeconds: 1 }],
    [["--timeout=90s"], { waitLimitSeconds: 90 }],
    [["--timeout", "15m"], { waitLimitSeconds: 900 }],
    [["--timeout", "24h"], { waitLimitSeconds: 86_400 }],
    [["--timeout", "86400"], { waitLimitSeconds: 86_400 }],

    [["-c", "log_dir=logs"], { overrides: ["log_dir=logs"] }],
    [["-c=log_dir=logs"], { overrides: ["log_dir=logs"] }],
    [["--config", "log_dir=logs"], { overrides: ["log_dir=logs"] }],
    [["--config=log_dir=logs"], { overrides: ["log_dir=logs"] }],
    [["-c", "a=1", "--config", "b=2", "-c", "a=3"], { overrides: ["a=1", "b=2", "a=3"] }],
    [["-c", 'a=["x", "y"]'], { overrides: ['a=["x", "y"]'] }],
    [["-c", "a=b=c"], { overrides: ["a=b=c"] }],
    [["-ca=1", "-cb=2"], { overrides: ["a=1", "b=2"] }],
    // What codex takes in front of `login`.
    [["-m", "o3", "--oss", "--local-provider", "ollama", "login"], {}],
    [["-C", "/", "--add-dir", "a", "--add-dir", "b", "-ia.png", "--image=b.png", "login"], {}],
    [["-s", "read-only", "-a", "never", "--yolo", "--search", "login"], {}],
    [["--no-alt-screen", "--no-daemon", "--approve-for-me", "--model=o3", "login"], {}],
    [["--enable", "goals", "--disable", "collab", "-c", "z=1"], {
      overrides: ["z=1", "features.goals=true", "features.collab=false"],
    }],
  ] as [string[], Record<string, unknown>][]
) {
  Deno.test(`codex-login ${args.join(" ")} is understood`, () => {
    assert.deepEqual(options(...args), expected);
  });
}

for (
  const [args, topic] of [
    ...[["--help"], ["-h"], ["help"], ["-h", "--port", "0"], ["-h", "--port"], ["--json", "-h"]]
      .map((args) => [args] as const),
    [["login", "--help"], "login"],
    [["login", "help"], "login"],
    [["help", "login"], "login"],
    [["status", "-h"], "status"],
    [["login", "status", "--help"], "status"],
    [["help", "login", "status"], "status"],
    [["logout", "--help", "--with-api-key"], "logout"],
    [["doctor", "--help"], "doctor"],
    [["help", "doctor"], "doctor"],
    [["logs", "help"], "logs"],
    [["report", "-h"], "report"],
    [["help", "help"], undefined],
    [["completion", "zsh", "--help"], "completion"],
  ] as readonly (readonly [string[], string?])[]
) {
  Deno.test(`codex-login ${args.join(" ")} asks for help on ${topic ?? "everything"}`, () => {
    assert.deepEqual(parseCommand(args), { kind: "help", ...(topic && { topic }) });
  });
}

for (const args of [["--version"], ["-V"], ["login", "-V"], ["logs", "-V"]]) {
  Deno.test(`codex-login ${args.join(" ")} asks for the version`, () => {
    assert.deepEqual(parseCommand(args), { kind: "version", isJson: false });
    assert.deepEqual(parseCommand([...args, "--json"]), { kind: "version", isJson: true });
  });
}

for (
  const [args, shell] of [[[], "bash"], [["zsh"], "zsh"], [["powershell"], "powershell"]] as const
) {
  Deno.test(`codex-login completion ${args.join(" ")} is for ${shell}`, () => {
    assert.deepEqual(parseCommand(["completion", ...args]), { kind: "completion", shell });
  });
}

for (
  const [args, words] of [
    [["completion", "tcsh"], /completion takes bash, zsh, fish, powershell; got "tcsh"/],
    [["completion", "zsh", "fish"], /Unknown command "fish"/],
    [["--port", "0"], /--port takes a port number from 1 to 65535; got "0"/],
    [["--port", "65536"], /got "65536"/],
    [["--port", "99999999999999999999"], /--port/],
    [["--port", "-1"], /--port|Unknown option/],
    [["--port=1e3"], /got "1e3"/],
    [["--port=0x50"], /got "0x50"/],
    [["--port=80.0"], /got "80\.0"/],
    [["--port= 80"], /got " 80"/],
    [["--port=80\n"], /got "80\\n"/],
    [["--port=٣"], /--port/],
    [["--port=http"], /got "http"/],
    [["--port"], /--port/],
    [["--port", "--no-browser"], /--port/],

    [["--timeout", "0"], /--timeout takes seconds, .* from 1 s to 24 h; got "0"/],
    [["--timeout=0h"], /got "0h"/],
    [["--timeout=25h"], /got "25h"/],
    [["--timeout=86401"], /got "86401"/],
    [["--timeout=1.5m"], /got "1\.5m"/],
    [["--timeout=1d"], /got "1d"/],
    [["--timeout=5 m"], /got "5 m"/],
    [["--timeout=Infinity"], /--timeout/],
    [["--timeout=1e1"], /--timeout/],
    [["--timeout"], /--timeout/],

    [["--port", ""], /--port needs a value/],
    [["--port", "1", "--port", "2"], /--port cannot be given more than once/],
    [["--port=1", "--port=1"], /--port cannot be given more than once/],
    [["--timeout", "-5"], /--timeout needs a value; got "-5"/],
    [["--issuer", "a", "--experimental_issuer", "b"], /cannot be given more than once/],
    [["--with-api-key", "--with-api-key"], /--with-api-key cannot be given more than once/],
    [["--with-api-key=sk-x"], /--with-api-key takes no value/],
    [["--no-browser=1"], /--no-browser takes no value/],
    [["--browser=false"], /--browser takes no value/],
    [["--json=1"], /--json takes no value/],
    [["--help=1"], /--help takes no value/],
    [["-h=1"], /-h takes no value/],
    [["--enable"], /--enable needs a value/],
    [["--enable", "c4nary"], /^Unknown feature flag: c4nary$/],
    [["status", "--disable", "c4nary"], /^Unknown feature flag: c4nary$/],
    [["-c"], /-c needs a value/],
    [["-c", ""], /-c needs a value/],
    [["-c", "--json"], /-c needs a value; got "--json"/],
    [["--client-id", ""], /--client-id needs a value/],
    [["--issuer="], /--issuer needs a value/],

    [["--issuer"], /--issuer needs a value/],
    [["--client-id"], /--client-id needs a value/],
    [["-p", "work", "login"], /^--profile only applies to runtime commands/],
    [["--strict-config", "login"], /^--strict-config is not supported for `codex login`/],
    [["--remote", "x", "status"], /^--remote is only supported for interactive TUI commands/],
    [["-m"], /-m needs a value/],
    [["-m", "a", "-m", "b"], /--model cannot be given more than once/],
    [["status", "--api-key", "sk-x"], /^status does not take --api-key/],
    [["app-server", "--stdio", "--listen", "stdio://"], /^--stdio cannot be used with --listen/],
    [["app-server", "--listen", "unix://"], /^--listen takes stdio:\/\/ alone; got "unix:\/\/"/],
    [["login", "--stdio"], /^login does not take --stdio/],
    [["--isuer", "https://a.example"], /Unknown option "--isuer"/],
    [["--Issuer=x"], /Unknown option/],
    [["-x"], /Unknown option "-x"/],
    [["--no-help"], /Unknown option "--no-help"/],
    [["--unknown\n\x1b[2J"], /Unknown option "--unknown\\n\\u001b\[2J"/],
    [["logout", "now"], /Unknown command "now"/],
    [["logout", "--with-api-key"], /logout does not take --with-api-key/],
    [["logout", "--device-auth"], /logout does not take --device-auth/],
    [["logout", "--port", "99"], /logout does not take --port/],
    [["login", "status", "--with-access-token"], /status does not take --with-access-token/],
    [["status", "--no-browser"], /status does not take --no-browser/],
    [["app-server", "--with-api-key"], /app-server does not take --with-api-key/],
    [["login", "again"], /Unknown command "again"/],
    [["login", "stauts"], /Unknown command "stauts"; did you mean status\? See --help\.$/],
    [["docter", "--json"], /Unknown command "docter"; did you mean doctor\?/],
    [["help", "docter"], /Unknown command "docter"; did you mean doctor\?/],
    [["foo", "--help"], /Unknown command "foo"\. See --help\.$/],
    [["--isuer=https://a.example"], /Unknown option "--isuer=.*"; did you mean --issuer\?/],
    [["--devcie-auth"], /did you mean --device-auth\?/],
    [["-port", "1"], /Unknown option "-port"; did you mean --port\?/],
    [["--__proto__", "x"], /Unknown option "--__proto__"\./],
    [["--constructor=x"], /Unknown option "--constructor=x"\./],
    [["--toString"], /Unknown option "--toString"\./],
    [["--_"], /Unknown option "--_"\./],
    [["--config.log_dir=/x", "-c", "a=b"], /Unknown option "--config\.log_dir=\/x"/],
    [["5"], /Unknown command "5"/],
    [[""], /Unknown command ""/],
    [["--", "--port"], /Unknown command "--port"/],
  ] as [string[], RegExp][]
) {
  Deno.test(`codex-login ${JSON.stringify(args)} is refused in one clear line`, () => {
    assert.throws(() => parseCommand(args), (error) => {
      assert.ok(error instanceof LoginError);
      assert.equal(error.failure.kind, "usage");
      assert.match(error.message, words);
      // deno-lint-ignore no-control-regex -- these characters must not be there
      assert.doesNotMatch(error.message, /[\u0000-\u001f\u007f]/);
      return true;
    });
  });
}

Deno.test("how a command speaks of itself is known whatever else stands on the line", () => {
  for (
    const [args, failed, json] of [
      [["--_", "x", "--json"], "Error logging in", "lines"],
      [["--config.a=1", "-c", "--json", "--__proto__=2"], "Error logging in", "lines"],
      [["--with-access-token", "--bogus"], "Error logging in with access token", undefined],
      [["login", "status", "--json", "--", "-c"], "Error checking login status", {
        logged_in: false,
        method: null,
      }],
      [["-c", "logout", "doctor", "more", "--json"], "Error", { ok: false, checks: [] }],
      [["logs", "--json"], "Error", undefined],
    ] as const
  ) assert.deepEqual(readArguments(args).voice, { failed, json }, args.join(" "));
});

for (const args of [["--api-key", "sk-x"], ["--api-key=sk-x"], ["login", "--api-key"]]) {
  Deno.test(`codex-login ${args.join(" ")} says how a key is handed over, and does not repeat it`, () => {
    assert.throws(() => parseCommand(args), ({ failure }: LoginError) => {
      assert.equal(failure.kind, "method_disabled");
      assert.match(
        failure.message,
        /^The --api-key flag is no longer supported\. .*--with-api-key/,
      );
      assert.doesNotMatch(failure.message, /sk-x/);
      return true;
    });
  });
}

for (const other of ["--with-api-key", "--with-access-token", "--api-key=sk-x"]) {
  Deno.test(`--device-auth wins over ${other}, as with codex`, () => {
    assert.equal(parseCommand([other, "--device-auth"]).kind, "device");
    assert.equal(readArguments([other, "--device-auth"]).voice.failed, "Error logging in");
  });
}

for (const option of [[], ["--stdio"], ["--listen", "stdio://"], ["--analytics-default-enabled"]]) {
  Deno.test(`app-server ${option.join(" ")} serves on standard input and output`, () => {
    assert.equal(parseCommand(["app-server", ...option]).kind, "app-server");
  });
}
