#!/usr/bin/env node
// Starts the executable of this machine's platform package, and ends as it ends.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import process from "node:process";

const isWindows = process.platform === "win32";
// Windows on ARM runs what is for x64.
const platform = `${process.platform}-${isWindows ? "x64" : process.arch}`;
const program = isWindows ? "codex-login.exe" : "codex-login";

function findExecutable() {
  try {
    return createRequire(import.meta.url).resolve(`codex-login-${platform}/bin/${program}`);
  } catch {
    const isMusl = process.platform === "linux" &&
      !process.report?.getReport().header.glibcVersionRuntime;
    console.error(
      isMusl
        ? "codex-login: there is no package for musl (Alpine); it needs a Linux with glibc."
        : `codex-login: the package codex-login-${platform} is not installed. Either there is none for ` +
          "this machine, or npm was told to leave out optional packages (--omit=optional, --no-optional).",
    );
    process.exit(1);
  }
}

const child = spawn(findExecutable(), process.argv.slice(2), { stdio: "inherit" });

// What the terminal sends reaches the child as well, and a second signal means "at once".
const isFromTerminal = (signal) =>
  signal !== "SIGTERM" && (process.stdin.isTTY || process.stderr.isTTY);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]) {
  try {
    process.on(signal, () => isFromTerminal(signal) || child.kill(signal));
  } catch {
    // Not a signal of this system.
  }
}
child.on("error", (error) => {
  console.error(`codex-login: ${error.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
