// One table: whoever tells of a class, person or program, says its sentence.
import assert from "node:assert/strict";
import { callbackDeniedError } from "../../src/errors/callback_errors.ts";
import { explain, failureRow } from "../../src/errors/explain.ts";
import type { Flow, ToldClass } from "../../src/errors/explanation.ts";
import { FAILURE_CLASSES } from "../../src/errors/failure_classes.ts";
import { ERROR_CODES } from "../../src/log/text/error_codes.ts";
import { LOG_WORDS } from "../../src/log/log_words.ts";
import { groupLogins } from "../../src/support/log_reader/logins.ts";
import { parseLines } from "../../src/support/log_reader/read_log.ts";
import { serverText } from "../fixtures/server_text.ts";

const LOGGED = [...LOG_WORDS.tls, ...LOG_WORDS.network, ...LOG_WORDS.refusal];
const FLOWS: Flow[] = ["browser", "callback", "device_code", "access_token"];
const FULL = {
  host: "h:443",
  proxyVariable: "HTTPS_PROXY",
  held: "It is held by it",
  command: "`ss`",
};

Deno.test("every class, whatever is known of the case, has whole sentences", () => {
  for (const name of [...LOGGED, ...Object.keys(FAILURE_CLASSES)] as ToldClass[]) {
    for (const facts of [{ command: "`ss`" }, ...FLOWS.map((flow) => ({ ...FULL, flow }))]) {
      const { what, todo } = explain(name, facts);
      for (const sentence of [what, todo]) {
        assert.match(sentence, /^(?:[A-Z]|h:443 ).*[^.;]\.$/, name);
        assert.doesNotMatch(sentence, /[{}]|undefined/, name);
      }
    }
  }
});

Deno.test("whoever has no browser on this machine is not sent to it", () => {
  for (const name of LOGGED) {
    for (const flow of ["device_code", "access_token"] as const) {
      const { what, todo } = explain(name, { ...FULL, flow });
      assert.doesNotMatch(
        what + todo,
        /your browser|browser tab|in the browser|--device-auth/,
        name,
      );
    }
  }
});

Deno.test("each known error code is of one class, or a word of the device code's polling", () => {
  const rows = Object.entries(FAILURE_CLASSES);
  for (const code of ERROR_CODES) {
    const named = rows.filter(([, { codes, codeWords }]) =>
      codes?.includes(code) || codeWords?.test(code)
    );
    const isPolling = ["authorization_pending", "slow_down", "expired_token"].includes(code);
    assert.equal(named.length, isPolling ? 0 : 1, code);
  }
});

Deno.test("the log reader says what the terminal said, by the class that the log names", () => {
  for (const name of LOGGED) {
    if (failureRow(name)?.isGeneral) continue;
    const log = ["starting browser login flow", "", "login callback token exchange failed"];
    log[1] = `oauth token exchange failure class class=${name} host=auth.openai.com:443`;
    const lines = log.map((said) => `2026-03-06T22:09:14.065559Z  WARN codex_cli::login: ${said}`);
    const [login] = groupLogins(parseLines(lines.join("\n")));
    const { what, todo } = explain(name, { host: "auth.openai.com:443", flow: "browser" });
    assert.deepEqual([login?.failure?.class, login?.failure?.sentence], [name, what]);
    assert.ok(login?.failure?.advice.startsWith(todo), name);
  }
});

const CALLBACK_CODES = [...ERROR_CODES, "workspace_denied", "something_new"];

Deno.test("a denied callback has the same words on the page and on the terminal", async () => {
  for (const code of CALLBACK_CODES) {
    const { page, explanation } = (await callbackDeniedError(serverText(code))).failure;
    assert.deepEqual([page.message, page.help], [explanation?.what, explanation?.todo], code);
    assert.equal(page.code, code);
  }
});
