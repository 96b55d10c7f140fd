// A command with mounts of its own, for disks that are full and files that are mount points.

/**
 * The words that start a command behind the mounts of a shell script; `$1` and so on in the script are
 * `scriptArgs`. Undefined where this machine does not allow it.
 */
export async function mountWrapper(
  script: string,
  scriptArgs: readonly string[],
): Promise<string[] | undefined> {
  const options = Deno.build.os !== "linux" ? undefined : Deno.uid() === 0 ? "-m" : "-rm";
  if (options === undefined || !await canUnshare(options)) return undefined;
  const shell = `${script}\nshift ${scriptArgs.length}\nexec "$@"`;
  return ["unshare", options, "sh", "-ec", shell, "sh", ...scriptArgs];
}

async function canUnshare(options: string): Promise<boolean> {
  try {
    const folder = await Deno.makeTempDir();
    const script = 'mount -t tmpfs -o size=4k tmpfs "$1"';
    const { success } = await new Deno.Command("unshare", {
      args: [options, "sh", "-c", script, "sh", folder],
      stdout: "null",
      stderr: "null",
    }).output();
    await Deno.remove(folder);
    return success;
  } catch {
    return false;
  }
}

/** Whether this machine lets a program mount things for itself alone; asked without a wait. */
export function canMount(): boolean {
  try {
    const mount = "d=$(mktemp -d) && mount -t tmpfs none $d && umount $d && rmdir $d";
    const args = ["-m", "--map-root-user", "sh", "-c", mount];
    return new Deno.Command("unshare", { args, stdin: "null" }).outputSync().success;
  } catch {
    return false;
  }
}
