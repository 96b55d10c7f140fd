/** The README's table of commands, made of src/cli/command_table.ts; a test compares them. @module */
import { COMMAND_NAMES, COMMANDS, DEFAULT_COMMAND } from "../src/cli/command_table.ts";
import { usageOf } from "../src/cli/help.ts";

/** The table in Markdown: a line for each way to sign in, and for each other command. */
export function commandTable(): string {
  const rows = COMMAND_NAMES.flatMap((name) =>
    name === DEFAULT_COMMAND
      ? COMMANDS[name].examples ?? []
      : [[usageOf(name), COMMANDS[name].summary] as const]
  );
  return ["| command | what it does |", "| --- | --- |", ...rows.map(row)].join("\n");
}

/** A bar would end the cell, in code as well. */
function row([line, what]: readonly [string, string]): string {
  const code = line.includes("|")
    ? `<code>${line.replaceAll("|", "&#124;")}</code>`
    : `\`${line}\``;
  return `| ${code} | ${what} |`;
}

if (import.meta.main) console.log(commandTable());
