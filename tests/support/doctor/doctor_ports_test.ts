/** What the doctor finds about ports, opener and machine. */
import assert from "node:assert/strict";
import { checkPorts } from "../../../src/support/doctor/port_checks.ts";
import { checkHost, checkMachine } from "../../../src/support/doctor/host_checks.ts";
import type { HostEnvironment } from "../../../src/login/host_environment.ts";

const statuses = () => checkPorts().map(({ id, status }) => `${id} ${status}`);

function hold(hostname: string, port: number): Disposable {
  const listener = Deno.listen({ hostname, port });
  return { [Symbol.dispose]: () => listener.close() };
}

Deno.test("free ports are ok, and free again afterwards", () => {
  for (let i = 0; i < 2; i++) {
    assert.deepEqual(statuses(), [
      "port-1455-ipv4 ok",
      "port-1455-ipv6 ok",
      "port-1457-ipv4 ok",
      "port-1457-ipv6 ok",
    ]);
  }
});

Deno.test("one port in use is a warning, both are a failure, IPv6 is never more than a warning", () => {
  using _first = hold("127.0.0.1", 1455);
  using _sixth = hold("::1", 1457);
  assert.deepEqual(statuses(), [
    "port-1455-ipv4 warning",
    "port-1455-ipv6 ok",
    "port-1457-ipv4 ok",
    "port-1457-ipv6 warning",
  ]);
  assert.match(checkPorts()[0]?.fix ?? "", /1455/);
  using _second = hold("127.0.0.1", 1457);
  assert.deepEqual(statuses().filter((status) => status.endsWith("failed")), [
    "port-1455-ipv4 failed",
    "port-1457-ipv4 failed",
  ]);
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
