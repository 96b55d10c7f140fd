// Error answers of a token endpoint: what the person and the page are told, and what the log gets.
import assert from "node:assert/strict";
import type { Endpoint } from "../../scripts/rehearsal/authorization_server.ts";
import { sendRaw } from "../../scripts/rehearsal/misbehaviour.ts";
import {
  EXCHANGE_FAILED,
  exchangeStart,
  RECEIVED,
  START,
  withoutClass,
} from "../fixtures/log_lines.ts";
import { rehearse } from "../fixtures/rehearsed_login.ts";
import { testLogin } from "../fixtures/test_login.ts";

function json(body: unknown, status: number): Endpoint {
  return () => Response.json(body, { status });
}

function text(body: string, status: number, type = "text/html"): Endpoint {
  return () => new Response(body, { status, headers: { "content-type": type } });
}

interface Refusal {
  readonly what: string;
  readonly token: Endpoint;
  /** Behind `token endpoint returned status `. */
  readonly shown: string;
  readonly logged: string;
}

const UNKNOWN = 'error_code="unknown" error_message="unknown"';

const refusals: Refusal[] = [
  {
    what: "error and error_description",
    token: json({ error: "invalid_grant", error_description: "The code has expired" }, 400),
    shown: "400 Bad Request: The code has expired",
    logged: 'error_code="invalid_grant" error_message="The code has expired"',
  },
  {
    what: "error alone",
    token: json({ error: "invalid_grant" }, 400),
    shown: "400 Bad Request: invalid_grant",
    logged: 'error_code="invalid_grant" error_message="unknown"',
  },
  {
    what: "a nested error with code and message",
    token: json({ error: { code: "rate_limited", message: "Slow down", type: "t" } }, 429),
    shown: "429 Too Many Requests: Slow down",
    logged: 'error_code="rate_limited" error_message="Slow down"',
  },
  {
    what: "a nested error with a message alone",
    token: json({ error: { message: "Slow down" } }, 403),
    shown: "403 Forbidden: Slow down",
    logged: 'error_code="unknown" error_message="Slow down"',
  },
  {
    what: "error_description alone",
    token: json({ error_description: "Only words" }, 401),
    shown: "401 Unauthorized: Only words",
    logged: 'error_code="unknown" error_message="Only words"',
  },
  {
    what: "an empty error_description",
    token: json({ error: "invalid_grant", error_description: "  " }, 400),
    shown: "400 Bad Request: invalid_grant",
    logged: 'error_code="invalid_grant" error_message="unknown"',
  },
  {
    what: "error_description beside a nested error",
    token: json({ error: { code: "c", message: "inner" }, error_description: "outer" }, 400),
    shown: "400 Bad Request: outer",
    logged: 'error_code="c" error_message="outer"',
  },
  {
    what: "JSON without any of the members",
    token: json({ detail: "teapot" }, 418),
    shown: '418 I\'m a teapot: {"detail":"teapot"}',
    logged: UNKNOWN,
  },
  {
    what: "members of wrong types",
    token: json({ error: 7, error_description: ["x"] }, 400),
    shown: '400 Bad Request: {"error":7,"error_description":["x"]}',
    logged: UNKNOWN,
  },
  {
    what: "a page of HTML",
    token: text("<h1>gateway-7</h1>\r\n<p>down</p>", 502),
    shown: "502 Bad Gateway: <h1>gateway-7</h1> <p>down</p>",
    logged: UNKNOWN,
  },
  {
    what: "an empty 500",
    token: text("", 500),
    shown: "500 Internal Server Error: unknown error",
    logged: UNKNOWN,
  },
  {
    what: "a body of white space",
    token: text(" \n ", 503, "text/plain"),
    shown: "503 Service Unavailable: unknown error",
    logged: UNKNOWN,
  },
  {
    what: "a JSON string",
    token: json("just text", 400),
    shown: '400 Bad Request: "just text"',
    logged: UNKNOWN,
  },
  {
    what: "control and bidi characters",
    token: json({ error: "e\u001b[31m", error_description: "one\ntwo\u202e\u0007" }, 400),
    shown: "400 Bad Request: one two\\u{202e}\\u{7}",
    logged: String.raw`error_code="<masked>[<masked>" error_message="one\\n<masked>"`,
  },
  {
    what: "quotes and backslashes",
    token: json({ error: 'a"b', error_description: String.raw`"end" c:\d flag="good"` }, 400),
    shown: String.raw`400 Bad Request: "end" c:\d flag="good"`,
    logged: String.raw`error_code="a\"b" error_message="\"end\" <masked> flag=\"good\""`,
  },
  {
    what: "a status text of its own",
    token: () => sendRaw("HTTP/1.1 400 Secret Phrase\r\ncontent-length: 2\r\n\r\nno"),
    shown: "400 Bad Request: no",
    logged: UNKNOWN,
  },
  {
    what: "a status without a name",
    token: text("odd", 599),
    shown: "599 <unknown status code>: odd",
    logged: UNKNOWN,
  },
];

for (const { what, token, shown, logged } of refusals) {
  testLogin(`a token answer with ${what} is told and logged as such`, async () => {
    const { error, authText, logLines, page, server, port, terminal } = await rehearse({ token });
    assert.equal(error?.failure.kind, "token_status");
    assert.equal(error?.message, `Token exchange failed: token endpoint returned status ${shown}`);
    const announced = `Token exchange error: token endpoint returned status ${shown}`;
    assert.equal(terminal.split("\n").filter((line) => line === announced).length, 1);
    const status = /^\d+ [^:]+/.exec(shown)?.[0];
    assert.deepEqual(withoutClass(logLines), [
      START,
      RECEIVED,
      exchangeStart(server.issuer, port),
      ` WARN codex_login::server: oauth token exchange returned non-success status status=${status} ${logged}`,
      EXCHANGE_FAILED,
    ]);
    assert.equal(authText, undefined);
    assert.equal(page?.status, 502);
    assert.ok(page?.body.includes(asHtml(error?.message ?? "?")), page?.body);
  });
}

function asHtml(plain: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return plain.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

for (const status of [301, 302, 303, 307, 308]) {
  testLogin(`a redirect (${status}) of the token endpoint is not followed`, async () => {
    const { error, server, logLines } = await rehearse({
      token: () => new Response(null, { status, headers: { location: "/oauth/elsewhere" } }),
    });
    assert.equal(error?.failure.kind, "token_status");
    assert.match(error?.message ?? "", new RegExp(`returned status ${status} .*: unknown error$`));
    assert.deepEqual(server.requests.filter(({ path }) => path === "/oauth/elsewhere"), []);
    assert.match(logLines.at(-2) ?? "", new RegExp(`status=${status} `));
  });
}

testLogin("a long text is cut to 2 KB for people and to 200 characters for the log", async () => {
  const words = "long words ".repeat(500);
  const { error, logLines, page } = await rehearse({
    token: json({ error: words, error_description: words }, 400),
  });
  assert.ok((error?.message.length ?? 0) < 2_048 + 100);
  assert.ok((error?.message.length ?? 0) > 2_000);
  assert.ok((page?.body.length ?? 0) < 10_000);
  const [, code = "", message = ""] =
    /error_code="(.*)" error_message="(.*)"$/.exec(logLines.at(-2) ?? "") ?? [];
  assert.equal(code.length, 200);
  assert.equal(message.length, 200);
});
