/**
 * Bytes as text: base64 in both alphabets, and hexadecimal (RFC 4648). Not every runtime has them yet.
 *
 * @module
 */

/** With `+`, `/` and padding (section 4). */
export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** With `-`, `_` and no padding (section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Two digits a byte, in lower case (section 8). */
export function toHexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The bytes of a text in either alphabet, padded or not.
 *
 * @throws {DOMException} For what is no base64.
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0));
}
