/** The manual page `codex-login.1`, made of the tables that help is made of. @module */
import {
  COMMAND_NAMES,
  type CommandName,
  COMMANDS,
  CONFIGURATION,
} from "../../src/cli/command_table.ts";
import { HELP_FOOT, usageOf } from "../../src/cli/help.ts";
import { type Option, OPTION_NAMES, type OptionName, OPTIONS } from "../../src/cli/option_table.ts";
import { DESCRIPTION, HOMEPAGE, SUMMARY, VERSION } from "./product.ts";

/** The page in man's macros. @param seconds Since 1970, the date in its foot. */
export function manPage(seconds: number): string {
  const date = new Date(seconds * 1000).toISOString().slice(0, 10);
  return [
    `.TH CODEX-LOGIN 1 "${date}" "codex-login ${VERSION}" "User Commands"`,
    ".SH NAME",
    `codex\\-login \\- ${text(SUMMARY.replace(/^S/, "s"))}`,
    ".SH SYNOPSIS",
    ".nf",
    ...COMMAND_NAMES.map((name) => text(usageOf(name))),
    ".fi",
    ".SH DESCRIPTION",
    text(DESCRIPTION.replaceAll("`", "")),
    ".SH COMMANDS",
    ...COMMAND_NAMES.flatMap(commandOf),
    ".SH OPTIONS",
    ...OPTION_NAMES.flatMap(optionOf),
    ".SH ENVIRONMENT, FILES AND EXIT STATUS",
    ".nf",
    ...HELP_FOOT.trim().split("\n").map(text),
    ".fi",
    ".SH EXAMPLES",
    ...COMMAND_NAMES.flatMap((name) => COMMANDS[name].examples ?? []).flatMap(tagged),
    ".SH SEE ALSO",
    text(HOMEPAGE),
    "",
  ].join("\n");
}

function commandOf(name: CommandName): string[] {
  const { summary, options } = COMMANDS[name];
  const own = (options as readonly OptionName[])
    .filter((option) => OPTIONS[option].help && !CONFIGURATION.includes(option))
    .map((option) => `--${option}`);
  const takes = own.length > 0 ? ` (${own.join(", ")})` : "";
  return tagged([name, `${summary}${takes}.`]);
}

function optionOf(name: OptionName): string[] {
  const { alias, value, aside, help = aside }: Option = OPTIONS[name];
  if (!help) return [];
  const letter = alias?.length === 1 ? `-${alias}, ` : "";
  return tagged([`${letter}--${name}${value ? ` ${value}` : ""}`, `${help}.`]);
}

function tagged([tag, what]: readonly [string, string]): string[] {
  return [".TP", `.B ${text(tag)}`, text(what)];
}

/** Hyphens of options are minus signs, so that they can be searched for and copied. */
function text(line: string): string {
  return line.replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^['.]/, "\\&$&")
    .replaceAll('"', "\\(dq");
}
