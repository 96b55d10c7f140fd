// Watches a program from the outside, with strace: what it opens, where it connects, what it starts.
import { join } from "node:path";

const CALLS = "%file,connect,bind,sendto,sendmsg,execve";

/** What a program did, without what the programs did that it started. */
export interface Trace {
  /** Files and folders that were created, changed, renamed or removed, or opened for that. */
  readonly written: string[];
  /** Files and folders that were opened for reading, also where there was nothing. */
  readonly read: string[];
  /** `address port` of each connection, paths of Unix sockets as they are. */
  readonly connected: string[];
  /** `address port` of each socket that was bound. */
  readonly bound: string[];
  /** Programs that were started, itself aside. */
  readonly started: string[];
}

/** Whether strace is here and may trace. */
export function canTrace(): boolean {
  try {
    return new Deno.Command("strace", { args: ["-qq", "true"], stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
}

/** A stand-in for `executable` that runs it under strace and leaves the trace in `folder`. */
export function makeTracer(folder: string, executable: string): string {
  const wrapper = join(folder, "traced");
  // Found now: the program may be given a PATH without it.
  const which = new Deno.Command("sh", { args: ["-c", "command -v strace"] }).outputSync().stdout;
  const strace = new TextDecoder().decode(which).trim();
  const command = `exec ${strace} -ff -qq -s 4096 -e signal=none -e trace=${CALLS}`;
  Deno.writeTextFileSync(
    wrapper,
    `#!/bin/sh\n${command} -o '${folder}/trace' '${executable}' "$@"\n`,
    { mode: 0o755 },
  );
  return wrapper;
}

/** Reads the trace of a program that has ended. */
export function readTrace(folder: string): Trace {
  const trace: Trace = { written: [], read: [], connected: [], bound: [], started: [] };
  let isFirst = true;
  for (const name of threadFiles(folder)) {
    for (const line of Deno.readTextFileSync(join(folder, name)).split("\n")) {
      const match = /^(\w+)\((.*)$/s.exec(line);
      if (!match) continue;
      const [, call = "", rest = ""] = match;
      if (call === "execve") {
        const wasFirst = isFirst;
        isFirst = false;
        if (wasFirst) continue;
        trace.started.push(pathsOf(rest)[0] ?? "");
        // From here on this is another program.
        if (/= 0$/.test(line)) break;
      } else note(trace, call, rest);
    }
  }
  return trace;
}

function threadFiles(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.startsWith("trace."))
    .sort((a, b) => Number(a.slice(6)) - Number(b.slice(6)));
}

const LOOKS =
  /^(access|faccessat2?|stat|lstat|newfstatat|statx|readlink(at)?|getcwd|statfs|chdir)$/;

function note(trace: Trace, call: string, rest: string): void {
  if (LOOKS.test(call)) return;
  if (/^(connect|bind|sendto|sendmsg)$/.test(call)) {
    const address = addressOf(rest);
    if (address === undefined) return;
    // Data on a connected socket names no address; a datagram does.
    (call === "bind" ? trace.bound : trace.connected).push(address);
  } else if (/^(open|openat|openat2)$/.test(call)) {
    const isWriting = /O_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)/.test(rest);
    (isWriting ? trace.written : trace.read).push(...pathsOf(rest));
  } else trace.written.push(...pathsOf(rest));
}

function pathsOf(rest: string): string[] {
  return [...rest.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, path]) => path ?? "")
    .filter((path) => path !== "");
}

function addressOf(rest: string): string | undefined {
  const port = /sin6?_port=htons\((\d+)\)/.exec(rest)?.[1];
  const host = /inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"/.exec(rest);
  if (port !== undefined) return `${host?.[1] ?? host?.[2]} ${port}`;
  return /sun_path=@?"([^"]+)"/.exec(rest)?.[1];
}
