/**
 * What a report says of the machine beside the doctor's findings: system, terminal, store.
 *
 * Permission: read on the file that names the system; sys on osRelease; env on TERM and on what leads
 * to the configuration.
 *
 * @module
 */
import { currentOs, type TargetOs } from "../../base/platform.ts";
import { bound, escapeUnprintable } from "../../base/visible_text.ts";
import { findCodexHome } from "../../config/codex_home.ts";
import { loadSettings } from "../../config/layers/config_settings.ts";
import type { ReadEnvironment } from "../../base/environment_names.ts";

/** The machine in three lines. */
export interface SystemFacts {
  /** Name and version, and the kernel's version. */
  readonly system: string;
  /** Whether a terminal reads what is printed, and its kind. */
  readonly terminal: string;
  /** Where the configuration has credentials kept. */
  readonly store: string;
}

/** Where a system says what it is called, and what to take of that. */
const NAMES: Readonly<Record<TargetOs, readonly [name: string, file?: string, text?: RegExp]>> = {
  linux: ["Linux", "/etc/os-release", /^PRETTY_NAME="?([^"\n]+)/m],
  darwin: [
    "macOS",
    "/System/Library/CoreServices/SystemVersion.plist",
    /<key>ProductVersion<\/key>\s*<string>([^<]+)/,
  ],
  windows: ["Windows"],
};

/** Finds them out; what cannot be told is said. Never throws. */
export async function findSystemFacts(
  overrides: readonly string[],
  readEnvironment: ReadEnvironment,
): Promise<SystemFacts> {
  const [name, file, text] = NAMES[currentOs()];
  const version = file && text ? orElse(() => text.exec(Deno.readTextFileSync(file))?.[1]) : "";
  const kernel = orElse(() => Deno.osRelease());
  const kind = orElse(() => readEnvironment("TERM"));
  // Every Linux is called by a name of its own.
  const called = /^\D/.test(version) ? version : `${name} ${version}`.trim();
  return {
    system: shown(kernel ? `${called} (${kernel})` : called),
    terminal: !Deno.stderr.isTerminal()
      ? "none: a program or a file takes what is printed"
      : /^[\w.+-]{1,40}$/.test(kind)
      ? kind
      : "of an unknown kind",
    store: await findStore(overrides, readEnvironment).catch(() => "not known"),
  };
}

async function findStore(
  overrides: readonly string[],
  readEnvironment: ReadEnvironment,
): Promise<string> {
  const home = findCodexHome(readEnvironment);
  return (await loadSettings(home, overrides, readEnvironment, () => {})).credentialsStore;
}

function orElse(tell: () => string | undefined): string {
  try {
    return tell() ?? "";
  } catch {
    return "";
  }
}

function shown(text: string): string {
  return bound(escapeUnprintable(text), 120);
}
