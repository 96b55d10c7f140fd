import assert from "node:assert/strict";
import {
  detectHost,
  type HostEnvironment,
  pasteHint,
  remoteHints,
} from "../../src/login/host_environment.ts";

const AT_HOME: HostEnvironment = {
  sshConnection: undefined,
  user: undefined,
  isWsl: false,
  isContainer: false,
};

Deno.test("where browser and program share a machine there is no hint", () => {
  assert.deepEqual(remoteHints(AT_HOME, 1455), []);
});

Deno.test("over SSH the hint is a command that can be copied", () => {
  const hints = remoteHints(
    { ...AT_HOME, sshConnection: "192.0.2.7 50022 198.51.100.4 22", user: "alice" },
    1457,
  );
  assert.equal(hints.at(-1)?.trim(), "ssh -N -L 1457:127.0.0.1:1457 alice@198.51.100.4");
});

Deno.test("another SSH port is part of the command", () => {
  const hints = remoteHints({ ...AT_HOME, sshConnection: "::1 5 2001:db8::2 2222" }, 1455);
  assert.match(hints.at(-1) ?? "", /-p 2222 2001:db8::2$/);
});

for (const value of ["", "garbage", "a b $(reboot) 22", "a b ;rm 22", "a b -rf 22"]) {
  Deno.test(`SSH_CONNECTION=${JSON.stringify(value)} makes no command`, () => {
    const hints = remoteHints({ ...AT_HOME, sshConnection: value }, 1455);
    assert.deepEqual(hints, []);
  });
}

Deno.test("a user name that a shell would read is left out of the command", () => {
  const hints = remoteHints(
    { ...AT_HOME, sshConnection: "a 1 192.0.2.1 22", user: "x;reboot" },
    1455,
  );
  assert.match(hints.at(-1) ?? "", / 192\.0\.2\.1$/);
});

Deno.test("WSL and containers have words of their own, SSH comes first", () => {
  assert.match(remoteHints({ ...AT_HOME, isWsl: true }, 1455).join(), /WSL/);
  assert.match(remoteHints({ ...AT_HOME, isContainer: true }, 1455).join(), /container/);
  const both = { ...AT_HOME, isContainer: true, sshConnection: "a 1 192.0.2.1 22" };
  assert.match(remoteHints(both, 1455).join(), /ssh -N/);
});

Deno.test("the host is read from the environment", () => {
  const environment: Record<string, string> = { WSL_DISTRO_NAME: "Debian", USER: "alice" };
  const seen = detectHost((name) => environment[name]);
  assert.equal(seen.isWsl, true);
  assert.equal(seen.user, "alice");
  assert.equal(seen.sshConnection, undefined);
});

Deno.test("who can paste gets one hint, that fits the machine", () => {
  const ssh = { ...AT_HOME, sshConnection: "a 1 192.0.2.1 22" };
  for (
    const [host, isHeadless, words] of [
      [AT_HOME, false, /^If the browser cannot reach this machine, paste the address/],
      [AT_HOME, true, /^There is no browser here: .* paste the address/],
      [ssh, true, /^You are signed in over SSH\. .*paste the address[^]*\n {2}ssh -N -L 1455:/],
      [
        { ...AT_HOME, isContainer: true },
        false,
        /^This looks like a container: .*paste the address/,
      ],
      [{ ...AT_HOME, isWsl: true }, false, /^This is WSL: .*paste the address/],
    ] as const
  ) assert.match(pasteHint(host, 1455, isHeadless), words);
});
