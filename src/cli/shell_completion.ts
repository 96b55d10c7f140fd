/**
 * What shells load to complete a command line of this program, made of the tables.
 *
 * @module
 */
import {
  COMMAND_NAMES,
  type CommandName,
  COMMANDS,
  DEFAULT_COMMAND,
  type Shell,
  SHELLS,
} from "./command_table.ts";
import { type Option, type OptionName, OPTIONS } from "./option_table.ts";
import { LOG_LEVELS } from "../log/log_filter.ts";

/** The words that may follow something. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  "--level": LOG_LEVELS.map((level) => level.toLowerCase()),
  help: COMMAND_NAMES,
  completion: SHELLS,
};
const FILE = "<FILE>";

/** The script for `shell`, without the line break at its end. */
export function completionScript(shell: Shell): string {
  return { bash, zsh, fish, powershell }[shell]();
}

interface Shown extends Option {
  readonly name: OptionName;
  /** As in `--output` and `-o`. */
  readonly spellings: readonly string[];
  readonly help: string;
}

/** What help shows of a command's options. */
function optionsOf(command: CommandName): Shown[] {
  const { options, notes } = COMMANDS[command];
  return [...options, "help", "version"].flatMap((listed) => {
    const name = listed as OptionName;
    const option: Option = OPTIONS[name];
    const help = notes?.[name] ?? option.help ?? option.aside;
    const spellings = [`--${name}`, ...(option.alias?.length === 1 ? [`-${option.alias}`] : [])];
    return help === undefined ? [] : [{ ...option, name, spellings, help }];
  });
}

/** What may stand behind a command: `login` needs no name, so there it is any other's. */
function wordsOf(command: CommandName): readonly string[] {
  return command === DEFAULT_COMMAND ? COMMAND_NAMES : CHOICES[command] ?? [];
}

const everyOption = () => [
  ...new Map(COMMAND_NAMES.flatMap(optionsOf).map((option) => [option.name, option])).values(),
];

/** The commands that have to be named. */
const named = () => COMMAND_NAMES.filter((name) => name !== DEFAULT_COMMAND);

function bash(): string {
  const withValue = everyOption().filter(({ kind }) => kind !== "flag").map((option) => {
    const [long = ""] = option.spellings;
    const words = CHOICES[long];
    const reply = option.value === FILE
      ? "compopt -o default"
      : words
      ? `COMPREPLY=($(compgen -W "${words.join(" ")}" -- "$word"))`
      : ":";
    return `    ${option.spellings.join("|")}) ${reply}; return ;;`;
  });
  const rows = COMMAND_NAMES.map((name) => {
    const options = optionsOf(name).flatMap(({ spellings }) => spellings);
    return `    ${name}) options="${options.join(" ")}" words="${wordsOf(name).join(" ")}" ;;`;
  });
  return [
    "_codex_login() {",
    "  local word=${COMP_WORDS[COMP_CWORD]} command=login options words i",
    "  COMPREPLY=()",
    "  case ${COMP_WORDS[COMP_CWORD - 1]} in",
    ...withValue,
    "  esac",
    "  for ((i = 1; i < COMP_CWORD; i++)); do",
    `    case \${COMP_WORDS[i]} in ${named().join("|")}) command=\${COMP_WORDS[i]} ;; esac`,
    "  done",
    "  case $command in",
    ...rows,
    "  esac",
    "  [[ $word == -* ]] && words=$options",
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    "}",
    "complete -F _codex_login codex-login",
  ].join("\n");
}

function zsh(): string {
  const described = COMMAND_NAMES.map((one) => `${one}\\:"${zshText(COMMANDS[one].summary)}"`);
  const rows = COMMAND_NAMES.map((name) => {
    const options = optionsOf(name).map((option) => {
      const [long = "", short] = option.spellings;
      const repeats = option.kind === "list" ? "*" : "";
      const spelled = short ? `{${repeats && "\\*"}${short},${repeats && "\\*"}${long}}` : "";
      const action = option.value === FILE ? "_files" : `(${(CHOICES[long] ?? []).join(" ")})`;
      const value = option.kind === "flag" ? "" : `:${zshText(option.value ?? "")}:${action}`;
      const rest = quoted(`[${zshText(option.help)}]${value}`);
      return spelled ? `${spelled}${rest}` : `${quoted(repeats + long)}${rest}`;
    });
    const words = wordsOf(name);
    const action = words === COMMAND_NAMES ? `(${described.join(" ")})` : words.join(" ");
    return `    ${name}) _arguments -s ${options.join(" ")} ${quoted(`*:word:(${action})`)} ;;`;
  });
  return [
    "#compdef codex-login",
    "_codex_login() {",
    "  local command=login word",
    "  for word in ${words[2,CURRENT-1]}; do",
    `    case $word in ${named().join("|")}) command=$word ;; esac`,
    "  done",
    "  case $command in",
    ...rows,
    "  esac",
    "}",
    // Loaded by the function path, or by `source`.
    'if [[ $funcstack[1] == _codex-login ]]; then _codex_login "$@"; else compdef _codex_login codex-login; fi',
  ].join("\n");
}

function zshText(text: string): string {
  return text.replace(/[:[\]\\"]/g, "\\$&");
}

function fish(): string {
  const others = named().join(" ");
  const seen = (name: CommandName) =>
    name === DEFAULT_COMMAND
      ? `not __fish_seen_subcommand_from ${others}`
      : `__fish_seen_subcommand_from ${name}`;
  const lines = COMMAND_NAMES.flatMap((name) => {
    const condition = `complete -c codex-login -n ${quoted(seen(name))}`;
    const words = name === DEFAULT_COMMAND
      ? COMMAND_NAMES.map((one) => `${condition} -a ${one} -d ${quoted(COMMANDS[one].summary)}`)
      : wordsOf(name).map((word) => `${condition} -a ${word}`);
    const options = optionsOf(name).map((option) => {
      const [long = "", short] = option.spellings;
      const letter = short ? ` -s ${short.slice(1)}` : "";
      const words = CHOICES[long];
      const value = option.kind === "flag"
        ? ""
        : option.value === FILE
        ? " -r -F"
        : words
        ? ` -x -a ${quoted(words.join(" "))}`
        : " -x";
      return `${condition} -l ${option.name}${letter}${value} -d ${quoted(option.help)}`;
    });
    return [...words, ...options];
  });
  return ["complete -c codex-login -f", ...lines].join("\n");
}

function powershell(): string {
  const list = (words: readonly string[]) => `@(${words.map((word) => `'${word}'`).join(", ")})`;
  const rows = COMMAND_NAMES.map((name) => {
    const options = optionsOf(name).flatMap(({ spellings }) => spellings);
    return `    '${name}' = @{ Options = ${list(options)}; Words = ${list(wordsOf(name))} }`;
  });
  const values = everyOption().filter(({ kind }) => kind !== "flag").map((option) =>
    option.spellings.map((spelled) =>
      `    '${spelled}' = ${list(CHOICES[option.spellings[0] ?? ""] ?? [])}`
    ).join("\n")
  );
  return [
    "Register-ArgumentCompleter -Native -CommandName 'codex-login' -ScriptBlock {",
    "  param($word, $ast, $position)",
    "  $commands = @{",
    ...rows,
    "  }",
    "  $values = @{",
    ...values,
    "  }",
    '  $typed = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { "$_" })',
    "  $command = 'login'",
    "  foreach ($one in $typed) { if ($commands.ContainsKey($one)) { $command = $one } }",
    "  $last = if ($typed.Count -gt 1) { $typed[-1] } else { '' }",
    "  $words = if ($values.ContainsKey($last)) { $values[$last] }",
    "    elseif ($word.StartsWith('-')) { $commands[$command].Options }",
    "    else { $commands[$command].Words }",
    '  $words | Where-Object { $_ -like "$word*" } |',
    "    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }",
    "}",
  ].join("\n");
}

/** Our words hold no quote but the apostrophe, which bash, zsh and fish take so. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
