/** Colour and links by the variables of people and terminals. */
import assert from "node:assert/strict";
import { isColorWanted, isLinkTerminal } from "../../../src/cli/terminal/terminal_look.ts";

type Variables = Readonly<Record<string, string>>;
const XTERM = { TERM: "xterm" };
const reader = (variables: Variables) => (name: string) => variables[name];

for (
  const [variables, onTerminal, inPipe] of [
    [{}, false, false],
    [XTERM, true, false],
    [{ TERM: "dumb" }, false, false],
    [{ ...XTERM, NO_COLOR: "1" }, false, false],
    [{ ...XTERM, NO_COLOR: "" }, true, false],
    [{ ...XTERM, CLICOLOR: "0" }, false, false],
    [{ ...XTERM, CLICOLOR: "1" }, true, false],
    [{ CLICOLOR_FORCE: "1" }, true, true],
    [{ ...XTERM, CLICOLOR_FORCE: "0" }, true, false],
    [{ NO_COLOR: "1", CLICOLOR_FORCE: "1" }, false, false],
    [{ FORCE_COLOR: "1", NO_COLOR: "1", TERM: "dumb" }, true, true],
    [{ FORCE_COLOR: "0", CLICOLOR_FORCE: "1" }, false, false],
    [{ ...XTERM, FORCE_COLOR: "" }, true, false],
  ] as [Variables, boolean, boolean][]
) {
  Deno.test(`colour with ${JSON.stringify(variables)}: on a terminal ${onTerminal}, in a pipe ${inPipe}`, () => {
    assert.equal(isColorWanted(reader(variables), true, "linux"), onTerminal);
    assert.equal(isColorWanted(reader(variables), false, "linux"), inPipe);
  });
}

Deno.test("on Windows a terminal without TERM shows colours", () => {
  assert.equal(isColorWanted(reader({}), true, "windows"), true);
});

for (
  const [variables, expected, os = "linux"] of [
    [{}, false],
    [{ TERM_PROGRAM: "iTerm.app", TERM_PROGRAM_VERSION: "3.0.9" }, false],
    [{ TERM_PROGRAM: "iTerm.app", TERM_PROGRAM_VERSION: "3.10.1" }, true],
    [{ TERM_PROGRAM: "WezTerm", TERM_PROGRAM_VERSION: "20200620-160318-e00b076c" }, true],
    [{ TERM_PROGRAM: "WezTerm", TERM_PROGRAM_VERSION: "20190101-000000-0000" }, false],
    [{ TERM_PROGRAM: "vscode", TERM_PROGRAM_VERSION: "1.71.2" }, false],
    [{ TERM_PROGRAM: "vscode", TERM_PROGRAM_VERSION: "1.100.0" }, true],
    [{ TERM_PROGRAM: "ghostty", TERM_PROGRAM_VERSION: "1.0.0" }, true],
    [{ TERM_PROGRAM: "Apple_Terminal", TERM_PROGRAM_VERSION: "455" }, false],
    [{ VTE_VERSION: "4999" }, false],
    [{ VTE_VERSION: "5000" }, false],
    [{ VTE_VERSION: "0.50.0" }, false],
    [{ VTE_VERSION: "5202" }, true],
    [{ VTE_VERSION: "7600" }, true],
    [{ VTE_VERSION: "0.51.1" }, true],
    [{ VTE_VERSION: "7600", CI: "true" }, false],
    [{ TERM: "xterm-kitty" }, true],
    [{ TERM: "alacritty" }, true],
    [{ WT_SESSION: "x" }, true, "windows"],
    [{ VTE_VERSION: "7600" }, false, "windows"],
    [{ FORCE_HYPERLINK: "1", CI: "true" }, true],
    [{ FORCE_HYPERLINK: "0", TERM: "alacritty" }, false],
  ] as [Variables, boolean, ("linux" | "windows")?][]
) {
  Deno.test(`links with ${JSON.stringify(variables)} on ${os}: ${expected}`, () => {
    assert.equal(isLinkTerminal(reader(variables), true, os), expected);
    assert.equal(isLinkTerminal(reader(variables), false, os), variables.FORCE_HYPERLINK === "1");
  });
}
