/**
 * What this program relies on from @std, held against whichever of the two the imports lead to: the
 * stand-ins of scripts/npm_only, or the real packages. Both must pass.
 */
import assert from "node:assert/strict";
import { parseArgs } from "@std/cli/parse-args";
import { STATUS_CODE, STATUS_TEXT, type StatusCode } from "@std/http/status";

/** The options of a program like ours, with what `unknown` was asked. */
function parse(args: string[]) {
  const asked: string[] = [];
  const { _, ...named } = parseArgs(args, {
    string: ["port", "c", "issuer"],
    boolean: ["help", "browser"],
    collect: ["c"],
    negatable: ["browser"],
    default: { browser: true },
    alias: { help: "h", issuer: ["experimental_issuer"] },
    unknown: (arg, name, value) => {
      asked.push(name === undefined ? arg : `${arg} ${name}=${value}`);
      return false;
    },
  });
  const given = Object.fromEntries(
    Object.entries(named).filter(([, value]) => value !== undefined),
  );
  return { given, positionals: _, asked };
}

const NOTHING = { help: false, h: false, browser: true, c: [] as string[] };

const ARGUMENTS: Array<[string[], Record<string, unknown>, string[]?]> = [
  [[], {}],
  [["--port", "1455"], { port: "1455" }],
  [["--port=1455"], { port: "1455" }],
  [["--port", "1", "--port", "2"], { port: "2" }],
  [["--port"], { port: "" }],
  [["--port", "--help"], { port: "", help: true, h: true }],
  [["--port", "-1"], { port: "" }, ["-1 1=true"]],
  [["--port", ""], { port: "" }, [""]],
  [["--port="], {}, ["--port= port==true"]],
  [["--issuer", "https://a/?b=c"], {
    issuer: "https://a/?b=c",
    experimental_issuer: "https://a/?b=c",
  }],
  [["--experimental_issuer=x"], { issuer: "x", experimental_issuer: "x" }],
  [["-c", "a=b"], { c: ["a=b"] }],
  [["-c", "a=b", "-c=log_dir=/x y", "--c=d"], { c: ["a=b", "log_dir=/x y", "d"] }],
  [["-c", "-"], { c: ["-"] }],
  [["-c"], { c: [""] }],
  [["-c5"], { c: ["5"] }],
  [["-h"], { help: true, h: true }],
  [["--help", "more"], { help: true, h: true }, ["more"]],
  [["--help", "false"], {}],
  [["--help=false"], {}],
  [["--browser"], {}],
  [["--no-browser"], { browser: false }],
  [["--no-browser=false"], { browser: false }],
  [["--no-help"], {}, ["--no-help no-help=true"]],
  [["--nope"], {}, ["--nope nope=true"]],
  [["--nope", "value"], {}, ["--nope nope=value"]],
  [["--nope=value"], {}, ["--nope=value nope=value"]],
  [["--no-port", "5"], {}, ["--no-port no-port=5"]],
  [["-x"], {}, ["-x x=true"]],
  [["-xh"], { help: true, h: true }, ["-xh x=true"]],
  [["-xc", "v"], { c: ["v"] }, ["-xc x=true"]],
  [["login", "5"], {}, ["login", "5"]],
  [["-"], {}, ["-"]],
];

Deno.test("parseArgs reads every form that the command line has", () => {
  for (const [args, expected, asked = []] of ARGUMENTS) {
    const result = parse(args);
    assert.deepEqual(result.given, { ...NOTHING, ...expected }, args.join(" "));
    assert.deepEqual(result.asked, asked, args.join(" "));
    assert.deepEqual(result.positionals, [], args.join(" "));
  }
});

Deno.test("parseArgs keeps what stands after -- as it is, and asks nobody about it", () => {
  const result = parse(["--port", "--", "--nope", "7"]);
  assert.deepEqual(result, {
    given: { ...NOTHING, port: "" },
    positionals: ["--nope", "7"],
    asked: [],
  });
});

Deno.test("parseArgs keeps positional arguments, numbers as numbers, and can stop at the first", () => {
  assert.deepEqual(parseArgs(["a", "7", "--x", "b"], { boolean: ["x"] }), {
    _: ["a", 7, "b"],
    x: true,
  });
  assert.deepEqual(
    parseArgs(["--x", "login", "--x=1", "7", "--", "8"], { boolean: ["x"], stopEarly: true }),
    { _: ["login", "--x=1", "7", "8"], x: true },
  );
});

Deno.test("parseArgs gives the types that the options say", () => {
  const parsed = parseArgs(["--port", "1"], {
    string: ["port", "c"],
    boolean: ["help"],
    collect: ["c"],
    alias: { help: "h" },
  });
  const port: string | undefined = parsed.port;
  const values: string[] = parsed.c;
  const isHelp: boolean = parsed.help;
  const isHelpByAlias: boolean = parsed.h;
  // @ts-expect-error a text option may be missing
  const missing: string = parseArgs([], { string: ["port"] }).port;
  assert.deepEqual([port, values, isHelp, isHelpByAlias, missing], [
    "1",
    [],
    false,
    false,
    undefined,
  ]);
});

Deno.test("status texts are the canonical phrases", () => {
  const phrases: Array<[StatusCode, string]> = [
    [STATUS_CODE.OK, "OK"],
    [STATUS_CODE.NoContent, "No Content"],
    [203, "Non Authoritative Info"],
    [207, "Multi Status"],
    [STATUS_CODE.Found, "Found"],
    [STATUS_CODE.BadRequest, "Bad Request"],
    [STATUS_CODE.Unauthorized, "Unauthorized"],
    [STATUS_CODE.Forbidden, "Forbidden"],
    [STATUS_CODE.NotFound, "Not Found"],
    [STATUS_CODE.MethodNotAllowed, "Method Not Allowed"],
    [407, "Proxy Auth Required"],
    [STATUS_CODE.RequestTimeout, "Request Timeout"],
    [STATUS_CODE.Conflict, "Conflict"],
    [STATUS_CODE.Gone, "Gone"],
    [STATUS_CODE.ContentTooLarge, "Content Too Large"],
    [STATUS_CODE.URITooLong, "URI Too Long"],
    [418, "I'm a teapot"],
    [STATUS_CODE.MisdirectedRequest, "Misdirected Request"],
    [STATUS_CODE.UnprocessableEntity, "Unprocessable Entity"],
    [STATUS_CODE.TooManyRequests, "Too Many Requests"],
    [STATUS_CODE.InternalServerError, "Internal Server Error"],
    [STATUS_CODE.BadGateway, "Bad Gateway"],
    [STATUS_CODE.ServiceUnavailable, "Service Unavailable"],
    [STATUS_CODE.GatewayTimeout, "Gateway Timeout"],
    [511, "Network Authentication Required"],
  ];
  for (const [code, phrase] of phrases) assert.equal(STATUS_TEXT[code], phrase);
  assert.equal(Object.keys(STATUS_TEXT).length, 62);
  for (const unregistered of [0, 299, 306, 509, 599]) {
    assert.equal(unregistered in STATUS_TEXT, false);
  }
});
