/**
 * Finds the telling parts of a token endpoint's error answer.
 *
 * @module
 */
import type { AnswerDetail } from "../errors/failed_request.ts";
import type { BackendText } from "../log/text/backend_text.ts";
import type { LiveSecrets } from "../log/text/live_secrets.ts";

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
export function tokenEndpointDetail(body: BackendText, secrets: LiveSecrets): AnswerDetail {
  // A server that refuses may still echo what it holds, and say it once more in its words.
  const echoed = body.secretsUnder(isTokenName).filter((secret) =>
    TOKEN_LIKE.test(secret.reveal())
  );
  secrets.add(...echoed.slice(0, MOST_ECHOED));
  const code = body.member("error") ?? body.member("error", "code");
  const message = body.member("error_description") ?? body.member("error", "message");
  return { code, message, shown: message ?? code ?? (body.matches(/\S/) ? body : undefined) };
}

function isTokenName(name: string): boolean {
  return TOKEN_NAMES.includes(name.replace(/[_-]/g, "").toLowerCase());
}
