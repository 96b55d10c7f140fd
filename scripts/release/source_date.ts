/** The time that everything made of a commit bears. @module */
import { projectPath } from "../project.ts";

/**
 * Seconds since 1970: `SOURCE_DATE_EPOCH`, as reproducible builds have it, else the commit's own time,
 * else 2020, where this is no clone.
 */
export async function sourceDate(): Promise<number> {
  const given = Deno.env.get("SOURCE_DATE_EPOCH");
  if (given && /^\d{1,10}$/.test(given)) return Number(given);
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: ["log", "-1", "--format=%ct"],
      cwd: projectPath("."),
      stderr: "null",
    }).output();
    if (success) return Number(new TextDecoder().decode(stdout));
  } catch {
    // There is no git.
  }
  return Date.UTC(2020, 0, 1) / 1000;
}
