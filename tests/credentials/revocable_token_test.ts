// Which stored token is revoked: only one that the asked issuer gave, and never one that is in use.
import assert from "node:assert/strict";
import { readStoredLogin, revocableToken } from "../../src/credentials/stored_login.ts";
import { Secret } from "../../src/log/text/secret.ts";
import { unsignedJwt } from "../../scripts/rehearsal/unsigned_jwt.ts";

const ISSUER = "https://auth.example";
const IN_USE = ["new-refresh", "new-access", "new-id"].map((text) => new Secret(text));
const CLIENT = { issuer: ISSUER, clientId: "app_new" };
const provenance = { issuer: ISSUER, client_id: "app_old" };

/** The token that would be revoked, as `hint token client`. */
function superseded(stored: Record<string, unknown> | undefined): string | undefined {
  const found = revocableToken(stored && readStoredLogin(stored), CLIENT, IN_USE);
  return found && `${found.hint} ${found.token.reveal()} ${found.clientId}`;
}
const tokens = (changes: Record<string, unknown>) => ({
  auth_mode: "chatgpt",
  tokens: { refresh_token: "r", access_token: "a", oauth_provenance: provenance, ...changes },
});
const idTokenOf = (iss: unknown) => unsignedJwt({ iss });

for (
  const [what, stored, expected] of [
    ["the refresh token of the same issuer", tokens({}), "refresh_token r app_old"],
    [
      "the access token, where there is no other",
      tokens({ refresh_token: "" }),
      "access_token a app_old",
    ],
    [
      "the token of a file that names no mode",
      { ...tokens({}), auth_mode: undefined },
      "refresh_token r app_old",
    ],
    [
      "the token of an id_token from this issuer",
      tokens({ oauth_provenance: undefined, id_token: idTokenOf(ISSUER) }),
      "refresh_token r app_new",
    ],

    ["nothing was stored", undefined, undefined],
    ["the file has no tokens", { auth_mode: "chatgpt" }, undefined],
    ["the tokens are no object", { tokens: "r" }, undefined],
    ["the stored sign-in is no ChatGPT one", { ...tokens({}), auth_mode: "apikey" }, undefined],
    ["the tokens are null", { auth_mode: "chatgpt", tokens: null }, undefined],
    ["there is no token in them", tokens({ refresh_token: null, access_token: 7 }), undefined],
    ["nothing says who gave them", tokens({ oauth_provenance: undefined }), undefined],
    [
      "another issuer gave them",
      tokens({ oauth_provenance: { issuer: "https://other.example" } }),
      undefined,
    ],
    [
      "another issuer gave them, whatever the id_token says",
      tokens({
        oauth_provenance: { issuer: "https://other.example" },
        id_token: idTokenOf(ISSUER),
      }),
      undefined,
    ],
    [
      "the issuer has a slash more",
      tokens({ oauth_provenance: { issuer: `${ISSUER}/` } }),
      undefined,
    ],
    [
      "the issuer is in other case",
      tokens({ oauth_provenance: { issuer: "https://AUTH.example" } }),
      undefined,
    ],
    [
      "the issuer begins alike",
      tokens({ oauth_provenance: { issuer: `${ISSUER}.evil` } }),
      undefined,
    ],
    ["the issuer is a list", tokens({ oauth_provenance: { issuer: [ISSUER] } }), undefined],
    [
      "the id_token is of another issuer",
      tokens({ oauth_provenance: undefined, id_token: idTokenOf("https://other.example") }),
      undefined,
    ],
    [
      "the id_token is no JWT",
      tokens({ oauth_provenance: undefined, id_token: "opaque" }),
      undefined,
    ],
    [
      "the id_token has no iss",
      tokens({ oauth_provenance: undefined, id_token: idTokenOf(undefined) }),
      undefined,
    ],
    ["the refresh token is in use again", tokens({ refresh_token: "new-refresh" }), undefined],
    [
      "the access token is in use again",
      tokens({ refresh_token: "", access_token: "new-access" }),
      undefined,
    ],
    [
      "the refresh token is now the access token",
      tokens({ refresh_token: "new-access" }),
      undefined,
    ],
  ] as [string, Record<string, unknown> | undefined, string | undefined][]
) {
  Deno.test(`${expected ? "revoked is" : "nothing is revoked where"} ${what}`, () => {
    assert.equal(superseded(stored), expected);
  });
}
