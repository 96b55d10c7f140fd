/** The archive of one target: the program and what belongs to it. @module */
import { SHELLS } from "../../src/cli/command_table.ts";
import { completionScript } from "../../src/cli/shell_completion.ts";
import { osOfTarget } from "../compile/targets.ts";
import type { Entry } from "./entries.ts";
import { manPage } from "./man_page.ts";
import { programOf } from "./platforms.ts";
import { VERSION } from "./product.ts";
import { tarGz } from "./tar.ts";
import { zip } from "./zip.ts";

/** What the archives of all targets hold beside the program. */
export interface Companions {
  readonly readme: string;
  readonly manPage: string;
  /** Each shell's script, by the file name that the shell looks for. */
  readonly completions: Readonly<Record<CompletionFile, string>>;
}

/** As each shell looks for it. */
const COMPLETION_FILES = {
  bash: "codex-login",
  zsh: "_codex-login",
  fish: "codex-login.fish",
  powershell: "codex-login.ps1",
} as const;

type CompletionFile = keyof typeof COMPLETION_FILES;

/** @param seconds The date of the manual page, since 1970. */
export function makeCompanions(readme: string, seconds: number): Companions {
  const scripts = SHELLS.map((shell) => [shell, `${completionScript(shell)}\n`]);
  return { readme, manPage: manPage(seconds), completions: Object.fromEntries(scripts) };
}

/** `codex-login-0.1.0-x86_64-unknown-linux-gnu`: an archive's name without its end, and the folder inside. */
export function archiveStem(target: string): string {
  return `codex-login-${VERSION}-${target}`;
}

/** The file name of a target's archive. */
export function archiveName(target: string): string {
  return `${archiveStem(target)}${osOfTarget(target) === "windows" ? ".zip" : ".tar.gz"}`;
}

/** The bytes of a target's archive; everything lies in one folder. */
export function makeArchive(
  target: string,
  program: Uint8Array,
  companions: Companions,
  seconds: number,
): Uint8Array {
  const stem = archiveStem(target);
  const entries: Entry[] = [
    { path: `${stem}/${programOf(target)}`, content: program, mode: 0o755 },
    { path: `${stem}/README.md`, content: companions.readme },
    { path: `${stem}/codex-login.1`, content: companions.manPage },
    ...SHELLS.map((shell) => ({
      path: `${stem}/completions/${COMPLETION_FILES[shell]}`,
      content: companions.completions[shell],
    })),
  ];
  return osOfTarget(target) === "windows" ? zip(entries, seconds) : tarGz(entries, seconds);
}
