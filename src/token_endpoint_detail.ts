/**
 * Finds the telling parts of a token endpoint's error answer.
 *
 * @module
 */
import type { TokenEndpointDetail } from "./token_errors.ts";
import { isObject, parseObject } from "./json_object.ts";
import type { LiveSecrets } from "./live_secrets.ts";
import { BackendText } from "./redaction.ts";
import { Secret } from "./secret.ts";

const TOKEN_NAMES = ["access_token", "refresh_token", "id_token", "token"];

/**
 * Reads `error`, `error_description` (RFC 6749 section 5.2) and the nested `{"error": {code, message}}`.
 *
 * What people are shown is error_description, else error.message, else error, else the body's text.
 * The log gets parsed fields only: of a body that is no JSON it gets nothing.
 */
export function tokenEndpointDetail(body: string, secrets: LiveSecrets): TokenEndpointDetail {
  const text = (value: string | undefined) =>
    value === undefined ? undefined : new BackendText(value, secrets);
  const json = parseObject(body);
  // A server that refuses may still echo what it holds, and say it once more in its words.
  for (const name of TOKEN_NAMES) {
    const token = json?.[name];
    if (typeof token === "string") secrets.add(new Secret(token));
  }
  const error = json?.["error"];
  const nested = isObject(error) ? error : undefined;
  const code = filled(error) ?? filled(nested?.["code"]);
  const message = filled(json?.["error_description"]) ?? filled(nested?.["message"]);
  return {
    code: text(code),
    message: text(message),
    shown: text(message ?? code ?? filled(body)),
  };
}

function filled(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
