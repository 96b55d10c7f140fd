/**
 * What a terminal is to show of colour and links, by the variables that people and terminals set.
 *
 * @module
 */
import type { ReadEnvironment } from "../../base/environment_names.ts";

/** What may be written for whoever reads. */
export interface TerminalLook {
  readonly hasColor: boolean;
  /** Whether a URL may be a link (OSC 8). */
  readonly hasLinks: boolean;
  /** How wide it is now; `undefined` where nothing is wrapped. */
  readonly columns?: (() => number) | undefined;
  /** Whether it is what was asked for, and no prose. */
  readonly isOutput?: boolean;
}

/** `FORCE_COLOR` comes first, then `NO_COLOR`, `CLICOLOR_FORCE`, `CLICOLOR`, and whether there is a terminal. */
export function isColorWanted(
  readEnvironment: ReadEnvironment,
  isTerminal: boolean,
  os: typeof Deno.build.os = Deno.build.os,
): boolean {
  const forced = readEnvironment("FORCE_COLOR");
  if (forced) return forced !== "0" && forced !== "false";
  if (readEnvironment("NO_COLOR")) return false;
  if ((readEnvironment("CLICOLOR_FORCE") ?? "0") !== "0") return true;
  const term = readEnvironment("TERM") ?? (os === "windows" ? "windows" : "dumb");
  return isTerminal && readEnvironment("CLICOLOR") !== "0" && term !== "dumb";
}

/** The least version of each program that makes links of OSC 8, as `supports-hyperlinks` has them. */
const LINKING: Readonly<Record<string, number>> = {
  "iTerm.app": 3.001,
  WezTerm: 20_200_620,
  vscode: 1.072,
  ghostty: 0,
  zed: 0,
};
const LINKING_TERMS = ["alacritty", "xterm-kitty"];

/** What a stream takes: links and wrapping are for a terminal alone. */
export function lookOf(
  readEnvironment: ReadEnvironment,
  isTerminal: boolean,
  columns?: () => number,
): TerminalLook {
  const hasColor = isColorWanted(readEnvironment, isTerminal);
  const hasLinks = isTerminal && isLinkTerminal(readEnvironment, hasColor);
  return { hasColor, hasLinks, columns: isTerminal ? columns : undefined };
}

/** Whether a terminal makes a link of OSC 8, by the rules of `supports-hyperlinks`. */
export function isLinkTerminal(
  readEnvironment: ReadEnvironment,
  hasColor: boolean,
  os: typeof Deno.build.os = Deno.build.os,
): boolean {
  const forced = readEnvironment("FORCE_HYPERLINK");
  if (forced) return Number.parseInt(forced, 10) !== 0;
  if (!hasColor) return false;
  if (readEnvironment("WT_SESSION") !== undefined) return true;
  if (os === "windows" || readEnvironment("CI") || readEnvironment("TEAMCITY_VERSION")) {
    return false;
  }
  const least = LINKING[readEnvironment("TERM_PROGRAM") ?? ""];
  if (least !== undefined && versionOf(readEnvironment("TERM_PROGRAM_VERSION")) >= least) {
    return true;
  }
  const vte = readEnvironment("VTE_VERSION");
  // One that has links and falls over them.
  if (vte) return vte !== "0.50.0" && vte !== "5000" && versionOf(vte) >= 0.05;
  return LINKING_TERMS.includes(readEnvironment("TERM") ?? "");
}

/** `1.72.3` as 1.072, and VTE's `5202`, which is 0.52.2, as 0.052. */
function versionOf(text = ""): number {
  const [, vteMinor] = /^(\d{1,2})\d\d$/.exec(text) ?? [];
  const [major = 0, minor = 0] = vteMinor ? [0, Number(vteMinor)] : text.split(/[.-]/).map(Number);
  return (major || 0) + (minor || 0) / 1000;
}
