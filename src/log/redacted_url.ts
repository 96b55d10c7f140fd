/**
 * URLs without what is secret in them, for people and for the log.
 *
 * Promise: {@linkcode redactUrl} keeps host, path and the parameters that are not sensitive;
 * {@linkcode urlForLog} keeps of these only what this program itself asks for.
 *
 * @module
 */
import { CALLBACK_PATH, PATHS } from "../base/endpoints.ts";
import { isSensitiveParameter, redactCredentialShapes } from "./credential_shapes.ts";
import type { LiveSecrets } from "./live_secrets.ts";
import { MASKED, REDACTED } from "./secret.ts";

/** What a URL that cannot be parsed becomes. */
export const INVALID_URL = "<invalid-url>";

const URL_IN_TEXT = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,20}:\/\/(?:<redacted>|[^\s"'<>])+/gi;

// The parameters of the authorization request that prove nothing.
const PUBLIC_PARAMETERS = [
  ...["response_type", "client_id", "redirect_uri", "code_challenge", "code_challenge_method"],
  ...["scope", "id_token_add_organizations", "codex_cli_simplified_flow", "originator"],
  "allowed_workspace_id",
];

/**
 * The URL without userinfo and fragment, the values of sensitive parameters as `<redacted>`.
 *
 * @returns `<invalid-url>` where `url` is a string that cannot be parsed.
 */
export function redactUrl(url: URL | string): string {
  const parsed = typeof url === "string" ? URL.parse(url) : url;
  if (parsed === null) return INVALID_URL;
  const path = redactCredentialShapes(parsed.pathname);
  const shown = originOf(parsed) + path + redactQuery(parsed, redactParameter);
  return shown.replaceAll("%3Credacted%3E", REDACTED);
}

/** Redacts each URL inside a longer text, such as the runtime's words for a failed request. */
export function redactUrlsIn(text: string): string {
  return replaceUrls(text, redactUrl, (words) => words);
}

/**
 * A URL of this program as the log may have it: origin, the path of the issuer and of our own
 * endpoints, and our own parameters; the rest is masked.
 *
 * @param place Where of the configuration it leads to.
 */
export function urlForLog(url: URL, place: URL, secrets: LiveSecrets): string {
  const base = place.pathname.replace(/\/+$/, "");
  const isBelow = url.pathname.startsWith(base);
  const own = isBelow ? url.pathname.slice(base.length) : url.pathname;
  const isKnown = ["", "/", CALLBACK_PATH, ...Object.values(PATHS)].includes(own);
  const path = (isBelow ? base : "") + (isKnown ? own : own.replace(/[^/]+/g, MASKED));
  return originOf(url) + secrets.mask(path + redactQuery(url, parameterForLog));
}

/** `text` with each URL in it and all that is between them replaced. */
export function replaceUrls(
  text: string,
  onUrl: (url: string) => string,
  onWords: (words: string) => string,
): string {
  let replaced = "";
  let done = 0;
  for (const { 0: found, index } of text.matchAll(URL_IN_TEXT)) {
    // What closes a sentence or a bracket around the URL is not part of it.
    let end = found.length;
    while (end > 0 && ").,:;]".includes(found.charAt(end - 1))) end--;
    replaced += onWords(text.slice(done, index)) + onUrl(found.slice(0, end));
    done = index + end;
  }
  return replaced + onWords(text.slice(done));
}

function originOf({ host, protocol }: URL): string {
  return host === "" ? protocol : `${protocol}//${host}`;
}

function redactQuery(url: URL, redact: (parameter: string) => string): string {
  return url.search && `?${url.search.slice(1).split("&").map(redact).join("&")}`;
}

function redactParameter(parameter: string): string {
  const [writtenName = "", ...rest] = parameter.split("=");
  const name = decodeParameter(writtenName);
  if (redactCredentialShapes(name) !== name) return REDACTED;
  if (rest.length === 0) return parameter;
  const value = decodeParameter(rest.join("="));
  if (isSensitiveParameter(name, value)) return `${writtenName}=${REDACTED}`;
  // A parameter may hold a whole URL of its own (redirect_uri, for one).
  const redacted = redactCredentialShapes(value);
  return redacted === value ? parameter : `${writtenName}=${encodeURI(redacted)}`;
}

function parameterForLog(parameter: string): string {
  const [name = ""] = parameter.split("=", 1);
  const redacted = redactParameter(parameter);
  if (PUBLIC_PARAMETERS.includes(name) || redacted.endsWith(`=${REDACTED}`)) return redacted;
  return /^[a-z_]{1,20}$/i.test(name) ? `${name}=${MASKED}` : MASKED;
}

function decodeParameter(text: string): string {
  return new URLSearchParams(`v=${text}`).get("v") ?? text;
}
