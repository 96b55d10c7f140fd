/** The permission bits of a file or folder itself, 0 where the system has none. */
export function modeOf(path: string): number {
  return (Deno.lstatSync(path).mode ?? 0) & 0o777;
}
