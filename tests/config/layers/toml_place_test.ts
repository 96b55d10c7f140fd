import assert from "node:assert/strict";
import { placeInToml } from "../../../src/config/layers/toml_place.ts";

for (
  const [what, text, place] of [
    ["at the top", "a = 1\nlog_dir = 5\n", "2:11"],
    ["with blanks around it", "\n  log_dir\t=   5", "2:15"],
    ["in quotes", '"log_dir" = 5', "1:13"],
    ["behind a comment of its name", "# log_dir = 1\nlog_dir = 5", "2:11"],
    ["behind a table of another name", "[other]\nlog_dir = 5\n", undefined],
    ["behind a list of tables", "[[a]]\nlog_dir = 5", undefined],
    ["nowhere", "log_dirs = 5", undefined],
    ["behind a multi-line string that shows it", 'x = """\nlog_dir = 3\n"""\nlog_dir = 5', "4:11"],
    ["behind a literal one", "x = '''\nlog_dir = 3\n\"\"\"'''\nlog_dir = 5", "4:11"],
    ["behind a comment with quotes", '# it\'s """\nlog_dir = 5', "2:11"],
    ["in a line with CRLF", "a = 1\r\nlog_dir = 5\r\n", "2:11"],
  ] as const
) {
  Deno.test(`a value ${what} is at ${place}`, () => {
    assert.equal(placeInToml(text, ["log_dir"]), place);
  });
}

for (
  const [text, place] of [
    ["[features]\nx = 1\nrespect_system_proxy = 5", "3:24"],
    ["[ features ] # here\nrespect_system_proxy = 5", "2:24"],
    ["features.respect_system_proxy = 5", "1:33"],
    ['["features"]\n"respect_system_proxy"=5', "2:24"],
    ["features = { respect_system_proxy = 5 }", undefined],
    ["[other]\nfeatures.respect_system_proxy = 5", undefined],
  ] as const
) {
  Deno.test(`${JSON.stringify(text)} sets the feature at ${place}`, () => {
    assert.equal(placeInToml(text, ["features", "respect_system_proxy"]), place);
  });
}
