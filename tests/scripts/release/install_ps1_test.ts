/**
 * install.ps1. Where there is no PowerShell, only its text can be looked at: what Windows PowerShell 5.1 and a
 * session that it is piped into (`irm … | iex`) ask of it.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { installers } from "../../../scripts/release/installers.ts";
import { VERSION } from "../../../scripts/release/product.ts";
import { zip } from "../../../scripts/release/zip.ts";
import { type Served, serveFiles } from "../../fixtures/file_server.ts";
import { IS_WINE } from "../../fixtures/wine.ts";
import { hasCommand } from "../../fixtures/has_command.ts";

const TEXT = (await installers())["install.ps1"];
const CODE = TEXT.split("\n").filter((line) => !/^\s*(#|$)/.test(line));
const WORDS = CODE.join("\n").replace(/'[^'\n]*'|"[^"\n]*"/g, "''");

/** The lines that call a command. */
const callsOf = (command: string) => CODE.filter((line) => line.includes(command));

Deno.test("install.ps1 is filled, and plain ASCII: what it is served as decides over no letter", () => {
  assert.doesNotMatch(TEXT, /@[A-Z_]+@/);
  // deno-lint-ignore no-control-regex
  assert.match(TEXT, /^[\x0a\x20-\x7e]+$/);
});

Deno.test("install.ps1 is one block, so that a cut one is an error, and leaves nothing in the session", () => {
  assert.equal(CODE[0], "& {");
  assert.equal(CODE.at(-1), "}");
  assert.ok(CODE.slice(1, -1).every((line) => line.startsWith("  ")), "nothing beside the block");
  let depth = 0;
  for (const letter of WORDS.trimEnd().slice(0, -1)) {
    depth += Number(letter === "{") - Number(letter === "}");
    assert.ok(depth > 0 || letter === "&" || letter === " ");
  }
  assert.doesNotMatch(WORDS, /\$(global|script):|Set-StrictMode|^\s*function /mi);
});

for (
  const [what, pattern] of [
    ["ends the session, or asks", /\b(exit|Read-Host|Stop-Process)\b|\[Environment\]::Exit/i],
    ["takes a file that it would lie in", /\$PSScriptRoot|\$PSCommandPath|\$MyInvocation/i],
    ["runs text", /\b(Invoke-Expression|iex)\b/i],
    ["needs PowerShell 7", /\?\?|\?\.|&&|\|\||-Parallel\b|\$Is(Windows|Linux|MacOS)\b/i],
    ["turns a check off", /SkipCertificateCheck|ServerCertificateValidationCallback|Tls13|Ssl3/i],
    ["changes the machine", /SetEnvironmentVariable|Set-ItemProperty|RunAs|Set-ExecutionPolicy/i],
  ] as const
) {
  Deno.test(`install.ps1 has nothing that ${what}`, () => assert.doesNotMatch(WORDS, pattern));
}

for (
  const [command, argument] of [
    ["Invoke-WebRequest", "-UseBasicParsing"], // else it wants Internet Explorer
    ["Expand-Archive", "-ErrorAction Stop"], // a module's function does not see our preference
    ["Expand-Archive", "-LiteralPath"],
    ["Get-FileHash", "-LiteralPath"],
    ["Get-Content", "-LiteralPath"],
    ["Test-Path", "-LiteralPath"],
    ["Copy-Item", "-LiteralPath"],
    ["Move-Item", "-LiteralPath"],
    ["Remove-Item", "-LiteralPath"],
    ["Remove-Item", "-ErrorAction SilentlyContinue"],
  ] as const
) {
  Deno.test(`install.ps1: every ${command} has ${argument}`, () => {
    assert.ok(callsOf(`${command} `).length > 0);
    for (const line of callsOf(`${command} `)) assert.ok(line.includes(` ${argument}`), line);
  });
}

Deno.test("install.ps1 does what it does in an order that is safe", () => {
  const order = [
    "$ErrorActionPreference = 'Stop'",
    "$ProgressPreference = 'SilentlyContinue'",
    "$env:OS -ne 'Windows_NT'",
    "-notmatch '^(https://",
    "$env:PROCESSOR_ARCHITEW6432",
    "-notin 'AMD64', 'ARM64'",
    "  try {",
    "[Net.SecurityProtocolType]::Tls12",
    "New-Item -ItemType Directory -Path $work",
    "Invoke-WebRequest",
    "if ($actual -ne $wanted)",
    "Expand-Archive",
    "& $staged --version",
    "Move-Item",
    "  finally {",
    "SecurityProtocol = $protocols",
    "Remove-Item -Recurse -Force -LiteralPath $work",
    "Remove-Item -Force -LiteralPath $staged",
    "[IO.Directory]::Delete($one)",
    "is installed",
  ];
  let at = -1;
  for (const words of order) {
    at = CODE.findIndex((line, index) => index > at && line.includes(words));
    assert.ok(at >= 0, words);
  }
});

const STEM = `codex-login-${VERSION}-x86_64-pc-windows-msvc`;
const ARCHIVE = `/v${VERSION}/${STEM}.zip`;
const SUMS = `/v${VERSION}/SHA256SUMS`;

for (const shell of ["powershell", "pwsh"]) {
  Deno.test({
    name: `${shell}: install.ps1, piped into it, installs what the sums say and refuses the rest`,
    ignore: Deno.build.os !== "windows" || IS_WINE ||
      !await hasCommand(shell, "-NoProfile", "-Command", "exit"),
  }, async () => {
    // Any program that knows --version will do.
    const content = await Deno.readFile(Deno.execPath());
    const good = zip([{ path: `${STEM}/codex-login.exe`, content }], Date.UTC(2026) / 1000);
    const sums = `${createHash("sha256").update(good).digest("hex")}  ${STEM}.zip\n`;
    const cases: [Record<string, Served>, RegExp, number][] = [
      [{ [SUMS]: sums }, /could not be downloaded/, 1],
      [{ [ARCHIVE]: good }, /SHA256SUMS could not be downloaded/, 1],
      [{ [SUMS]: "", [ARCHIVE]: good }, /does not have/, 1],
      [{ [SUMS]: sums, [ARCHIVE]: good.slice(0, -9) }, /is not what SHA256SUMS/, 1],
      [{ [SUMS]: sums, [ARCHIVE]: good }, /is installed/, 0],
    ];
    for (const [files, words, expected] of cases) {
      const folder = await Deno.makeTempDir();
      try {
        await Deno.mkdir(`${folder}\\tmp`);
        await using server = serveFiles({ ...files, "/install.ps1": TEXT });
        const { code, stdout, stderr } = await new Deno.Command(shell, {
          args: ["-NoProfile", "-Command", `irm ${server.url}/install.ps1 | iex`],
          env: {
            CODEX_LOGIN_BASE_URL: server.url,
            CODEX_LOGIN_INSTALL_DIR: `${folder}\\it's\\here`,
            TMP: `${folder}\\tmp`,
            TEMP: `${folder}\\tmp`,
          },
        }).output();
        const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
        // It breaks lines where its window ends.
        assert.match(text.replace(/\s+/g, " "), words);
        assert.equal(code, expected, text);
        const left = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
        assert.deepEqual(left, expected === 0 ? ["it's", "tmp"] : ["tmp"]);
        assert.deepEqual([...Deno.readDirSync(`${folder}\\tmp`)], []);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    }
  });
}
