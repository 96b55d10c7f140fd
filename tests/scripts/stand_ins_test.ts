/**
 * What this program relies on from @std, held against whichever of the two the imports lead to: the
 * stand-ins of scripts/npm_only, or the real packages. Both must pass.
 */
import assert from "node:assert/strict";
import { parseArgs } from "@std/cli/parse-args";
import { STATUS_TEXT, type StatusCode } from "@std/http/status";

/** Options like ours, of which each is a list; a few beside them that are none. */
function parse(args: string[]) {
  const parsed: Record<string, unknown> = parseArgs(args, {
    string: ["port", "config", "issuer"],
    boolean: ["help", "json", "no-browser"],
    collect: ["port", "config", "issuer", "help", "json"],
    alias: { help: "h", config: "c", issuer: "experimental_issuer" },
  });
  const isGiven = (value: unknown) =>
    value !== false && (!Array.isArray(value) || value.length > 0);
  return Object.fromEntries(Object.entries(parsed).filter(([, value]) => isGiven(value)));
}

const help = (...values: boolean[]) => ({ help: values, h: values });
const config = (...values: string[]) => ({ config: values, c: values });
const issuer = (...values: string[]) => ({ issuer: values, experimental_issuer: values });

const ARGUMENTS: Array<[string[], Record<string, unknown>]> = [
  [[], {}],
  [["--port", "1455"], { port: ["1455"] }],
  [["--port=1455"], { port: ["1455"] }],
  [["--port", "1", "--port=2"], { port: ["1", "2"] }],
  [["--port"], { port: [""] }],
  [["--port="], { port: [""] }],
  [["--port", "--help"], { port: [""], ...help(true) }],
  [["--port", ""], { port: [""], _: [""] }],
  [["--port", "true"], { port: ["true"] }],
  [["--issuer", "https://a/?b=c"], issuer("https://a/?b=c")],
  [["--experimental_issuer=x", "--issuer", "y"], issuer("x", "y")],
  [["-c", "a=b"], config("a=b")],
  [
    ["-c", "a=b", "-c=log_dir=/x y", "--c=d", "--config", "e"],
    config("a=b", "log_dir=/x y", "d", "e"),
  ],
  [["-c", "-"], config("-")],
  [["-c"], config("")],
  [["-c="], config("")],
  [["-h"], help(true)],
  [["-h", "--help"], help(true, true)],
  [["--help", "more"], { ...help(true), _: ["more"] }],
  [["--json", "status"], { json: [true], _: ["status"] }],
  [["--json", "false", "x"], { json: [false], _: ["x"] }],
  [["--json=false"], { json: [false] }],
  [["--json=1"], { json: [true] }],
  [["--no-browser"], { "no-browser": true }],
  [["--no-browser", "x"], { "no-browser": true, _: ["x"] }],
  [["--nope"], { nope: true }],
  [["--nope", "value"], { nope: "value" }],
  [["--nope=7"], { nope: 7 }],
  [["--no-port", "5"], { "no-port": 5 }],
  [["-x"], { x: true }],
  [["-xh"], { x: true, ...help(true) }],
  [["-xc", "v"], { x: true, ...config("v") }],
  [["login", "5", "-"], { _: ["login", 5, "-"] }],
  [["--port", "--", "--nope", "7"], { port: [""], _: ["--nope", "7"] }],
  [["--toString"], { toString: true }],
  [["--__proto__=x"], {}],
  [["--__proto__", "x"], {}],
  [["--constructor=x"], {}],
];

Deno.test("parseArgs reads every form that the command line has", () => {
  for (const [args, expected] of ARGUMENTS) {
    assert.deepEqual(parse(args), { ...expected }, args.join(" "));
  }
});

Deno.test("parseArgs asks about what is in no list, and leaves out what is refused", () => {
  const asked: unknown[][] = [];
  const parsed: Record<string, unknown> = parseArgs(
    ["--text", "a", "-x", "--__proto__=1", "--_", "word", "--nope=7", "5", "--", "end"],
    {
      string: ["text"],
      unknown(...args) {
        asked.push(args);
        return args[1] === undefined;
      },
    },
  );
  assert.deepEqual({ ...parsed }, { _: [5, "end"], text: "a" });
  assert.deepEqual(asked, [
    ["-x", "x", true],
    ["--__proto__=1", "__proto__", "1"],
    ["--_", "_", "word"],
    ["--nope=7", "nope", "7"],
    ["5"],
  ]);
});

Deno.test("parseArgs gives every option that is on or off or a list a value", () => {
  const parsed: Record<string, unknown> = parseArgs(["7"], {
    boolean: ["on", "ons"],
    string: ["text", "texts"],
    collect: ["ons", "texts"],
    alias: { ons: "o" },
  });
  assert.deepEqual({ ...parsed }, { _: [7], on: false, ons: [], o: [], texts: [] });
});

Deno.test("status texts are the canonical phrases", () => {
  const phrases: Array<[StatusCode, string]> = [
    [200, "OK"],
    [204, "No Content"],
    [203, "Non Authoritative Info"],
    [207, "Multi Status"],
    [302, "Found"],
    [400, "Bad Request"],
    [401, "Unauthorized"],
    [403, "Forbidden"],
    [404, "Not Found"],
    [405, "Method Not Allowed"],
    [407, "Proxy Auth Required"],
    [408, "Request Timeout"],
    [409, "Conflict"],
    [410, "Gone"],
    [413, "Content Too Large"],
    [414, "URI Too Long"],
    [418, "I'm a teapot"],
    [421, "Misdirected Request"],
    [422, "Unprocessable Entity"],
    [429, "Too Many Requests"],
    [500, "Internal Server Error"],
    [502, "Bad Gateway"],
    [503, "Service Unavailable"],
    [504, "Gateway Timeout"],
    [511, "Network Authentication Required"],
  ];
  for (const [code, phrase] of phrases) assert.equal(STATUS_TEXT[code], phrase);
  assert.equal(Object.keys(STATUS_TEXT).length, 62);
  for (const unregistered of [0, 299, 306, 509, 599]) {
    assert.equal(unregistered in STATUS_TEXT, false);
  }
});
