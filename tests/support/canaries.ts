// Looks for values where they must not be, in every spelling that an echo is likely to use.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";

/** A value to look for. */
export interface Canary {
  readonly name: string;
  readonly value: string;
}

/** How a server, a proxy or a runtime may spell a value that it was given. */
export const SPELLINGS: Readonly<Record<string, (value: string) => string>> = {
  "as it is": (value) => value,
  "percent-encoded": (value) =>
    bytesOf(value).map((byte) => `%${hex(byte).toUpperCase()}`).join(""),
  "percent-encoded in small letters": (value) =>
    bytesOf(value).map((byte) => `%${hex(byte)}`).join(""),
  "percent-encoded twice": (value) => bytesOf(value).map((byte) => `%25${hex(byte)}`).join(""),
  "in base64": (value) => Buffer.from(value).toString("base64"),
  "in base64 behind a name": (value) => Buffer.from(`code=${value}&x=1`).toString("base64"),
  "in base64 as a pair": (value) => Buffer.from(`id:${value}`).toString("base64"),
  "in base64url": (value) => Buffer.from(value).toString("base64url"),
  "in base64url behind a name": (value) => Buffer.from(`state=${value}`).toString("base64url"),
  "in decimal entities": (value) => characters(value).map((code) => `&#${code};`).join(""),
  "in hexadecimal entities": (value) =>
    characters(value).map((code) => `&#x${code.toString(16)};`).join(""),
  "in JSON escapes": (value) =>
    characters(value).map((code) => `\\u${code.toString(16).padStart(4, "0")}`).join(""),
};

/** Asserts that `text` holds no canary, whole or a telling part of it, in any spelling. */
export function assertNone(where: string, text: string, canaries: readonly Canary[]): void {
  const looks = [text, unescaped(text), text.toLowerCase()];
  for (const { name, value } of canaries) {
    for (const [how, spell] of Object.entries(SPELLINGS)) {
      for (const part of parts(spell(value))) {
        if (looks.some((look) => look.includes(part))) {
          assert.fail(`${where} holds ${name} ${how}: ${part}\n${text}`);
        }
      }
    }
  }
}

const PART_LENGTH = 24;

/** The whole, and what is left where one end was cut or masked. */
function parts(spelled: string): string[] {
  if (spelled.length <= PART_LENGTH) return [spelled];
  const middle = Math.floor((spelled.length - PART_LENGTH) / 2);
  return [middle, spelled.length - PART_LENGTH]
    .map((start) => spelled.slice(start, start + PART_LENGTH));
}

function unescaped(html: string): string {
  const entities: Record<string, string> = {
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#39;": "'",
  };
  return html.replace(/&(?:lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity)
    .replaceAll("&amp;", "&");
}

function bytesOf(value: string): number[] {
  return [...new TextEncoder().encode(value)];
}

function characters(value: string): number[] {
  return Array.from(value, (character) => character.codePointAt(0) ?? 0);
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
