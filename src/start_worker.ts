/**
 * Starts the confined worker. Its entry is named here only, so that bundling has one place to look.
 *
 * @module
 */

/**
 * A worker with no more than these permissions, each of which this side must hold.
 *
 * @param name What a debugger calls it.
 */
export function startWorker(name: string, permissions: Deno.PermissionOptionsObject): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), {
    type: "module",
    name,
    deno: { permissions },
  });
}
