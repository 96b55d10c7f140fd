// The same requests to the real `codex app-server` and to ours: the answers must have the same shapes.
import assert from "node:assert/strict";
import {
  type AppServer,
  type Message,
  startAppServer,
} from "../../scripts/example_host/app_server_client.ts";
import { startProgramAsAppServer } from "../../scripts/example_host/program_as_app_server.ts";
import type { AuthorizationServer } from "../../scripts/rehearsal/authorization_server.ts";
import { visitOnce } from "../../scripts/rehearsal/browser.ts";
import { startDeviceServer } from "../../scripts/rehearsal/device_server.ts";
import { makeProgramHome, type ProgramHome } from "../../scripts/rehearsal/program_home.ts";
import { environmentOfProgram } from "../../scripts/rehearsal/program_launch.ts";
import { CLIENT } from "../fixtures/in_process_app_server.ts";
import { onOwnLoopback } from "../fixtures/own_loopback.ts";
import { CODEX } from "../fixtures/real_codex.ts";

/** Something to do with an app-server; what comes of it is compared. */
type Act = (server: AppServer, issuer: AuthorizationServer) => Promise<unknown>;

/** `account/login/start`, then what the person or the client does, then how it ended. */
async function login(
  server: AppServer,
  then: (authUrl: string, loginId: string) => Promise<unknown>,
): Promise<unknown> {
  const completed = server.notification("account/login/completed");
  const answer = await server.request("account/login/start", { type: "chatgpt" });
  const after = await then(String(answer.result?.["authUrl"]), String(answer.result?.["loginId"]));
  return [answer, after, await completed];
}

const ASK = (method: string, params?: unknown): Act => (server) => server.request(method, params);

const SCRIPT: [what: string, act: Act][] = [
  ["a request before initialize", ASK("account/read", {})],
  ["initialize without a client", ASK("initialize", {})],
  ["initialize without a version", ASK("initialize", { clientInfo: { name: "n" } })],
  ["initialize with a bad name", ASK("initialize", { clientInfo: { name: "a\nb", version: "1" } })],
  ["initialize", ASK("initialize", CLIENT)],
  ["initialize again", ASK("initialize", CLIENT)],
  ["an unknown method", ASK("nonsense", {})],
  ["nobody signed in", ASK("account/read", {})],
  ["getAuthStatus", ASK("getAuthStatus", {})],
  ["getAuthStatus with nulls", ASK("getAuthStatus", { includeToken: null, refreshToken: null })],
  ["getAuthStatus without params", ASK("getAuthStatus")],
  ["getAuthStatus with a wrong type", ASK("getAuthStatus", { includeToken: "x" })],
  [
    "an unknown brand",
    ASK("account/login/start", { type: "chatgpt", useHostedLoginSuccessPage: true, appBrand: "x" }),
  ],
  ["a brand that is a number", ASK("account/login/start", { type: "chatgpt", appBrand: 3 })],
  ["account/read without params", ASK("account/read")],
  ["account/read with a wrong type", ASK("account/read", { refreshToken: "x" })],
  ["account/read with a number", ASK("account/read", 5)],
  ["a login without params", ASK("account/login/start")],
  ["a login without a type", ASK("account/login/start", {})],
  ["a login of an unknown type", ASK("account/login/start", { type: "what" })],
  ["a login with text", ASK("account/login/start", "x")],
  ["an API key that is missing", ASK("account/login/start", { type: "apiKey" })],
  ["an API key that is a number", ASK("account/login/start", { type: "apiKey", apiKey: 5 })],
  ["cancel without an id", ASK("account/login/cancel", {})],
  ["cancel of no id", ASK("account/login/cancel", { loginId: "nope" })],
  ["cancel of an unknown id", ASK("account/login/cancel", { loginId: crypto.randomUUID() })],
  ["logout with a number", ASK("account/logout", 5)],
  [
    "lines that are no request",
    async (server) => {
      await server.send(
        'garbage\n[]\n\n{"id":1}\n{"id":null,"method":"account/read","params":{}}\n',
      );
      return await server.request("account/read", {});
    },
  ],
  ["10 MB on one line", ASK("account/read", { filler: "a".repeat(10_000_000) })],
  [
    "an API key",
    async (server) => {
      const told = [
        server.notification("account/login/completed"),
        server.notification("account/updated"),
      ];
      const answer = await server.request("account/login/start", {
        type: "apiKey",
        apiKey: "sk-test",
      });
      const status = await server.request("getAuthStatus", {});
      const account = await server.request("account/read", {});
      return [answer, ...await Promise.all(told), status, account];
    },
  ],
  [
    "a logout",
    async (server) => {
      const told = server.notification("account/updated");
      return [await server.request("account/logout"), await told];
    },
  ],
  [
    "a login that is cancelled",
    (server) => login(server, (_, loginId) => server.request("account/login/cancel", { loginId })),
  ],
  [
    "a second login",
    async (server) => {
      const first = await login(
        server,
        () => server.request("account/login/start", { type: "chatgpt" }),
      );
      const updated = server.notification("account/updated");
      return [first, await server.request("account/logout"), await updated];
    },
  ],
  [
    "a sign-in",
    async (server) => {
      const updated = server.notification("account/updated");
      const completed = await login(server, async (authUrl) => void await visitOnce(authUrl));
      return [completed, await updated, await server.request("account/read", {})];
    },
  ],
  [
    "a sign-in with a device code",
    async (server) => {
      const told = [
        server.notification("account/login/completed"),
        server.notification("account/updated"),
      ];
      const answer = await server.request("account/login/start", { type: "chatgptDeviceCode" });
      return [answer, ...await Promise.all(told)];
    },
  ],
];

onOwnLoopback(import.meta.url, () => {
  Deno.test("each answer and notification has the shape of the real one's", async (test) => {
    const [real, ours] = [await perform(startReal), await perform(startOurs)];
    for (const [index, [what]] of SCRIPT.entries()) {
      await test.step(what, () => assert.deepEqual(ours.shapes[index], real.shapes[index]));
    }
    await test.step("the end of the input ends both with exit code 0", () => {
      assert.equal(real.code, 0);
      assert.equal(ours.code, 0);
    });
  });
}, CODEX);

type Start = (home: ProgramHome, issuer: AuthorizationServer) => Promise<AppServer>;

async function perform(start: Start): Promise<{ shapes: unknown[]; code: number }> {
  await using device = startDeviceServer();
  const issuer = device.server;
  await using home = await makeProgramHome();
  await using server = await start(home, issuer);
  const shapes: unknown[] = [];
  for (const [, act] of SCRIPT) shapes.push(shapeOf(await act(server, issuer)));
  await server.closeInput();
  return { shapes, code: (await server.status).code };
}

const startOurs: Start = (home, { issuer }) => startProgramAsAppServer({ home, issuer });

/** The real one asks a backend for the workspace before it calls a sign-in complete. */
const startReal: Start = async (home, issuer) => {
  const { chatgpt_account_id: id } = issuer.account;
  const workspace = {
    id,
    account_user_id: "user",
    name: "Workspace",
    structure: "workspace",
    plan_type: "pro",
    account_routing_override: "NO_CONSTRAINT",
    workspace_backend_origin: "https://chatgpt.com",
    profile_picture_url: null,
    can_access_with_session: true,
    is_deactivated: false,
    sso_connection_name: null,
    is_fedramp_compliant_workspace: false,
  };
  const answer = { accounts: [workspace], account_ordering: [id], default_account_id: id };
  const backend = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    ({ url }) => url.endsWith("/accounts/check") ? Response.json(answer) : new Response("{}"),
  );
  const base = `http://127.0.0.1:${backend.addr.port}/backend-api`;
  await Deno.writeTextFile(`${home.codexHome}/config.toml`, `chatgpt_base_url = "${base}"\n`);
  const environment = await environmentOfProgram(home);
  const env = {
    ...environment,
    RUST_LOG: "off",
    CODEX_APP_SERVER_LOGIN_ISSUER: issuer.issuer,
  };
  const server = startAppServer({ command: CODEX, args: ["app-server"], env });
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await backend.shutdown();
    },
  };
};

/** Values that are the same everywhere stand for themselves; of all others only the type counts. */
function shapeOf(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((one) => shapeOf(one));
  if (name === "workspaceRouting" || name === "workspaceName") return "known, or null";
  if (typeof value !== "object" || value === null) {
    return isFixed(name) ? fixed(value) : kind(value);
  }
  return Object.fromEntries(
    Object.entries(value as Message).map(([key, one]) => [key, shapeOf(one, key)]),
  );
}

function isFixed(name: string): boolean {
  return [
    ...["code", "message", "method", "error", "success", "status", "type", "email", "planType"],
    ...[
      "authMode",
      "authMethod",
      "requiresOpenaiAuth",
      "platformFamily",
      "platformOs",
      "onboardingEntrypoint",
    ],
  ].includes(name);
}

/** The real one has more methods. */
function fixed(value: unknown): unknown {
  if (typeof value !== "string" || !value.includes("`initialize`")) return value;
  return value.replace(/expected one of .*$/s, "expected one of …");
}

function kind(value: unknown): string {
  return value === null ? "null" : typeof value;
}
