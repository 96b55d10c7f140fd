/**
 * Finds the telling parts of a token endpoint's error answer.
 *
 * @module
 */
import type { AnswerDetail } from "../errors/failure_class.ts";
import { isObject, nonBlankString, parseObject } from "../base/json_object.ts";
import type { LiveSecrets } from "../log/live_secrets.ts";
import { BackendText } from "../log/redaction.ts";
import { Secret } from "../log/secret.ts";

// Compared without regard to case and to what joins the words.
const TOKEN_NAMES = ["accesstoken", "refreshtoken", "idtoken", "token"];
// A shorter value, or a word, is no token ("token": "invalid"), and would mask the words around it.
const TOKEN_LIKE = /^.{16}|^(?=.*\d).{8}/s;
/** An answer with more tokens than these is no answer of a token endpoint. */
const MOST_ECHOED = 32;

/**
 * Reads `error`, `error_description` (RFC 6749 section 5.2) and the nested `{"error": {code, message}}`.
 *
 * What people are shown is error_description, else error.message, else error, else the body's text.
 * The log gets parsed fields only: of a body that is no JSON it gets nothing.
 */
export function tokenEndpointDetail(body: string, secrets: LiveSecrets): AnswerDetail {
  const text = (value: string | undefined) =>
    value === undefined ? undefined : new BackendText(value, secrets);
  const json = parseObject(body);
  // A server that refuses may still echo what it holds, and say it once more in its words.
  if (json !== undefined) secrets.add(...echoedTokens(json));
  const error = json?.["error"];
  const nested = isObject(error) ? error : undefined;
  const code = nonBlankString(error) ?? nonBlankString(nested?.["code"]);
  const message = nonBlankString(json?.["error_description"]) ??
    nonBlankString(nested?.["message"]);
  return {
    code: text(code),
    message: text(message),
    shown: text(message ?? code ?? nonBlankString(body)),
  };
}

/** The values under a token's name, wherever they stand, the outermost first; nesting may be deep. */
function echoedTokens(json: Record<string, unknown>): Secret[] {
  const tokens: Secret[] = [];
  const waiting: [isToken: boolean, value: unknown][] = [[false, json]];
  for (const [isToken, value] of waiting) {
    if (tokens.length === MOST_ECHOED) break;
    if (typeof value === "string") {
      if (isToken && TOKEN_LIKE.test(value)) tokens.push(new Secret(value));
    } else if (Array.isArray(value)) {
      for (const item of value) waiting.push([isToken, item]);
    } else if (isObject(value)) {
      for (const [name, member] of Object.entries(value)) waiting.push([isTokenName(name), member]);
    }
  }
  return tokens;
}

function isTokenName(name: string): boolean {
  return TOKEN_NAMES.includes(name.replace(/[_-]/g, "").toLowerCase());
}
