// .env in CODEX_HOME; the rows about quoting were compared with the real Codex CLI.
import assert from "node:assert/strict";
import { parseDotenv, readDotenv } from "../../src/config/dotenv.ts";
import { withFolder } from "../fixtures/with_folder.ts";

const ENVIRONMENT: Record<string, string> = { OUTER: "outside", RUST_LOG: "off" };
const read = (name: string) => ENVIRONMENT[name];

const VALUES: readonly [line: string, value: string | undefined][] = [
  ["NAME=value", "value"],
  ["  export NAME = value ", "value"],
  ["NAME=", ""],
  ["NAME= # a comment", ""],
  ["NAME=value # a comment", "value"],
  ["NAME=value#part", "value#part"],
  ["NAME='value' # a comment", "value"],
  ["NAME=a'b c'd", "ab cd"],
  ['NAME="a\\nb \\"c\\" \\$OUTER"', 'a\nb "c" $OUTER'],
  ["NAME='$OUTER \\n'", "$OUTER \\n"],
  ["NAME=$OUTER", "outside"],
  ['NAME="<${OUTER}>"', "<outside>"],
  ["NAME=<$UNKNOWN>", "<>"],
  ["NAME=a\\ b", "a b"],
  ["NAME='two\nlines'", "two\nlines"],
  ["NAME=value\r", "value"],
  ["# NAME=value", undefined],
  ["NAME=two words", undefined],
  ["NAME: value", undefined],
  ["NAME='open", undefined],
  ["9NAME=value", undefined],
];

for (const [line, value] of VALUES) {
  Deno.test(`.env line ${JSON.stringify(line)} sets ${JSON.stringify(value)}`, () => {
    assert.equal(parseDotenv(`BEFORE=1\n${line}\nAFTER=2\n`, read).get("NAME"), value);
  });
}

Deno.test("a line that cannot be read takes no other line with it", () => {
  const values = parseDotenv("A=1\nnot an assignment\nB=2\nC=x y\nD=4", read);
  assert.deepEqual(Object.fromEntries(values), { A: "1", B: "2", D: "4" });
});

Deno.test("a later line sees what an earlier one set, and the last one of a name counts", () => {
  const values = parseDotenv("OUTER=inside\nA=$OUTER\nA=${A}2", read);
  assert.equal(values.get("A"), "inside2");
});

Deno.test("names that start with CODEX_ are ignored in any case", () => {
  assert.equal(parseDotenv("CODEX_HOME=/x\ncodex_ca_certificate=/y\nCodex_X=1", read).size, 0);
});

Deno.test("only variables that the program reads are taken from the file", () =>
  withFolder((folder) => {
    Deno.writeTextFileSync(
      `${folder}/.env`,
      "RUST_LOG=debug\nhttps_proxy=http://p:1\nPATH=/evil\nHOME=/evil\nLD_PRELOAD=x\n" +
        "DENO_SERVE_ADDRESS=tcp:0.0.0.0:1\nCODEX_HOME=/evil\n",
    );
    assert.deepEqual(Object.fromEntries(readDotenv(folder, read)), {
      RUST_LOG: "debug",
      https_proxy: "http://p:1",
    });
  }));

Deno.test("the environment is never asked for a name that the program may not read", () =>
  withFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/.env`, "RUST_LOG=$SECRET_OF_OTHERS$RUST_LOG\n");
    const asked: string[] = [];
    const values = readDotenv(folder, (name) => {
      asked.push(name);
      return ENVIRONMENT[name];
    });
    assert.deepEqual(asked, ["RUST_LOG"]);
    assert.equal(values.get("RUST_LOG"), "off");
  }));

Deno.test("no file, a folder and a file that is no text set nothing", () =>
  withFolder((folder) => {
    assert.equal(readDotenv(folder, read).size, 0);
    Deno.writeFileSync(`${folder}/.env`, new Uint8Array([0xff, 0xfe, 0, 61, 10]));
    assert.equal(readDotenv(folder, read).size, 0);
    Deno.removeSync(`${folder}/.env`);
    Deno.mkdirSync(`${folder}/.env`);
    assert.equal(readDotenv(folder, read).size, 0);
  }));

Deno.test("a .env past its limit is refused, and says so", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/.env`, `RUST_LOG=${"x".repeat(64 * 1024)}\n`);
    assert.throws(() => readDotenv(folder, read), /it is larger than 64 KiB; shorten it\.$/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("values that name one another do not grow without bound", () => {
  const lines = [
    "A=xxxxxxxxxx",
    ..."BCDEFGHI".split("").map((name, index) => `${name}=${`$${"ABCDEFGH"[index]}`.repeat(10)}`),
  ];
  assert.throws(
    () => parseDotenv(lines.join("\n"), read),
    /what E names makes its value longer than 64 KiB; shorten it\.$/,
  );
});

Deno.test("a value as long as the file may be is read in one piece, quoted or not", () => {
  for (const quote of ["", "'", '"']) {
    const value = "x".repeat(64 * 1024 - 20);
    assert.equal(parseDotenv(`NAME=${quote}${value}${quote}`, read).get("NAME"), value);
  }
});
