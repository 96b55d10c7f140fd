// A child process that gets nothing of our environment, and its end.

/** Starts `command` with `env` and nothing else of ours, its three streams piped. */
export function spawnPiped(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
): Deno.ChildProcess {
  return new Deno.Command(command, {
    args: [...args],
    env,
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Kills a child, where it still runs, and gives how it ended. */
export async function killed(child: Deno.ChildProcess): Promise<Deno.CommandStatus> {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    // "Child process has already terminated": the runtime may know it before anybody can be told.
    if (!(error instanceof TypeError)) throw error;
  }
  return await child.status;
}
