/**
 * Where an organization's owner goes on who has not set it up yet.
 *
 * @module
 */
import { DEFAULT_ISSUER } from "../base/endpoints.ts";
import { accountMembers, readJwtPayload } from "./id_token.ts";
import type { Tokens } from "./token_exchange.ts";

/**
 * The page of the platform where such an owner adds what is missing; `undefined` for everybody else. Codex
 * hands it the id_token as well, which no URL of ours carries: the browser is signed in there anyway.
 */
export function onboardingUrl(tokens: Tokens, issuer: string): string | undefined {
  const claims = accountMembers(tokens.idTokenPayload);
  const isSetUp = claims["completed_platform_onboarding"] === true;
  if (isSetUp || claims["is_org_owner"] !== true) return undefined;
  const access = accountMembers(readJwtPayload(tokens.accessToken.reveal()) ?? {});
  const platform = issuer === DEFAULT_ISSUER
    ? "https://platform.openai.com"
    : "https://platform.api.openai.org";
  const url = new URL("/org-setup", platform);
  url.searchParams.set("p", identifier(access["chatgpt_plan_type"]));
  url.searchParams.set("with_org", identifier(claims["organization_id"]));
  url.searchParams.set("project_id", identifier(claims["project_id"]));
  return url.href;
}

/** What could be no token either; empty for anything else. */
function identifier(claim: unknown): string {
  return typeof claim === "string" && /^[\w-]{1,64}$/.test(claim) ? claim : "";
}
