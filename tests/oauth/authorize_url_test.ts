import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type AuthorizeOptions, createAuthorizeRequest } from "../../src/oauth/authorize_url.ts";
import { CALLBACK_PATH, endpoint, redirectUri } from "../../src/base/endpoints.ts";

const OPTIONS: AuthorizeOptions = {
  issuer: "https://auth.example",
  clientId: "app_EMoamEEZ73f0CkXaXp7hrann",
  redirectUri: "http://localhost:1455/auth/callback",
  workspaceIds: undefined,
};

Deno.test("the authorize URL holds exactly these parameters, in this order", async () => {
  const { url, state, codeVerifier } = await createAuthorizeRequest(OPTIONS);
  const { origin, pathname, searchParams } = new URL(url);
  assert.equal(origin + pathname, "https://auth.example/oauth/authorize");
  assert.deepEqual([...searchParams], [
    ["response_type", "code"],
    ["client_id", "app_EMoamEEZ73f0CkXaXp7hrann"],
    ["redirect_uri", "http://localhost:1455/auth/callback"],
    ["code_challenge", createHash("sha256").update(codeVerifier.reveal()).digest("base64url")],
    ["code_challenge_method", "S256"],
    ["state", state.reveal()],
    [
      "scope",
      "openid profile email offline_access api.connectors.read api.connectors.invoke",
    ],
    ["id_token_add_organizations", "true"],
    ["codex_cli_simplified_flow", "true"],
    ["originator", "codex_cli_rs"],
  ]);
});

Deno.test("forced workspaces come last, as a comma list", async () => {
  const { url } = await createAuthorizeRequest({ ...OPTIONS, workspaceIds: ["ws-1", "ws-2"] });
  assert.deepEqual([...new URL(url).searchParams].at(-1), ["allowed_workspace_id", "ws-1,ws-2"]);
});

Deno.test("state is 32 bytes and the verifier 64, in base64url, new for each login", async () => {
  const seen = new Set<string>();
  for (let i = 0; i < 50; i++) {
    const { state, codeVerifier } = await createAuthorizeRequest(OPTIONS);
    assert.match(state.reveal(), /^[\w-]{43}$/);
    assert.match(codeVerifier.reveal(), /^[\w-]{86}$/);
    seen.add(state.reveal()).add(codeVerifier.reveal());
  }
  assert.equal(seen.size, 100);
});

Deno.test("the verifier is not in the URL, in any encoding that a log could decode", async () => {
  const { url, codeVerifier } = await createAuthorizeRequest(OPTIONS);
  const verifier = codeVerifier.reveal();
  for (const text of [verifier, btoa(verifier), verifier.slice(0, 20)]) {
    assert.ok(!decodeURIComponent(url).includes(text));
  }
});

Deno.test("values are encoded, so that none can add a parameter", async () => {
  const { url } = await createAuthorizeRequest({
    ...OPTIONS,
    clientId: "a&state=forged#x y+z",
    workspaceIds: ["w&response_type=token"],
  });
  const { searchParams, hash } = new URL(url);
  assert.equal(hash, "");
  assert.equal(searchParams.get("client_id"), "a&state=forged#x y+z");
  assert.equal(searchParams.get("allowed_workspace_id"), "w&response_type=token");
  assert.equal(searchParams.getAll("state").length, 1);
  assert.equal(searchParams.getAll("response_type").length, 1);
});

Deno.test("userinfo and fragment of the issuer do not reach the browser, its path and query do", async () => {
  const { url } = await createAuthorizeRequest({
    ...OPTIONS,
    issuer: "https://user:canary@auth.example:8443/tenant/a?tenant=b#f",
  });
  assert.ok(
    url.startsWith(
      "https://auth.example:8443/tenant/a/oauth/authorize?tenant=b&response_type=code&",
    ),
    url,
  );
  assert.ok(!url.includes("canary"));
});

for (
  const [issuer, expected] of [
    ["https://h.example", "https://h.example/oauth/token"],
    ["https://h.example/", "https://h.example/oauth/token"],
    ["https://h.example/base", "https://h.example/base/oauth/token"],
    ["https://h.example/base///", "https://h.example/base/oauth/token"],
    ["https://h.example?a=1", "https://h.example/oauth/token?a=1"],
    ["https://h.example/#f", "https://h.example/oauth/token"],
    ["http://[::1]:8080", "http://[::1]:8080/oauth/token"],
    ["https://h.example/a%2Fb", "https://h.example/a%2Fb/oauth/token"],
  ] as const
) {
  Deno.test(`the token endpoint of ${issuer} is ${expected}`, () => {
    assert.equal(endpoint(issuer, "/oauth/token").href, expected);
  });
}

Deno.test("the redirect URI names localhost, the port and the registered path", () => {
  assert.equal(redirectUri(1457), "http://localhost:1457/auth/callback");
  assert.equal(CALLBACK_PATH, "/auth/callback");
});
