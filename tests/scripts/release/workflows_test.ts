/** The workflows: what they run is what a person runs, and no tag of somebody else's decides what that is. */
import assert from "node:assert/strict";
import configuration from "../../../deno.json" with { type: "json" };
import { projectPath } from "../../../scripts/project.ts";

const FOLDER = projectPath(".github/workflows");
const WORKFLOWS = [...Deno.readDirSync(FOLDER)].map(({ name }) =>
  [name, Deno.readTextFileSync(`${FOLDER}/${name}`)] as const
);

Deno.test("every action is pinned by its commit, with its version beside it", () => {
  assert.deepEqual(WORKFLOWS.map(([name]) => name).sort(), [
    "publish.yml",
    "release.yml",
    "test.yml",
  ]);
  for (const [name, text] of WORKFLOWS) {
    const uses = text.match(/uses:.*/g) ?? [];
    assert.ok(uses.length > 0);
    for (const line of uses) {
      assert.match(line, /^uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, name);
    }
    assert.match(text, /^permissions:\n {2}contents: read\n/m);
  }
});

Deno.test("they call this project's tasks, with the Deno that the README names, and nothing else of Deno", async () => {
  const readme = await Deno.readTextFile(projectPath("README.md"));
  for (const [name, text] of WORKFLOWS) {
    const calls = [...text.matchAll(/npx -y (deno@\S+) (\S+) (\S+)/g)];
    assert.equal(calls.length, text.match(/deno@|deno task|deno run/g)?.length ?? 0, name);
    for (const [, deno = "", verb, task = ""] of calls) {
      assert.ok(readme.includes(`npx -y ${deno} task`), deno);
      assert.equal(verb, "task", name);
      assert.ok(Object.hasOwn(configuration.tasks, task), `${name}: ${task}`);
    }
  }
});
