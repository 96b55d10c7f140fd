// Saves credentials as fast as it can, until it is killed: save_loop.ts <CODEX_HOME>
import { fileAuthStore } from "../../src/auth_store.ts";
import { Secret } from "../../src/secret.ts";

if (import.meta.main) {
  const store = fileAuthStore(Deno.args[0] ?? "");
  for (let count = 1;; count++) {
    await store.save({
      method: "chatgpt",
      apiKey: undefined,
      idToken: new Secret("id"),
      accessToken: new Secret("access"),
      refreshToken: new Secret(`new-${count}-${"x".repeat(20_000)}`),
      accountId: undefined,
      issuer: "https://issuer.example",
      clientId: "client",
    });
    if (count === 1) console.log("saved");
  }
}
