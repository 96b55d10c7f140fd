/**
 * Whose account the requests of codex need, as far as an app-server's client is told.
 *
 * @module
 */
import type { ConfigValues } from "./layers/config_values.ts";

/** `none`: a model of one's own, or a provider with a key of its own. */
export type NeededAccount = "openai" | "amazon_bedrock" | "none";

const BUILT_IN: Readonly<Record<string, NeededAccount>> = {
  "openai": "openai",
  "amazon-bedrock": "amazon_bedrock",
  "ollama": "none",
  "lmstudio": "none",
};

/** What `model_provider` needs. A wrong value counts for nothing, as with codex's own app-server. */
export function neededAccount(values: ConfigValues): NeededAccount {
  const provider = values.find("model_provider")?.value;
  if (typeof provider !== "string") return "openai";
  if (Object.hasOwn(BUILT_IN, provider)) return BUILT_IN[provider] ?? "openai";
  if (values.find("model_providers", provider) === undefined) return "openai";
  const needs = values.find("model_providers", provider, "requires_openai_auth")?.value ?? false;
  return needs === false ? "none" : "openai";
}
