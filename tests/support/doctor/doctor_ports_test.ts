/** What the doctor finds about ports, opener and machine. */
import assert from "node:assert/strict";
import { freePort } from "../../../scripts/rehearsal/free_port.ts";
import { checkPorts } from "../../../src/support/doctor/port_checks.ts";
import { checkHost, checkMachine } from "../../../src/support/doctor/host_checks.ts";
import type { HostEnvironment } from "../../../src/login/host_environment.ts";

/** Two free ports in the place of 1455 and 1457, and what the doctor says of them. */
function twoPorts() {
  const ports = [freePort(), freePort()] as const;
  return { ports, statuses: () => checkPorts(ports).map(({ status }) => status) };
}

function hold(hostname: string, port: number): Disposable {
  const listener = Deno.listen({ hostname, port });
  return { [Symbol.dispose]: () => listener.close() };
}

Deno.test("free ports are ok, and free again afterwards", () => {
  const { ports: [first, second], statuses } = twoPorts();
  for (let i = 0; i < 2; i++) assert.deepEqual(statuses(), ["ok", "ok", "ok", "ok"]);
  assert.deepEqual(checkPorts([first, second]).map(({ id }) => id), [
    ...[`port-${first}-ipv4`, `port-${first}-ipv6`],
    ...[`port-${second}-ipv4`, `port-${second}-ipv6`],
  ]);
});

Deno.test("one port in use is a warning, both are a failure, IPv6 is never more than a warning", () => {
  const { ports: [first, second], statuses } = twoPorts();
  using _first = hold("127.0.0.1", first);
  using _sixth = hold("::1", second);
  assert.deepEqual(statuses(), ["warning", "ok", "ok", "warning"]);
  assert.match(checkPorts([first, second])[0]?.fix ?? "", new RegExp(String(first)));
  using _second = hold("127.0.0.1", second);
  assert.deepEqual(statuses(), ["failed", "ok", "failed", "warning"]);
});

/** The checks of a machine with this environment; the opener comes first, the machine last. */
function hostChecks(environment: Record<string, string>) {
  return checkHost((name) => environment[name], "linux", false)
    .map(({ id, status, sentence }) => `${id} ${status} ${sentence}`);
}

Deno.test({
  name: "the opener is found by BROWSER, then in PATH, and only where it can be started",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const opener = `${folder}/xdg-open`;
      assert.match(
        hostChecks({ PATH: folder })[0] ?? "",
        /^browser warning No program was found/,
      );
      Deno.writeTextFileSync(opener, "", { mode: 0o644 });
      assert.match(
        hostChecks({ PATH: folder })[0] ?? "",
        /^browser warning No program was found/,
      );
      Deno.chmodSync(opener, 0o755);
      assert.match(hostChecks({ PATH: `/nowhere:${folder}` })[0] ?? "", /^browser ok xdg-open/);
      assert.match(
        hostChecks({ PATH: folder, BROWSER: "c4nary %s" })[0] ?? "",
        /^browser warning The program that BROWSER names was not found; xdg-open would be used/,
      );
      assert.match(hostChecks({ BROWSER: `no:${opener} %s` })[0] ?? "", /^browser ok .* BROWSER/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("SSH, containers and WSL are told in the words that a sign-in has for them, unnamed", () => {
  const seen = { sshConnection: undefined, user: undefined, isWsl: false, isContainer: false };
  const told = (more: Partial<HostEnvironment>) => {
    const { status, sentence, fix = "" } = checkMachine({ ...seen, ...more });
    return `${status} ${sentence} ${fix}`;
  };
  const ssh = { sshConnection: "192.0.2.7 50022 c4nary 22", user: "c4nary" };
  assert.match(told({}), /^ok Neither SSH, WSL nor a container/);
  assert.match(told({ isWsl: true }), /^ok This is WSL/);
  assert.match(told({ isContainer: true, isWsl: true }), /^warning This looks like a container/);
  assert.match(
    told({ ...ssh, isContainer: true }),
    /^warning You are .* over SSH.* ssh -N -L 1455:/,
  );
  assert.doesNotMatch(told(ssh), /c4nary|192\.0/);
});
