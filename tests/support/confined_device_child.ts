// Runs a confined device code sign-in, and says which permissions this side still has while it polls.
import { confinedDeviceLogin } from "../../src/device_code/confined_device_login.ts";
import { PERMISSION_NAMES } from "../../src/permissions.ts";

const [issuer = "", codexHome = ""] = Deno.args;
const device = confinedDeviceLogin(
  { issuer, clientId: "app_EMoamEEZ73f0CkXaXp7hrann", workspaceIds: undefined, limitSeconds: 60 },
  {
    codexHome,
    logDir: codexHome,
    logPath: undefined,
    caCertificates: [],
    credentials: { store: "file", environment: {} },
    logFilter: undefined,
  },
);
await device.ready;
const surface = {
  show() {
    const states = PERMISSION_NAMES.map((name) => Deno.permissions.querySync({ name }).state);
    console.log(JSON.stringify({ states: [...new Set(states)] }));
  },
  say() {},
};
const outcome = await device.run(surface, new AbortController().signal);
console.log(JSON.stringify({ kind: outcome.kind, keys: Object.keys(outcome) }));
Deno.exit(0);
