/**
 * A company's own certificate authority.
 *
 * @module
 */
import type { ReadEnvironment } from "./browser.ts";
import { usageError } from "./errors.ts";

// Empty means unset, as upstream has it.
const VARIABLES = ["CODEX_CA_CERTIFICATE", "SSL_CERT_FILE"];

/**
 * The PEM certificates of CODEX_CA_CERTIFICATE, else of SSL_CERT_FILE, to be trusted beside the
 * built-in roots; empty where neither is set. Permission: read on that file.
 *
 * @throws {LoginError} `usage`, naming the file and the variable.
 */
export function readCaCertificates(readEnvironment: ReadEnvironment): string[] {
  const variable = VARIABLES.find((name) => readEnvironment(name));
  if (variable === undefined) return [];
  const path = readEnvironment(variable) ?? "";
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    const why = error instanceof Error
      ? error.message.replace(/, readfile.*$/, "")
      : "unknown error";
    throw usageError(`The CA file ${path} that ${variable} names cannot be read: ${why}.`);
  }
  // OpenSSL writes trusted certificates under a name of its own; the runtime silently ignores text
  // that holds no certificate at all, so that is looked for here.
  const blocks = text.match(
    /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]+?-----END (?:TRUSTED )?CERTIFICATE-----/g,
  );
  if (!blocks) {
    throw usageError(
      `The CA file ${path} that ${variable} names holds no PEM certificate; ` +
        `point ${variable} to one, or unset it.`,
    );
  }
  return blocks.map((block) => block.replaceAll("TRUSTED CERTIFICATE", "CERTIFICATE"));
}
