/** The permissions of the commands that only look: less than a sign-in, and the executable holds all. */
import assert from "node:assert/strict";
import {
  commandFlags,
  DOCTOR_SYSTEM_NAMES,
  startFlags,
} from "../../src/confinement/permissions.ts";

const OPTIONS = { os: "linux", issuer: "https://issuer.example", proxies: ["proxy:3128"] } as const;
const flagsOf = (...args: string[]) => commandFlags(args, OPTIONS);
const holds = (flags: string[], name: string) =>
  flags.some((flag) => flag.startsWith(`--allow-${name}`));

Deno.test("logs may read files, environment names and its own uid, nothing else", () => {
  const flags = flagsOf("logs", "--follow");
  assert.deepEqual(flags.map((flag) => flag.split("=")[0]), [
    "--no-prompt",
    "--allow-read",
    "--allow-env",
    "--allow-sys",
  ]);
});

Deno.test("doctor writes nothing and starts the keyring's program alone, report only writes beside that", () => {
  const doctor = flagsOf("doctor");
  assert.deepEqual(["write", "ffi"].filter((name) => holds(doctor, name)), []);
  assert.ok(doctor.includes("--allow-run=secret-tool"));
  assert.ok(!holds(commandFlags(["doctor"], { ...OPTIONS, os: "windows" }), "run"));
  assert.ok(doctor.includes("--allow-net=127.0.0.1,[::1],issuer.example:443,proxy:3128"));
  assert.ok(doctor.includes("--allow-sys=statfs,uid,osRelease"));
  // To be told that a disk is read-only one must be allowed to write to it.
  const folders = ["/home/me/.codex", "/home/a,b"];
  const asked = commandFlags(["doctor"], { ...OPTIONS, folders });
  assert.deepEqual(asked.filter((flag) => !doctor.includes(flag)), [
    "--allow-write=/home/me/.codex",
  ]);
  const more = flagsOf("report").filter((flag) => !doctor.includes(flag));
  assert.deepEqual(more, ["--allow-write"]);
});

Deno.test("any other command line has the flags of a sign-in", () => {
  assert.deepEqual(flagsOf(), startFlags(OPTIONS));
  assert.deepEqual(flagsOf("login", "doctor"), startFlags(OPTIONS));
});

Deno.test("the executable's one set covers what doctor needs", () => {
  const flags = startFlags(OPTIONS);
  const listed = (name: string) =>
    flags.find((flag) => flag.startsWith(`--allow-${name}=`))?.split("=")[1]?.split(",") ?? [];
  const doctor = flagsOf("doctor").find((flag) => flag.startsWith("--allow-env="));
  assert.equal(doctor, `--allow-env=${listed("env").join(",")}`);
  assert.deepEqual(listed("sys"), DOCTOR_SYSTEM_NAMES);
  assert.equal(new Set(listed("env")).size, listed("env").length);
});
