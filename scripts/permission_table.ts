/** The README's table of permissions, made of what src/confinement/permissions.ts grants; a test compares them. @module */
import {
  LISTENER_PERMISSIONS,
  PERMISSION_NAMES,
  type PermissionSet,
  startPermissions,
  workerPermissions,
} from "../src/confinement/permissions.ts";
import { ENVIRONMENT_NAMES } from "../src/base/environment_names.ts";
import type { TargetOs } from "../src/base/platform.ts";
import { DEFAULT_ISSUER } from "../src/base/endpoints.ts";

type Grant = PermissionSet[keyof PermissionSet];

const SYSTEMS: Record<TargetOs, string> = { linux: "Linux", darwin: "macOS", windows: "Windows" };

/** The table in Markdown, a line each for what Deno can grant. */
export function permissionTable(): string {
  const start = startPermissions({ os: "linux" });
  const worker = workerPermissions({
    issuer: DEFAULT_ISSUER,
    codexHome: "CODEX_HOME",
    logDir: "log_dir",
  });
  const rows = PERMISSION_NAMES.map((name) => [
    `\`${name}\``,
    atStart(name, start[name]),
    words(LISTENER_PERMISSIONS[name]),
    words(worker[name]),
  ]);
  const header = ["", "at the start", "waiting: the side that listens", "waiting: the worker"];
  return [header, header.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}

function words(grant: Grant): string {
  if (grant === true) return "everything";
  if (grant === false) return "–";
  return grant.map((name) => `\`${name}\``).join(", ");
}

/** What stands in src/README.md: too long a list for a cell of the table. */
export function environmentList(): string {
  return `The names: ${words(ENVIRONMENT_NAMES)}.`;
}

function atStart(name: string, grant: Grant): string {
  if (name === "run") return openers();
  return name === "env" ? `${ENVIRONMENT_NAMES.length} names` : words(grant);
}

function openers(): string {
  return Object.entries(SYSTEMS)
    .map(([os, name]) => `${name}: ${words(startPermissions({ os: os as TargetOs }).run)}`)
    .join("; ");
}

if (import.meta.main) console.log(`${permissionTable()}\n\n${environmentList()}`);
