// Runs the app-server as the program does, and prints what it may do before it starts and when it reads
// its first byte: `deno run ... <this file> <issuer> <CODEX_HOME> <questions as JSON>`.
import { runAppServer } from "../../src/app_server/run_app_server.ts";
import { NO_LOG } from "../../src/login_log.ts";

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

await runAppServer({
  codexHome,
  logDir: `${codexHome}/log`,
  issuer,
  clientId: "client",
  port: undefined,
  workspaceIds: undefined,
  forcedLoginMethod: undefined,
  waitLimitSeconds: 900,
  openBrowser: false,
  caCertificates: [],
}, {
  stdin,
  print() {},
  say() {},
  log: NO_LOG,
  logPath: undefined,
  version: "0.1.0",
  signal: new AbortController().signal,
});
console.log(JSON.stringify({ before, atFirstRead }));
Deno.exit();
