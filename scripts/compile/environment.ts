/** The environment of the compiler. @module */

/**
 * Settings that `deno compile` would bake into the executable, and those of a terminal: OTEL_* makes the
 * runtime send what it does to an address of the environment, past every permission. And what opens a
 * certificate, which goes to the tool that signs by another way.
 */
const LEFT_OUT =
  /^(WINDOWS_CERTIFICATE_PASSWORD$|OTEL_|DENO_UNSTABLE|DENO_V8_FLAGS$|DENO_COMPAT$|DENO_CONDITIONS$|V8_FLAGS$)/;

/** The environment, ours by default, without what would change the executable. */
export function compilerEnvironment(
  environment: Record<string, string> = Deno.env.toObject(),
): Record<string, string> {
  const kept = Object.entries(environment).filter(([name]) => !LEFT_OUT.test(name));
  return { ...Object.fromEntries(kept), NO_COLOR: "1" };
}
