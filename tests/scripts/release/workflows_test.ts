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

/** Base64, as a certificate is handed over. */
const CANARY = "canary51c0canary";

/** The steps that need an account, each with its script and what its environment names. */
const ACCOUNT_STEPS = WORKFLOWS.flatMap(([, text]) =>
  text.split(/^ {6}- (?=name: .*\(needs an account\)$)/m).slice(1).map((step) => ({
    name: /^name: (.*)$/m.exec(step)?.[1] ?? "",
    script: (/ run: \|\n((?: {10}.*\n|\n)+)/.exec(step)?.[1] ?? "").replace(/^ {10}/gm, ""),
    variables: [...step.matchAll(/^ {10}([A-Z_]+): (.*)$/gm)].map(([, name = "", value = ""]) => ({
      name,
      isSecret: value.includes("secrets."),
    })),
  }))
);

/** Every program that a step starts: it notes its arguments, and leaves what the next one looks for. */
const STAND_IN = `#!/bin/sh
echo "\${0##*/} $*" >>"$SEEN"
case "\${0##*/} $1" in
  "gh release") mkdir -p manifests && touch manifests/one ;;
  "git clone") mkdir -p there ;;
  "git branch") echo main ;;
  "docker login" | "security -i") cat >>"$SEEN.input" ;;
  "npm config") echo https://packages.example/ ;;
esac
`;

/** Runs a step's script as a forge does, each of its variables with the value that is given for it. */
async function runStep(
  { script, variables }: typeof ACCOUNT_STEPS[number],
  valueOf: (variable: { name: string; isSecret: boolean }) => string,
) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/bin`);
    for (const tool of ["docker", "gh", "git", "npm", "npx", "security", "sha256sum", "sudo"]) {
      await Deno.writeTextFile(`${folder}/bin/${tool}`, STAND_IN, { mode: 0o755 });
    }
    const { code, stdout, stderr } = await new Deno.Command("bash", {
      args: ["--noprofile", "--norc", "-eo", "pipefail", "-c", script],
      cwd: folder,
      env: {
        ...{ TAG: "v1.2.3", GITHUB_REPOSITORY: "o/n", GITHUB_ACTOR: "o", PROGRAM: "p" },
        ...{ RUNNER_TEMP: folder, SEEN: `${folder}/seen` },
        ...Object.fromEntries(variables.map((one) => [one.name, valueOf(one)])),
        PATH: `${folder}/bin:${Deno.env.get("PATH")}`,
      },
    }).output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    const seen = await Deno.readTextFile(`${folder}/seen`).catch(() => "");
    return { code, output: `${out}${err}`, seen };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "what needs an account is skipped with a word without one, and shows no secret with one",
  ignore: Deno.build.os === "windows",
}, async () => {
  assert.equal(ACCOUNT_STEPS.length, 6);
  for (const step of ACCOUNT_STEPS) {
    const without = await runStep(step, () => "");
    assert.equal(without.code, 0, `${step.name}\n${without.output}`);
    // Where executables are signed it is the task that says the word.
    const isSaid = /^::notice::skipped: .*is not set$/m.test(without.output);
    assert.equal(isSaid, !without.seen.includes("task"), step.name);
    const withOne = await runStep(step, ({ isSecret }) => isSecret ? CANARY : "o/n");
    assert.equal(withOne.code, 0, `${step.name}\n${withOne.output}`);
    assert.match(withOne.seen, / (push|publish|task (sign|release|publish)) ?/, step.name);
    assert.ok(!`${withOne.output}${withOne.seen}`.includes(CANARY), step.name);
  }
});
