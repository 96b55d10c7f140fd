// Runs the app-server as the program does, and prints what it may do before it starts and when it reads
// its first byte: `deno run ... <this file> <issuer> <CODEX_HOME> <questions as JSON>`.
import { confinedAccountSide } from "../../src/app_server/confined_account_side.ts";
import { runAppServer } from "../../src/app_server/run_app_server.ts";
import { loadConfig } from "../../src/config.ts";
import { NO_LOG } from "../../src/login_events.ts";

const [issuer = "", codexHome = "", questions = "[]"] = Deno.args;
const ask = () =>
  (JSON.parse(questions) as Deno.PermissionDescriptor[])
    .map((question) => Deno.permissions.querySync(question).state === "granted");
const before = ask();
let atFirstRead: boolean[] | undefined;

const stdin = new ReadableStream<Uint8Array>({
  pull(controller) {
    atFirstRead = ask();
    controller.close();
  },
}, { highWaterMark: 0 });

const config = await loadConfig(
  { issuer, openBrowser: false, isJson: false, overrides: [] },
  (name) => name === "CODEX_HOME" ? codexHome : undefined,
);
await runAppServer(config, {
  accounts: confinedAccountSide(config, { ...config, logPath: undefined }, () => {}),
  stdin,
  write() {},
  log: NO_LOG,
  version: "0.1.0",
  signal: new AbortController().signal,
});
console.log(JSON.stringify({ before, atFirstRead }));
Deno.exit();
