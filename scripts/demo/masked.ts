// What the demo may show of credentials. Only what is named here is shown; everything new is masked.

const SHOWN_MEMBERS = ["auth_mode", "account_id", "issuer", "client_id", "last_refresh"];
const SHOWN_PARAMETERS = [
  "response_type",
  "redirect_uri",
  "code_challenge_method",
  "error",
  "error_description",
];

/** auth.json with its structure visible and every secret replaced by its length. */
export function maskAuth(text: string): string {
  const mask = (name: string, value: unknown) =>
    typeof value === "string" && !SHOWN_MEMBERS.includes(name) ? masked(value) : value;
  try {
    return JSON.stringify(JSON.parse(text), mask, 2);
  } catch {
    return masked(text);
  }
}

/** An address with its path, and the values of harmless query parameters. */
export function maskUrl(text: string): string {
  const { origin, pathname, searchParams } = new URL(text);
  const query = [...searchParams].map(([name, value]) =>
    `${name}=${SHOWN_PARAMETERS.includes(name) ? value : "…"}`
  );
  return origin + pathname + (query.length > 0 ? `?${query.join("&")}` : "");
}

function masked(value: string): string {
  return `<masked, ${value.length} characters>`;
}
