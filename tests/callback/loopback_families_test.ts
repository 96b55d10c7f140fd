// Machines with one kind of loopback: each test takes the other away in a network namespace of its own.
import assert from "node:assert/strict";
import { denoArgs } from "../../scripts/deno_args.ts";
import { projectPath } from "../../scripts/project.ts";
import type { LoopbackReport } from "../fixtures/loopback_login.ts";

/** Whether this machine lets us make a network namespace and take an address away in it. */
const CAN_ISOLATE = await (async () => {
  if (Deno.build.os !== "linux") return false;
  try {
    return (await isolated("ip addr del 127.0.0.1/8 dev lo", ["true"])).success;
  } catch {
    return false;
  }
})();

/** Runs a command alone with a loopback of its own, where `localhost` is ::1 first. */
async function isolated(preparation: string, command: string[]) {
  const hosts = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(hosts, "::1 localhost\n127.0.0.1 localhost\n");
    const { success, stdout, stderr } = await new Deno.Command("unshare", {
      args: [
        ...["-n", "-m", "sh", "-c"],
        `mount --bind "$HOSTS" /etc/hosts && ip link set lo up && ${preparation} && exec "$@"`,
        ...["sh", ...command],
      ],
      env: { HTTP_PROXY: "", http_proxy: "", NO_COLOR: "1", HOSTS: hosts },
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { success, stdout: text(stdout), stderr: text(stderr) };
  } finally {
    await Deno.remove(hosts);
  }
}

const bindAfter = (preparation: string): Promise<LoopbackReport> =>
  runAfter(preparation, "loopback_login");

/** What a script of tests/fixtures prints. */
async function runAfter(preparation: string, name: string) {
  const script = projectPath(`tests/fixtures/${name}.ts`);
  const { success, stdout, stderr } = await isolated(preparation, [
    Deno.execPath(),
    ...["run", "-A", "--quiet", "--no-check", ...await denoArgs(), script],
  ]);
  assert.ok(success, stderr);
  return JSON.parse(stdout);
}

const CASES: readonly [
  name: string,
  preparation: string,
  expected: { ipv4: number; ipv6: number; bound: string },
][] = [
  ["both", "true", { ipv4: 200, ipv6: 200, bound: "127.0.0.1:1455 has_ipv6=true" }],
  ["no IPv4", "ip addr del 127.0.0.1/8 dev lo", {
    ipv4: 0,
    ipv6: 200,
    bound: "[::1]:1455 has_ipv6=true",
  }],
  ["no IPv6", "ip addr del ::1/128 dev lo", {
    ipv4: 200,
    ipv6: 0,
    bound: "127.0.0.1:1455 has_ipv6=false",
  }],
];

for (const [name, preparation, { ipv4, ipv6, bound }] of CASES) {
  Deno.test({
    name: `loopback with ${name}: the port is bound, and another instance gets it over /cancel ` +
      "(needs a network namespace)",
    ignore: !CAN_ISOLATE,
    async fn() {
      const { port, statuses, events, said, cancels } = await bindAfter(preparation);
      assert.equal(port, 1455);
      assert.equal(statuses["127.0.0.1"], ipv4);
      assert.equal(statuses["[::1]"], ipv6);
      assert.equal(statuses["localhost"], 200, "whichever address localhost resolves to");
      assert.equal(cancels, 1);
      assert.deepEqual(said, [], "a missing address is nothing to warn of");
      const line = `DEBUG codex_login::server: login callback port is bound bind_address=${bound}`;
      assert.deepEqual(events.filter((event) => event.startsWith("DEBUG")), [line, line]);
      assert.ok(events.every((event) => !event.startsWith(" WARN")), events.join("\n"));
    },
  });
}

Deno.test({
  name: "the doctor finds nothing wrong with the ports of a machine without IPv4",
  ignore: !CAN_ISOLATE,
  async fn() {
    const found = await runAfter("ip addr del 127.0.0.1/8 dev lo", "print_port_checks");
    assert.deepEqual(found, [
      ...["port-1455-ipv4 ok", "port-1455-ipv6 ok"],
      ...["port-1457-ipv4 ok", "port-1457-ipv6 ok"],
    ]);
  },
});
