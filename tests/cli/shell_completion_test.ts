/** What the shells make of the completion scripts, asked of the shells themselves where they are. */
import assert from "node:assert/strict";
import { completionScript } from "../../src/cli/shell_completion.ts";
import { OPTIONS } from "../../src/cli/option_table.ts";
import { COMMAND_NAMES, COMMANDS, type Shell, SHELLS } from "../../src/cli/command_table.ts";
import { hasCommand } from "../fixtures/has_command.ts";

for (const shell of SHELLS) {
  Deno.test(`the completion of ${shell} names every command and every option that help shows`, () => {
    const script = completionScript(shell);
    for (const name of COMMAND_NAMES) assert.ok(script.includes(name), name);
    const dashes = shell === "fish" ? "-l " : "--";
    for (const option of Object.values(COMMANDS).flatMap(({ options }) => options)) {
      if (OPTIONS[option].help) assert.ok(script.includes(`${dashes}${option}`), option);
    }
  });
}

const ZSH_SETUP = `autoload -Uz compinit; compinit -u -D; source $TMPDIR/completion
compadd() { local -a found; builtin compadd -O found "$@"; print -rl -- $found >> $TMPDIR/offered; builtin compadd "$@" }
ask() { zle list-choices; : > $TMPDIR/asked }
zle -N ask; bindkey '^I' ask`;

/** What each shell offers behind a command line, one candidate a line. */
const ASKING: Partial<Record<Shell, (script: string, line: string) => string[]>> = {
  bash: (script, line) => [
    "bash",
    "--norc",
    "-c",
    `${script}\nCOMP_WORDS=(${line} "$1"); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _codex_login 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`,
    "-",
  ],
  // Completion needs a terminal; every list of candidates that matches goes through compadd.
  zsh: (script, line) => [
    "zsh",
    "-f",
    "-c",
    `print -r -- ${shellQuoted(script)} > $TMPDIR/completion
     print -r -- ${shellQuoted(ZSH_SETUP)} > $TMPDIR/setup
     zmodload zsh/zpty; zpty z zsh -f -i
     zpty -w z "source $TMPDIR/setup; echo REA''DY"
     zpty -r z out '*READY*'
     zpty -w -n z ${shellQuoted(line)}" $1"$'\\t'
     until [[ -e $TMPDIR/asked ]]; do sleep 0.05; done
     cat $TMPDIR/offered`,
    "-",
  ],
  fish: (script, line) => [
    "fish",
    "--no-config",
    "-c",
    `${script}\ncomplete -C "${line} $argv[1]" | string split -f 1 \\t`,
    "--",
  ],
};

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

async function offered(shell: Shell, line: string, word: string): Promise<string[]> {
  const [command = "", ...args] = ASKING[shell]?.(completionScript(shell), line) ?? [];
  const TMPDIR = await Deno.makeTempDir();
  try {
    const env = { HOME: TMPDIR, TMPDIR, TERM: "dumb" };
    const { stdout } = await new Deno.Command(command, {
      args: [...args, word],
      env,
      stdin: "null",
    })
      .output();
    return new TextDecoder().decode(stdout).split("\n").map((one) => one.trim()).filter(Boolean);
  } finally {
    await Deno.remove(TMPDIR, { recursive: true });
  }
}

for (const shell of ["bash", "zsh", "fish"] as const) {
  Deno.test({
    name: `${shell} completes commands, their options, and what an option takes`,
    ignore: !await hasCommand(shell),
    async fn() {
      const table: [line: string, word: string, has: string[], hasNot: string[]][] = [
        ["codex-login", "", ["status", "doctor", "app-server"], ["bash"]],
        ["codex-login", "--d", ["--device-auth"], ["--offline"]],
        ["codex-login doctor", "--", ["--offline", "--json"], ["--device-auth"]],
        ["codex-login login status", "--", ["--json"], ["--device-auth"]],
        ["codex-login logs", "--l", ["--last", "--level"], ["--follow"]],
        ["codex-login logs --level", "", ["error", "warn"], ["doctor", "--last"]],
        ["codex-login help", "d", ["doctor"], ["status"]],
        ["codex-login completion", "", ["bash", "powershell"], ["doctor"]],
      ];
      // Each question takes zsh most of a second.
      for (const [line, word, has, hasNot] of shell === "zsh" ? table.slice(0, 3) : table) {
        const words = await offered(shell, line, word);
        for (const one of has) assert.ok(words.includes(one), `${line} ${word}: ${words}`);
        for (const one of hasNot) assert.ok(!words.includes(one), `${line} ${word}: ${words}`);
      }
    },
  });
}
