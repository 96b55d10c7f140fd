// The example host's page: a button, the phases as they come, and who is signed in.

import { icon, PALETTE } from "../../src/callback/page_style.ts";

const STYLE = `${PALETTE}
body { max-width: 34rem; margin: 3rem auto; padding: 0 1rem; background: var(--back); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { border: 1px solid var(--edge); border-radius: 12px; padding: 1.5rem 2rem 2rem; background: var(--paper); }
h1 { font-size: 1.4rem; }
button { font: inherit; padding: .5rem 1.2rem; border-radius: 8px; border: 1px solid var(--good); background: none; color: var(--good); cursor: pointer; }
#sign-in { background: var(--good); color: var(--paper); }
ol { list-style: none; padding: 0; }
li { color: var(--soft); }
li::before { content: "○ "; }
li.begun { color: inherit; }
li.begun::before { content: "● "; color: var(--good); }
#status { font-weight: 600; }
#status.failed { color: var(--bad); }
`;

const SCRIPT = `
const at = (id) => document.getElementById(id);
const show = (text, isFailed = false) => {
  at("status").textContent = text;
  at("status").className = isFailed ? "failed" : "";
};
const post = async (path) => {
  const answer = await fetch(path, { method: "POST", headers: { "x-example-host": "1" } });
  return await answer.json();
};
at("sign-in").onclick = async () => {
  for (const step of document.querySelectorAll("li")) step.className = "";
  show("Starting …");
  at("cancel").hidden = false;
  const { authUrl, error } = await post("/sign-in");
  if (error) {
    at("cancel").hidden = true;
    return show(error, true);
  }
  show("Waiting for the sign-in in the other tab …");
  open(authUrl, "_blank", "noopener");
};
at("cancel").onclick = () => post("/cancel");
at("sign-out").onclick = () => post("/sign-out");
const events = new EventSource("/events");
events.addEventListener("phase", ({ data }) => {
  at("phase-" + data)?.classList.add("begun");
});
events.addEventListener("completed", ({ data }) => {
  const { success, error } = JSON.parse(data);
  at("cancel").hidden = true;
  if (!success) show(error, true);
});
events.addEventListener("account", ({ data }) => {
  const account = JSON.parse(data);
  at("sign-out").hidden = account === null;
  if (account === null) return show("Not signed in");
  const who = account.email ? account.email + " (" + account.planType + ")" : account.type;
  show("Signed in as " + who);
});
`;

const STEPS: readonly [phase: string, words: string][] = [
  ["bind", "Waiting for the browser on a port of this machine"],
  ["wait_for_callback", "The person signs in"],
  ["validate", "The answer came back"],
  ["exchange", "Exchanging the code for tokens"],
  ["check_account", "Checking the workspace"],
  ["api_key", "Asking for an API key"],
  ["save", "Saving the credentials"],
  ["done", "Done"],
];

/** The page. */
export const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Example host – Codex</title>
${icon()}
<style>${STYLE}</style>
<main>
<h1>Example host of codex-login</h1>
<p>This page belongs to another program. It starts <code>codex-login app-server</code> and shows what that tells.</p>
<p><button id="sign-in">Sign in</button> <button id="cancel" hidden>Cancel</button> <button id="sign-out" hidden>Sign out</button></p>
<ol>${STEPS.map(([phase, words]) => `<li id="phase-${phase}">${words}</li>`).join("")}</ol>
<p id="status" role="status">…</p>
</main>
<script>${SCRIPT}</script>
`;
