/** `codex-login report`: one private file that holds the whole picture and no secret. */
import assert from "node:assert/strict";
import { findChromium, startChromium } from "../../../scripts/rehearsal/chromium.ts";
import { makeProgramHome, type ProgramHome } from "../../../scripts/rehearsal/program_home.ts";
import { startProgram } from "../../../scripts/rehearsal/program.ts";
import {
  DENIED_LOGIN,
  GOOD_LOGIN,
  UNTRUSTED_LOGIN,
  UPSTREAM_LOGIN,
} from "../../../scripts/rehearsal/sample_logs.ts";
import { findViolations } from "../../fixtures/axe.ts";
import { runCommand } from "../../fixtures/run_command.ts";
import { formatLength } from "../../../src/support/report/durations.ts";
import type { Report } from "../../../src/support/report/report_data.ts";

const nameIn = (home: ProgramHome) => `${home.path}/codex-login-report.html`;

/** Makes a report in the home, or for `--json` where the arguments say. */
async function report(home: ProgramHome, ...args: string[]) {
  const output = args.includes("--json") ? [] : ["-o", nameIn(home)];
  return await runCommand(["report", ...output, ...args], { home });
}

async function withLog(log: string, use: (home: ProgramHome) => Promise<void>): Promise<void> {
  await using home = await makeProgramHome();
  await Deno.mkdir(`${home.codexHome}/log`);
  await Deno.writeTextFile(home.logFile, log);
  await use(home);
}

const pageIn = (home: ProgramHome) => Deno.readTextFile(nameIn(home));
const EVERY_LOGIN = DENIED_LOGIN + GOOD_LOGIN + UPSTREAM_LOGIN + UNTRUSTED_LOGIN;

Deno.test("a report tells of the last sign-ins, the machine and the log, in one private file", async () => {
  await withLog(EVERY_LOGIN, async (home) => {
    // As a person starts it, in the folder that is theirs at that moment.
    await using program = await startProgram({ home, args: ["report"] });
    const { code, stdout, stderr } = await program.end();
    assert.deepEqual([code, stdout], [0, ""]);
    assert.match(stderr, /^The report is in codex-login-report\.html\. /);
    const page = await pageIn(home);
    assert.match(page, /The last sign-in failed/);
    assert.match(page, /tls_unknown_issuer/);
    // The last three whole, the fourth as a row.
    assert.equal(page.match(/<article/g)?.length, 3);
    assert.equal(page.match(/<svg class="timeline"/g)?.length, 3);
    assert.equal(page.match(/class="cross" r=/g)?.length, 2);
    assert.match(page, /Earlier sign-ins.*<code>access_denied<\/code>/s);
    assert.match(page, /<dt>System<\/dt><dd>\w.*<dt>Terminal<\/dt><dd>none: .*<dd>file<\/dd>/);
    assert.match(page, /The network was left out: <code>codex-login report --online<\/code>/);
    assert.match(page, /codex-home<\/code>/);
    assert.match(page, /class="error">2026-03-09T08:30:19\.622150Z ERROR/);
    if (Deno.build.os !== "windows") {
      const { mode } = await Deno.stat(nameIn(home));
      assert.equal((mode ?? 0) & 0o777, 0o600);
    }
  });
});

Deno.test("the page runs nothing, asks for nothing, and its policy lets nothing but its own style", async () => {
  await withLog(EVERY_LOGIN, async (home) => {
    await report(home);
    const page = await pageIn(home);
    const rest = page.replace(/<link rel="icon" href="data:image\/svg\+xml,[\w%.-]*">/, "");
    assert.doesNotMatch(
      rest,
      /<(script|link|img|iframe|object|form|input|a)\b|\son\w+=|\sstyle=|@import|url\(/,
    );
    const style = /<style>(.*)<\/style>/s.exec(page)?.[1] ?? "";
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
    const digest = btoa(String.fromCharCode(...new Uint8Array(hash)));
    assert.ok(page.includes(
      `content="default-src 'none'; style-src 'sha256-${digest}'; img-src data:; base-uri 'none'; form-action 'none'"`,
    ));
    assert.match(page, /<html lang="en">/);
    assert.equal(page.match(/<h1>/g)?.length, 1);
    // Each picture has a table for those who do not see it.
    assert.equal(page.match(/class="for-readers"/g)?.length, 3);
  });
});

Deno.test("a report that is there is replaced only with --force, a link never written through", async () => {
  await withLog(GOOD_LOGIN, async (home) => {
    const path = nameIn(home);
    await Deno.writeTextFile(path, "precious");
    const refused = await report(home);
    assert.equal(refused.code, 1);
    assert.ok(refused.stderr.startsWith(`Error: ${path} is there already; --force`));
    assert.equal(await pageIn(home), "precious");
    assert.equal((await report(home, "--force")).code, 0);
    assert.match(await pageIn(home), /^<!doctype html>/);

    // Windows lets not everybody make links.
    if (Deno.build.os === "windows") return;
    await Deno.writeTextFile(`${home.path}/elsewhere`, "precious");
    await Deno.remove(path);
    await Deno.symlink(`${home.path}/elsewhere`, path);
    assert.equal((await report(home)).code, 1);
    assert.equal((await report(home, "--force")).code, 0);
    assert.equal(await Deno.readTextFile(`${home.path}/elsewhere`), "precious");
    assert.ok((await Deno.lstat(path)).isFile);
  });
});

Deno.test("a report that cannot be written says why, in one line", async () => {
  await withLog(GOOD_LOGIN, async (home) => {
    const args = ["report", "--output", "no/such/folder.html"];
    const { code, stderr } = await runCommand(args, { home });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^Error: no\/such\/folder\.html cannot be written: its folder does not exist\.\n$/,
    );
    for (const folder of [home.path, ...Deno.build.os === "windows" ? [] : ["/"]]) {
      for (const force of [[], ["--force"]]) {
        const end = await runCommand(["report", "--output", folder, ...force], { home });
        assert.equal(end.code, 1);
        assert.equal(end.stderr, `Error: ${folder} cannot be written: it is a folder.\n`);
      }
    }
  });
});

Deno.test("--json prints the same as data, or writes it where --output says", async () => {
  await withLog(EVERY_LOGIN, async (home) => {
    const { code, stdout, stderr } = await report(home, "--json");
    assert.deepEqual([code, stderr], [0, ""]);
    const data = JSON.parse(stdout) as Report;
    assert.deepEqual(data.logins.map(({ outcome }) => outcome), [
      "failed",
      "failed",
      "succeeded",
      "failed",
    ]);
    assert.equal(data.logins[0]?.failure?.class, "tls_unknown_issuer");
    assert.deepEqual(data.logins[2]?.phases.map(({ name, length_ms }) => [name, length_ms]), [
      ["waiting for the person", 22366.119],
      ["checking the answer", 5.299],
      ["exchanging the code", 248.461],
    ]);
    assert.equal(data.log.lines.length, EVERY_LOGIN.split("\n").length - 1);
    assert.ok(data.checks.some(({ id, status }) => id === "network" && status === "skipped"));
    await report(home, "--json", "-o", `${home.path}/report.json`);
    assert.deepEqual(
      (JSON.parse(await Deno.readTextFile(`${home.path}/report.json`)) as Report).logins,
      data.logins,
    );
  });
});

Deno.test("what a log holds can neither become markup nor leak", async () => {
  const foreign = [
    "2026-03-09T08:30:18.000000Z  WARN a::b: <script>alert(1)</script> &amp; \u001b[2J\u202e",
    'x Bearer aBcdef0123456789 {"refresh_token": "c4nary"} sk-c4nary-c4nary',
    "https://u5er:c4nary@h.example/?code=c4nary someone@c4nary.example /home/c4nary/x",
    "2026-03-09T08:30:18.000000Z  INFO codex_cli::login: starting <b> login flow",
  ].join("\n");
  await withLog(`${EVERY_LOGIN}${foreign}\n`, async (home) => {
    await report(home);
    const page = await pageIn(home);
    assert.doesNotMatch(page, /c4nary|u5er|aBcdef0123456789|<script|<b>/);
    // deno-lint-ignore no-control-regex -- these characters are what it looks for
    assert.doesNotMatch(page, /[\u0000-\u0009\u000b-\u001f\u202e]/);
    assert.match(
      page,
      /&lt;script&gt;alert\(1\)&lt;\/script&gt; &amp;amp; \\u\{1b\}|&lt;script&gt;/,
    );
    assert.doesNotMatch((await report(home, "--json")).stdout, /c4nary|u5er/);
  });
});

Deno.test("without a log, and with a broken configuration, there is a report all the same", async () => {
  await using home = await makeProgramHome();
  assert.equal((await report(home)).code, 0);
  assert.match(await pageIn(home), /There is no log, or it is empty/);
  await Deno.writeTextFile(`${home.codexHome}/config.toml`, "=");
  assert.equal((await report(home, "--force")).code, 0);
  assert.match(await pageIn(home), /config\.toml is no valid TOML/);
});

Deno.test("a long log is cut, and says so", async () => {
  await withLog("a line of something else\n".repeat(1_000) + GOOD_LOGIN, async (home) => {
    await report(home);
    const page = await pageIn(home);
    assert.match(page, /604 older lines are left out/);
    assert.match(page, /oauth token exchange succeeded/);
  });
});

Deno.test("lengths of time are as short as a label", () => {
  for (
    const [ms, expected] of [
      [0, "<0.1 ms"],
      [0.44, "0.4 ms"],
      [9, "9 ms"],
      [246.4, "246 ms"],
      [999.6, "1.0 s"],
      [22_366, "22.4 s"],
      [59_960, "1 min 00 s"],
      [185_000, "3 min 05 s"],
      [7_800_000, "2 h 10 min"],
    ] as const
  ) assert.equal(formatLength(ms), expected);
});

const CHROMIUM = findChromium();
if (!CHROMIUM) console.log("There is no Chromium: no report is printed.");

Deno.test({
  name:
    "a report of a machine in order is one sheet, also after twenty sign-ins, and axe-core finds nothing",
  ignore: !CHROMIUM,
  async fn() {
    await using chromium = await startChromium(CHROMIUM ?? "");
    for (const [log, sheets] of [[GOOD_LOGIN.repeat(3), 1], [EVERY_LOGIN.repeat(5), 2]] as const) {
      await withLog(log, async (home) => {
        await Deno.chmod(home.logFile, 0o600);
        const env = { BROWSER: "/bin/sh", CODEX_HOME: home.codexHome };
        assert.equal((await runCommand(["report", "-o", nameIn(home)], { home, env })).code, 0);
        const page = await chromium.open(`file://${nameIn(home)}`);
        assert.equal(await page.countSheets(), sheets);
        assert.match(await page.evaluate("document.title"), /Codex/);
        for (const scheme of ["light", "dark"] as const) {
          await page.look({ width: 390, scheme });
          assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
          assert.deepEqual(await findViolations(page), []);
        }
        assert.deepEqual([page.complaints, page.requests.filter((url) => /^http/.test(url))], [
          [],
          [],
        ]);
      });
    }
  },
});
