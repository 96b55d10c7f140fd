/**
 * The lines that only RUST_LOG=debug or trace shows, and those about the configuration of a sign-in.
 *
 * @module
 */
import { type LineMeaning, note } from "./line_meaning.ts";

const DETAIL: LineMeaning = { kind: "detail" };

/** What each message means. */
export const VERBOSE_LINES: Readonly<Record<string, LineMeaning>> = {
  "login callback port is bound": DETAIL,
  "login callback port is held; trying again": DETAIL,
  "authorize request made": DETAIL,
  "exchange side is ready": DETAIL,
  "login callback joined the first one": DETAIL,
  "api key exchange answered": DETAIL,
  "api key exchange got no answer": DETAIL,
  "configuration read": DETAIL,
  "phase ended": DETAIL,
  "credentials saved": DETAIL,
  "superseded credentials looked up": DETAIL,
  "superseded token revoked": DETAIL,
  "using outbound proxy": note("The issuer was reached through a proxy of the environment."),
  "reaching the issuer without a proxy": DETAIL,
  "issuer is exempt from proxies": DETAIL,
  "keyring could not be used; saving to the file": note(
    "The system's keyring could not be used, so the credentials went to auth.json.",
  ),
};
