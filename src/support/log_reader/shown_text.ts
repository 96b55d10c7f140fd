/**
 * The net under what is shown of a log: our own lines are safe already, a foreign one may hold anything.
 *
 * Promise: no control character, nothing with the shape of a credential, no e-mail address and no name
 * of a home folder comes through.
 *
 * @module
 */
import { redactCredentialShapes } from "../../log/text/credential_shapes.ts";
import { escapeUnprintable } from "../../base/visible_text.ts";

// Each part is bounded, so that no text makes the search slow (RFC 5321 section 4.5.3.1).
const E_MAIL = /[\w.+%-]{1,64}(?:@|%40)(?=[\w-])(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}/g;
/** A folder's name; with spaces in it where another part of the path follows. */
const NAME = String.raw`(?:[^\\/\s"'<>:;,)]|'(?=\w))+(?:(?: [^\\/\s"<>:;,)]{1,64}){1,4}(?=[\\/]))?`;
/** On one machine, and on a server for homes; on Windows and macOS in any letter case. */
const HOME_FOLDER = new RegExp(
  String.raw`(?<![\w.])(?:(?:[a-z]:[\\/]+|\/)Users|\/home)[\\/]+${NAME}` +
    String.raw`|(?<![\w.:~)\\])\\{2,4}[\w.$-]{1,64}\\{1,2}${NAME}(?:\\{1,2}${NAME})?`,
  "gi",
);

// `has_code=true` and `error_code="access_denied"` only look like a code: a fact, and plain words.
const PLAIN_FACT =
  /(\bhas_\w+=(?:true|false)(?!\S)|\berror_code=(?:"[a-z_]{1,48}"|[a-z_]{1,48})(?!\S))/;

/** `text` as it can be shown; the same again when it was shown before. */
export function shownText(text: string): string {
  const parts = text.split(PLAIN_FACT);
  return escapeUnprintable(
    parts.map((part, index) => index % 2 === 0 ? withoutSecrets(part) : part).join(""),
  );
}

function withoutSecrets(text: string): string {
  return redactCredentialShapes(text)
    .replace(E_MAIL, "<e-mail>")
    .replace(HOME_FOLDER, "~");
}
