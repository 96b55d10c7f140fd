/**
 * Which provider's models are asked for, as far as a sign-in is refused for it and an app-server's client
 * is told whose account it needs.
 *
 * @module
 */
import { type ConfigValues, isTable } from "./layers/config_values.ts";

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

/** What codex's other commands refuse about it; all layers decide together. */
export function wrongProvider(values: ConfigValues): string | undefined {
  const own = values.find("model_providers");
  if (own && !isTable(own.value)) return `${own.source}: model_providers takes a table`;
  for (const [id, source] of values.keysBelow("model_providers")) {
    if (id === "amazon-bedrock") continue; // Its AWS account may be named.
    if (Object.hasOwn(BUILT_IN, id)) {
      return `${source}: model_providers takes none of Codex's own, such as ${id}; give it another name`;
    }
    const name = values.find("model_providers", id, "name")?.value;
    if (typeof name === "string" && name.trim() !== "") continue;
    return `${source}: model_providers takes tables with a name, which ${id} lacks`;
  }
  const provider = values.find("model_provider");
  const id = provider?.value;
  if (provider === undefined) return undefined;
  const isKnown = typeof id === "string" &&
    (Object.hasOwn(BUILT_IN, id) || values.find("model_providers", id) !== undefined);
  if (isKnown) return undefined;
  const names = Object.keys(BUILT_IN).map((name) => JSON.stringify(name)).join(", ");
  return `${provider.source}: model_provider takes ${names} or one of model_providers`;
}
