/**
 * Signatures: what `deno task sign` and `deno task release` do with an account, without one and with one that
 * is broken. Windows' are made by osslsigncode with a certificate of ours, a Mac's tools are stand-ins.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { denoArgs } from "../../../scripts/deno_args.ts";
import { projectPath } from "../../../scripts/project.ts";
import { archiveName } from "../../../scripts/release/archive.ts";
import { packedName, platformPackage } from "../../../scripts/release/npm_packages.ts";
import { VERSION } from "../../../scripts/release/product.ts";
import { isSigned, withoutSignature } from "../../../scripts/release/signature.ts";
import { hasCommand } from "../../fixtures/has_command.ts";

const CANARY = "canary-7f3a";
const WINDOWS = "x86_64-pc-windows-msvc";
const MAC = "aarch64-apple-darwin";

/** The smallest PE file that can be signed. */
function portable(): Uint8Array {
  const bytes = new Uint8Array(1024).fill(7, 512);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x4d5a);
  view.setUint32(0x3c, 0x40, true);
  view.setUint32(0x40, 0x50450000);
  [0x8664, 1].forEach((value, index) => view.setUint16(0x44 + 2 * index, value, true));
  [240, 0x22, 0x20b].forEach((value, index) => view.setUint16(0x54 + 2 * index, value, true));
  view.setUint32(0x58 + 60, 512, true);
  view.setUint32(0x58 + 108, 16, true);
  [512, 4096, 512, 512].forEach((value, index) => view.setUint32(0x150 + 4 * index, value, true));
  return bytes;
}

/** A Mach-O file with the parts of a signature that are named; with none it has no signature at all. */
function machO(...parts: number[]): Uint8Array {
  const bytes = new Uint8Array(512 + (parts.length && 64)).fill(7, 256, 512);
  const view = new DataView(bytes.buffer);
  const words = (at: number, ...values: number[]) =>
    values.forEach((value, index) => view.setUint32(at + 4 * index, value, true));
  words(0, 0xfeedfacf, 0x0100000c, 0, 2, parts.length ? 2 : 1, parts.length ? 88 : 72);
  words(32, 0x19, 72);
  bytes.set(new TextEncoder().encode("__LINKEDIT"), 40);
  words(32 + 48, bytes.length - 256);
  if (parts.length === 0) return bytes;
  words(104, 0x1d, 16, 512, 64);
  [0xfade0cc0, 64, parts.length, ...parts.flatMap((part) => [part, 40])].forEach(
    (value, index) => view.setUint32(512 + 4 * index, value),
  );
  return bytes;
}

const AD_HOC = machO(0);
const SIGNED_MAC = machO(0, 0x10000);

Deno.test("a signature is somebody's or nobody's, and without it the files are equal", () => {
  for (
    const [program, expected] of [
      [portable(), false],
      [machO(), false],
      [AD_HOC, false],
      [SIGNED_MAC, true],
      [SIGNED_MAC.slice(0, 512), false],
      [SIGNED_MAC.slice(0, 40), false],
      [portable().slice(0, 90), false],
      [new Uint8Array(), false],
    ] as const
  ) {
    assert.equal(isSigned(program), expected);
  }
  assert.deepEqual(withoutSignature(SIGNED_MAC), withoutSignature(machO()));
  assert.deepEqual(withoutSignature(AD_HOC), withoutSignature(machO()));
  assert.equal(withoutSignature(machO()).length, 512);
});

Deno.test("what lies behind or in a signature and could be another program is not left out", () => {
  const behind = new Uint8Array([...SIGNED_MAC, ...new TextEncoder().encode("<~sui-data~>evil")]);
  const inside = SIGNED_MAC.slice();
  inside.set(new TextEncoder().encode("<~sui-data~>"), 560);
  const whole = SIGNED_MAC.slice();
  whole.fill(0, 112, 116);
  new DataView(whole.buffer).setUint32(116, whole.length, true);
  for (const program of [behind, inside, whole]) {
    assert.equal(isSigned(program), false);
    assert.deepEqual(withoutSignature(program), program);
  }
  const fewer = SIGNED_MAC.slice();
  fewer[16] = 1;
  assert.notDeepEqual(withoutSignature(fewer), withoutSignature(machO()));
});

const isUnix = Deno.build.os !== "windows";

/** A folder with both programs, and what the tasks say there with an environment and tools in front of the others. */
async function makeWorkshop(tools: Record<string, string> = {}) {
  const path = await Deno.makeTempDir();
  await Deno.mkdir(`${path}/bin`);
  await Deno.mkdir(`${path}/made`);
  for (const [name, script] of Object.entries(tools)) {
    await Deno.writeTextFile(`${path}/bin/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  const windows = `${path}/made/codex-login-${WINDOWS}.exe`;
  const mac = `${path}/made/codex-login-${MAC}`;
  await Deno.writeFile(windows, portable());
  await Deno.writeFile(mac, AD_HOC);
  await Deno.writeFile(`${path}/signed-mac`, SIGNED_MAC);
  const tool = (command: string, ...args: string[]) =>
    new Deno.Command(command, { args, cwd: path }).output();
  return {
    path,
    windows,
    mac,
    tool,
    async certificate() {
      const key = ["-keyout", "key.pem", "-out", "certificate.pem", "-subj", "/CN=codex-login"];
      const use = ["-addext", "extendedKeyUsage=codeSigning"];
      await tool("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", ...key, ...use);
      const both = ["-inkey", "key.pem", "-in", "certificate.pem", "-out", "certificate.p12"];
      await tool("openssl", "pkcs12", "-export", ...both, "-passout", `pass:${CANARY}`);
      return {
        WINDOWS_CERTIFICATE: `${path}/certificate.p12`,
        WINDOWS_CERTIFICATE_PASSWORD: CANARY,
      };
    },
    async run(task: "sign" | "release", args: string[], env: Record<string, string>, only = "") {
      const search = only || `${path}/bin:${Deno.env.get("PATH")}`;
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "-A", "--no-prompt", "--no-check", ...await denoArgs()],
          ...[`scripts/${task}.ts`, ...args],
        ],
        cwd: projectPath("."),
        env: { SOURCE_DATE_EPOCH: "1700000000", ...env, PATH: search, TMPDIR: path },
      }).output();
      const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
      assert.ok(!text.includes(CANARY), text);
      // Nothing of the signing is left.
      const left = [...Deno.readDirSync(path)].filter(({ name }) => name.includes("-sign-"));
      assert.deepEqual(left, []);
      return { code, text };
    },
    async [Symbol.asyncDispose]() {
      await Deno.remove(path, { recursive: true });
    },
  };
}

const IDENTITY = { CODESIGN_IDENTITY: "Developer ID Application: Nobody" };
const NOTARY = { NOTARY_KEY_FILE: "key.p8", NOTARY_KEY_ID: "K", NOTARY_ISSUER_ID: "I" };
const ACCOUNT = { WINDOWS_CERTIFICATE: "c.p12", WINDOWS_CERTIFICATE_PASSWORD: CANARY };
/** A Mac's tools, which do what they are asked. */
const CODESIGN = 'for path; do :; done\ncp "$TMPDIR/signed-mac" "$path"\necho "$@" >"$TMPDIR/seen"';
const ACCEPTS = `echo '{"id":"1","status":"Accepted"}'\necho "$@" >"$TMPDIR/asked"`;

const CASES: readonly {
  readonly what: string;
  readonly of: "windows" | "mac";
  readonly env?: Record<string, string>;
  readonly tools?: Record<string, string>;
  readonly hasNoTools?: boolean;
  readonly code?: number;
  readonly says: RegExp;
}[] = [
  { what: "no account", of: "windows", says: /: not signed: WINDOWS_CERTIFICATE is not set\n$/ },
  { what: "no account", of: "mac", says: /: not signed: CODESIGN_IDENTITY is not set\n$/ },
  {
    what: "an account and no tool",
    of: "windows",
    env: ACCOUNT,
    hasNoTools: true,
    says: /: not signed: osslsigncode is not here\n$/,
  },
  {
    what: "an account and no tool",
    of: "mac",
    env: IDENTITY,
    hasNoTools: true,
    says: /: not signed: codesign is not here\n$/,
  },
  {
    what: "a tool that fails and shows what it was given",
    of: "windows",
    env: ACCOUNT,
    tools: {
      osslsigncode: 'read -r it; echo "$@" "$(env)" >"$TMPDIR/seen"; echo "no $it" >&2; exit 255',
    },
    code: 1,
    says: /^Error: osslsigncode failed:\nno \(hidden\)\n$/,
  },
  {
    what: "a tool that is content and does nothing",
    of: "windows",
    env: ACCOUNT,
    tools: { osslsigncode: 'for path; do :; done\ncp "$path.unsigned" "$path"' },
    code: 1,
    says: /^Error: .* left no signature\n$/,
  },
  {
    what: "an identity that the keychain does not have",
    of: "mac",
    env: IDENTITY,
    tools: { codesign: "echo 'no identity found' >&2; exit 1" },
    code: 1,
    says: /^Error: codesign failed:\nno identity found\n$/,
  },
  {
    what: "an identity alone",
    of: "mac",
    env: IDENTITY,
    tools: { codesign: CODESIGN },
    says: /: signed, not notarised: NOTARY_KEY_FILE is not set\n$/,
  },
  {
    what: "half of what notarising takes",
    of: "mac",
    env: { ...IDENTITY, ...NOTARY, NOTARY_KEY_ID: "" },
    tools: { codesign: CODESIGN },
    code: 1,
    says: /^Error: NOTARY_KEY_ID is not set\n$/,
  },
  {
    what: "everything",
    of: "mac",
    env: { ...IDENTITY, ...NOTARY },
    tools: { codesign: CODESIGN, xcrun: ACCEPTS },
    says: /: signed, notarised\n$/,
  },
  {
    what: "a refusal to notarise that the tool ends well with",
    of: "mac",
    env: { ...IDENTITY, ...NOTARY },
    tools: { codesign: CODESIGN, xcrun: `echo '{"id":"1","status":"Invalid"}'` },
    code: 1,
    says: /^Error: Apple did not notarise it:\n\{"id":"1","status":"Invalid"\}\n$/,
  },
];

for (const { what, of, env = {}, tools, hasNoTools, code: expected = 0, says } of CASES) {
  Deno.test({ name: `signing for ${of} with ${what}`, ignore: !isUnix }, async () => {
    await using workshop = await makeWorkshop(tools);
    const before = await Deno.readFile(workshop[of]);
    const only = hasNoTools ? `${workshop.path}/bin` : "";
    const { code, text } = await workshop.run("sign", [workshop[of]], env, only);
    assert.match(text, says);
    assert.equal(code, expected);
    const after = await Deno.readFile(workshop[of]);
    if (text.includes(": signed")) assert.deepEqual(after, SIGNED_MAC);
    else assert.deepEqual(after, before);
    const seen = await Deno.readTextFile(`${workshop.path}/seen`).catch(() => undefined);
    assert.ok(!seen?.includes(CANARY), seen);
    if (seen && of === "mac") {
      assert.match(
        seen,
        /--options runtime --entitlements \S+\/scripts\/release\/entitlements\.plist/,
      );
    }
  });
}

const canSign = isUnix && await hasCommand("osslsigncode") &&
  await hasCommand("openssl", "version");

Deno.test({
  name:
    "what is released was signed first: archive, package, sums and manifests are of those bytes",
  ignore: !canSign || !await hasCommand("unzip", "-v"),
}, async () => {
  await using workshop = await makeWorkshop();
  const { path, tool } = workshop;
  const account = await workshop.certificate();
  const to = ["--executables", `${path}/made`, "--output", `${path}/release`];
  const { code, text } = await workshop.run("release", to, account);
  assert.equal(code, 0, text);
  assert.ok(text.includes(`${WINDOWS}: signed, without a time of signing\nmade: ${WINDOWS}`), text);
  assert.ok(text.includes(`${MAC}: not signed: CODESIGN_IDENTITY is not set\n`), text);
  const archive = archiveName(WINDOWS);
  await tool("unzip", "-q", "-j", `release/${archive}`, "*/codex-login.exe");
  await tool("tar", "-xzf", `release/${packedName(platformPackage(WINDOWS))}`);
  const program = await Deno.readFile(`${path}/codex-login.exe`);
  assert.deepEqual(await Deno.readFile(`${path}/package/bin/codex-login.exe`), program);
  assert.ok(isSigned(program));
  assert.deepEqual(withoutSignature(program), withoutSignature(portable()));
  assert.ok(
    (await tool("osslsigncode", "verify", "-CAfile", "certificate.pem", "codex-login.exe")).success,
  );
  const sum = createHash("sha256").update(await Deno.readFile(`${path}/release/${archive}`))
    .digest("hex");
  for (
    const name of [
      "SHA256SUMS",
      "NOTES.md",
      `codex-login-${VERSION}.cdx.json`,
      "scoop/codex-login.json",
    ]
  ) {
    assert.ok((await Deno.readTextFile(`${path}/release/${name}`)).includes(sum), name);
  }
  const notes = await Deno.readTextFile(`${path}/release/NOTES.md`);
  assert.ok(notes.includes(`Not signed: ${MAC}.`), notes);
});

Deno.test({
  name: "an account that does not sign fails its target alone; a program is signed once",
  ignore: !canSign,
}, async () => {
  await using workshop = await makeWorkshop();
  const account = await workshop.certificate();
  const wrong = { ...account, WINDOWS_CERTIFICATE_PASSWORD: `${CANARY}-not` };
  const to = ["--executables", `${workshop.path}/made`, "--output", `${workshop.path}/release`];
  const { code, text } = await workshop.run("release", to, wrong);
  assert.equal(code, 1);
  assert.match(text, /^failed: x86_64-pc-windows-msvc: osslsigncode failed:\n.*Wrong password/m);
  assert.match(text, /^made: aarch64-apple-darwin$/m);
  for (const says of [/: signed, without a time of signing\n$/, /: signed before\n$/]) {
    const { text } = await workshop.run("sign", [workshop.windows], account);
    assert.match(text, says);
  }
});
