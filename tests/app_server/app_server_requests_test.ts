// What the app-server says to requests that it cannot serve; each expectation was heard from the real one.
import assert from "node:assert/strict";
import { inputLines } from "../../src/app_server/input_lines.ts";
import { parseRequest, resultLine } from "../../src/app_server/json_rpc.ts";
import { decodeRequest } from "../../src/app_server/requests.ts";
import { startInProcessAppServer } from "../fixtures/in_process_app_server.ts";

const METHODS = "`initialize`, `account/read`, `account/login/start`, `account/login/cancel`, " +
  "`account/logout`, `getAuthStatus`";
const LOGIN_TYPES =
  "`apiKey`, `chatgpt`, `chatgptDeviceCode`, `chatgptAuthTokens`, `amazonBedrock`, `amazonBedrockAccessKeys`";

const refusals: [method: string, params: unknown, words: string][] = [
  ["nonsense", {}, `Invalid request: unknown variant \`nonsense\`, expected one of ${METHODS}`],
  ["initialize", { clientInfo: { name: "n", version: "1" } }, "Already initialized"],
  ["account/read", undefined, "Invalid request: missing field `params`"],
  ["account/read", null, "Invalid request: missing field `params`"],
  [
    "account/read",
    { refreshToken: "x" },
    'Invalid request: invalid type: string "x", expected a boolean',
  ],
  [
    "account/read",
    5,
    "Invalid request: invalid type: integer `5`, expected struct GetAccountParams",
  ],
  ["account/login/start", undefined, "Invalid request: missing field `params`"],
  ["account/login/start", {}, "Invalid request: missing field `type`"],
  [
    "account/login/start",
    "x",
    'Invalid request: invalid type: string "x", expected internally tagged enum LoginAccountParams',
  ],
  [
    "account/login/start",
    { type: "what" },
    `Invalid request: unknown variant \`what\`, expected one of ${LOGIN_TYPES}`,
  ],
  ["account/login/start", { type: "apiKey" }, "Invalid request: missing field `apiKey`"],
  [
    "account/login/start",
    { type: "apiKey", apiKey: 5 },
    "Invalid request: invalid type: integer `5`, expected a string",
  ],
  [
    "account/login/start",
    { type: "chatgpt", codexStreamlinedLogin: 1.5 },
    "Invalid request: invalid type: floating point `1.5`, expected a boolean",
  ],
  [
    "account/login/start",
    { type: "chatgpt", appBrand: "bogus" },
    "Invalid request: unknown variant `bogus`, expected `codex` or `chatgpt`",
  ],
  [
    "account/login/start",
    { type: "chatgpt", appBrand: 3 },
    "Invalid request: invalid type: integer `3`, expected string or map",
  ],
  ["getAuthStatus", undefined, "Invalid request: missing field `params`"],
  [
    "getAuthStatus",
    { includeToken: "x" },
    'Invalid request: invalid type: string "x", expected a boolean',
  ],
  ["account/login/cancel", {}, "Invalid request: missing field `loginId`"],
  ["account/login/cancel", { loginId: "nope" }, "invalid login id: nope"],
  ["account/logout", 5, "Invalid request: invalid type: integer `5`, expected unit"],
  ["account/logout", { all: true }, "Invalid request: invalid type: map, expected unit"],
];

for (const [method, params, words] of refusals) {
  Deno.test(`${method} with ${JSON.stringify(params)} is refused: ${words.slice(0, 80)}`, async () => {
    await using server = await startInProcessAppServer();
    const { error, result } = await server.request(method, params);
    assert.equal(result, undefined);
    assert.deepEqual(error, { code: -32600, message: words });
  });
}

Deno.test("a number that JavaScript would write in another way is no list of members", () => {
  for (const number of ["1.0", "1e400", "9007199254740993"]) {
    const request = parseRequest(`{"id":1,"method":"account/logout","params":${number}}`);
    assert.ok(request);
    assert.throws(() => decodeRequest(request), /invalid type: .* expected unit/);
  }
});

Deno.test("an API key that is empty is refused; the real one would save it", async () => {
  await using server = await startInProcessAppServer();
  const answer = await server.request("account/login/start", { type: "apiKey", apiKey: " " });
  assert.equal(answer.error?.message, "the API key is empty");
  assert.equal(await server.home.readAuth(), undefined);
});

Deno.test("what another server must do is refused with a word about where", async () => {
  await using server = await startInProcessAppServer();
  for (const type of ["chatgptAuthTokens", "amazonBedrock", "amazonBedrockAccessKeys"]) {
    const answer = await server.request("account/login/start", { type });
    assert.match(answer.error?.message ?? "", new RegExp(`does not do ${type}.*codex app-server`));
  }
});

const initializations: [params: unknown, words: string][] = [
  [undefined, "Invalid request: missing field `params`"],
  [{}, "Invalid request: missing field `clientInfo`"],
  [{ clientInfo: { name: "n" } }, "Invalid request: missing field `version`"],
  [
    { clientInfo: { name: 5, version: "1" } },
    "Invalid request: invalid type: integer `5`, expected a string",
  ],
  [
    { clientInfo: { name: "a\nb", version: "1" } },
    "Invalid clientInfo.name: 'a\nb'. Must be a valid HTTP header value.",
  ],
  [
    { clientInfo: { name: "n", version: "1", title: 5 } },
    "Invalid request: invalid type: integer `5`, expected a string",
  ],
  ...[
    [5, "integer `5`, expected struct InitializeCapabilities"],
    [{ experimentalApi: null }, "null, expected a boolean"],
    [{ optOutNotificationMethods: "x" }, 'string "x", expected a sequence'],
    [{ optOutNotificationMethods: [5] }, "integer `5`, expected a string"],
    [{ extensions: [] }, "sequence, expected a map"],
  ].map(([capabilities, what]): [unknown, string] => [
    { clientInfo: { name: "n", version: "1" }, capabilities },
    `Invalid request: invalid type: ${what}`,
  ]),
];

for (const [params, words] of initializations) {
  Deno.test(`initialize with ${JSON.stringify(params)} is refused, and may be tried again`, async () => {
    await using server = await startInProcessAppServer({ isInitialized: false });
    const { error } = await server.request("initialize", params);
    assert.deepEqual(error, { code: -32600, message: words });
    const again = await server.request("initialize", { clientInfo: { name: "n", version: "1" } });
    assert.ok(again.result);
  });
}

Deno.test("what a client may leave out may be null, and its name is one that a header can hold", async () => {
  for (
    const [name, version, ending] of [
      ["a\tb", "1", "(a\tb; 1)"],
      ["é", " 1 ", "(é;  1)"],
      ["é", "1\n\t2", "(_; 1__2)"],
      ["", "", "(;)"],
    ] as const
  ) {
    const clientInfo = { name, version, title: null };
    const capabilities = { optOutNotificationMethods: null, extensions: null };
    for (const initialize of [{ clientInfo, capabilities: null }, { clientInfo, capabilities }]) {
      await using server = await startInProcessAppServer({ isInitialized: false });
      const { result } = await server.request("initialize", initialize);
      assert.ok(String(result?.["userAgent"]).endsWith(` codex-login ${ending}`), `${version}`);
    }
  }
});

Deno.test("a request before initialize is refused, one that cannot be read in its own words", async () => {
  await using server = await startInProcessAppServer({ isInitialized: false });
  const early = await server.request("account/read", {});
  assert.deepEqual(early.error, { code: -32600, message: "Not initialized" });
  const unknown = await server.request("nonsense", {});
  assert.match(unknown.error?.message ?? "", /unknown variant/);
});

Deno.test("lines that are no request get no answer, as from the real one", async () => {
  await using server = await startInProcessAppServer();
  const before = server.messages.length;
  const silent = [
    ...["garbage", "", "[]", "12", '"text"', "null", "{", '{"id":1}', '{"method":5,"id":1}'],
    ...['{"id":1,"result":{}}', '{"id":1,"error":{"code":1,"message":"m"}}'],
    ...['{"method":"initialized"}', '{"method":"nonsense","params":{}}'],
    ...[null, true, 1.5, {}, 1e20].map((id) =>
      JSON.stringify({ id, method: "account/read", params: {} })
    ),
  ];
  for (const line of silent) server.send(line);
  const answer = await server.request("account/read", {});
  assert.ok(answer.result);
  assert.deepEqual(server.messages.slice(before), [answer]);
});

Deno.test("an answer has no jsonrpc member, and an id comes back as it was", async () => {
  await using server = await startInProcessAppServer();
  const before = Date.now();
  server.send('{"jsonrpc":"2.0","method":"account/logout","id":7}');
  const update = await server.notification("account/updated");
  assert.deepEqual(server.messages.at(-2), { id: 7, result: {} });
  const { emittedAtMs, ...rest } = update as unknown as Record<string, unknown>;
  assert.ok(Number(emittedAtMs) >= before && Number(emittedAtMs) <= Date.now());
  assert.deepEqual(rest, {
    method: "account/updated",
    params: { authMode: null, planType: null },
  });
});

async function linesOf(chunks: string[], longest?: number): Promise<string[]> {
  const bytes = chunks.map((chunk) => new TextEncoder().encode(chunk));
  return await Array.fromAsync(inputLines(ReadableStream.from(bytes), longest));
}

Deno.test("lines come whole however they are cut, also within a character", async () => {
  assert.deepEqual(await linesOf(["a\nb", "c\n", "\nd\r\n", "unfinished"]), ["a", "bc", "", "d\r"]);
  const [first, ...rest] = new TextEncoder().encode("€\n");
  const cut = ReadableStream.from([Uint8Array.of(first ?? 0), Uint8Array.from(rest)]);
  assert.deepEqual(await Array.fromAsync(inputLines(cut)), ["€"]);
});

Deno.test("a line that is no UTF-8 is dropped, and a byte order mark is not JSON", async () => {
  const bytes = [0x22, 0xff, 0x22, 0x0a, 0x31, 0x0a, 0xc3, 0x0a, 0x32, 0x0a];
  const stream = ReadableStream.from([Uint8Array.from(bytes)]);
  assert.deepEqual(await Array.fromAsync(inputLines(stream)), ["1", "2"]);
  const [marked] = await linesOf(['\ufeff{"id":1,"method":"account/read"}\n']);
  assert.equal(parseRequest(marked ?? ""), undefined);
});

Deno.test("a line beyond the limit is dropped, the next one is not", async () => {
  const chunks = ["12345678901", "more of it", "\nnext\n", "0123456789\n", "01234567890\n", "x\n"];
  assert.deepEqual(await linesOf(chunks, 10), ["next", "0123456789", "x"]);
});

Deno.test("an id is a string or a whole number of 64 bits, and is answered as it came", () => {
  const request = (id: string) => parseRequest(`{"id":${id},"method":"account/read"}`);
  for (
    const id of ["9007199254740993", "-9223372036854775808", "9223372036854775807", '"x"', "0"]
  ) {
    assert.equal(resultLine(request(id)?.id, {}), `{"id":${id},"result":{}}`);
  }
  for (const id of ["9223372036854775808", "1e3", "1.0", "1.5", "null", "{}", "true"]) {
    assert.equal(request(id), undefined, id);
  }
});
