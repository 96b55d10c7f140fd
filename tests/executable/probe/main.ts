// Splits itself as the program does, with the permissions that the program has, and tries everything.
import { giveUpPermissions, workerPermissions } from "../../../src/confinement/permissions.ts";
import { attemptAll, type ProbeResult, type ProbeTargets } from "./attempts.ts";

const targets: ProbeTargets = JSON.parse(Deno.args[0] ?? "");

const worker = new Worker(new URL("./worker.ts", import.meta.url), {
  type: "module",
  deno: { permissions: workerPermissions(targets) as Deno.PermissionOptionsObject },
});
const inWorker = Promise.withResolvers<ProbeResult>();
worker.onmessage = ({ data }) => inWorker.resolve(data);
worker.postMessage(targets);
const results = { worker: await inWorker.promise, listener: {} };
giveUpPermissions();
results.listener = await attemptAll(targets);
console.log(JSON.stringify(results));
Deno.exit(0);
