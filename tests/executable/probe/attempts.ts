// Everything that neither side may do, tried.

/** Where to try it. */
export interface ProbeTargets {
  readonly codexHome: string;
  readonly logDir: string;
  /** A folder that exists and is none of ours. */
  readonly outside: string;
  /** Address of the issuer, which listens. */
  readonly issuer: string;
  /** A port of 127.0.0.1 where something else listens. */
  readonly otherPort: number;
}

/** What became of each attempt: `done`, or the name of the error. */
export type ProbeResult = Record<string, string>;

type Attempt = (targets: ProbeTargets) => unknown;

const LIBRARY = { linux: "libc.so.6", darwin: "libSystem.dylib", windows: "kernel32.dll" };

/** What must fail on both sides. */
export const FORBIDDEN: Readonly<Record<string, Attempt>> = {
  "read /etc/passwd": () => Deno.readTextFileSync("/etc/passwd"),
  "list a folder outside": ({ outside }) => [...Deno.readDirSync(outside)],
  "look at a file outside": ({ outside }) => Deno.statSync(outside),
  "read beyond CODEX_HOME": ({ codexHome }) => Deno.readDirSync(`${codexHome}/..`),
  "write outside": ({ outside }) => Deno.writeTextFileSync(`${outside}/written`, ""),
  "write beyond CODEX_HOME": ({ codexHome }) => Deno.writeTextFileSync(`${codexHome}/../x`, ""),
  "remove outside": ({ outside }) => Deno.removeSync(outside, { recursive: true }),
  "rename to outside": ({ codexHome, outside }) =>
    Deno.renameSync(`${codexHome}/config.toml`, `${outside}/config.toml`),
  "link to outside": ({ codexHome, outside }) => Deno.symlinkSync(outside, `${codexHome}/link`),
  "make a temporary file": () => Deno.makeTempFileSync(),
  "change the working directory": ({ outside }) => Deno.chdir(outside),
  "connect elsewhere": ({ otherPort: port }) => Deno.connect({ hostname: "127.0.0.1", port }),
  "fetch elsewhere": ({ otherPort }) => fetch(`http://127.0.0.1:${otherPort}/`),
  "fetch from outside": () => fetch("http://192.0.2.1/"),
  "open a WebSocket elsewhere": ({ otherPort }) => new WebSocket(`ws://127.0.0.1:${otherPort}/`),
  "resolve a name": () => Deno.resolveDns("example.com", "A"),
  "connect to a Unix socket": ({ outside }) =>
    Deno.connect({ transport: "unix", path: `${outside}/socket` }),
  "listen on another port": () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  "listen on every address": () => Deno.listen({ hostname: "0.0.0.0", port: 0 }),
  "serve": () =>
    Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => new Response()),
  "run sh": () => new Deno.Command("sh", { args: ["-c", "true"] }).outputSync(),
  "run /bin/sh": () => new Deno.Command("/bin/sh", { args: ["-c", "true"] }).outputSync(),
  "run the opener": () => new Deno.Command("xdg-open", { args: ["about:blank"] }).outputSync(),
  "run itself": () => new Deno.Command(Deno.execPath()).outputSync(),
  "end another process": () => Deno.kill(Deno.ppid, "SIGCONT"),
  "read a variable": () => Deno.env.get("SECRET"),
  "read a variable that was granted": () => Deno.env.get("CODEX_HOME"),
  "list the variables": () => Deno.env.toObject(),
  "set a variable": () => Deno.env.set("PATH", "/"),
  "read a variable through Node": async () => (await import("node:process")).env["SECRET"],
  "read a file through Node": async () =>
    (await import("node:fs")).readFileSync("/etc/passwd", "utf-8"),
  "start a program through Node": async () =>
    (await import("node:child_process")).execFileSync("/bin/true"),
  "load a native library": () => Deno.dlopen(LIBRARY[systemName()], {}),
  "ask for the host's name": () => Deno.hostname(),
  "import code from the network": () =>
    import(["https:", "", "example.com", "module.js"].join("/")),
  "store something for good": () => localStorage.setItem("key", "value"),
  "ask for more": async () => {
    const { state } = await Deno.permissions.request({ name: "read", path: "/etc" });
    if (state !== "granted") throw new Deno.errors.NotCapable(state);
  },
  "start a worker that may more": () =>
    new Worker("data:text/javascript,", {
      type: "module",
      deno: { permissions: { read: true, run: true } },
    }),
};

/** What the worker must be able to do, and the side that listens must not. */
export const WORK: Readonly<Record<string, Attempt>> = {
  "write CODEX_HOME": ({ codexHome }) => Deno.writeTextFileSync(`${codexHome}/written`, "text"),
  "read CODEX_HOME": ({ codexHome }) => Deno.readTextFileSync(`${codexHome}/config.toml`),
  "write log_dir": ({ logDir }) => Deno.writeTextFileSync(`${logDir}/written`, "text"),
  "reach the issuer": ({ issuer }) => fetch(issuer).then((answer) => answer.body?.cancel()),
};

/** Tries everything. */
export async function attemptAll(targets: ProbeTargets): Promise<ProbeResult> {
  const result: ProbeResult = {};
  for (const [name, attempt] of Object.entries({ ...FORBIDDEN, ...WORK })) {
    try {
      await attempt(targets);
      result[name] = "done";
    } catch (error) {
      result[name] = error instanceof Error ? error.name : String(error);
    }
  }
  return result;
}

function systemName(): keyof typeof LIBRARY {
  const os = Deno.build.os;
  return os === "darwin" || os === "windows" ? os : "linux";
}
