/**
 * The lines that only RUST_LOG=debug or trace shows, and those about the configuration of a sign-in.
 *
 * @module
 */
import { type LineMeaning, note } from "./line_meaning.ts";

const OUTSIDE: LineMeaning = { kind: "outside" };

/** What each message means. */
export const VERBOSE_LINES: Readonly<Record<string, LineMeaning>> = {
  "login callback port is bound": OUTSIDE,
  "login callback port is held; trying again": OUTSIDE,
  "authorize request made": OUTSIDE,
  "exchange side is ready": OUTSIDE,
  "login callback joined the first one": OUTSIDE,
  "api key exchange answered": OUTSIDE,
  "api key exchange got no answer": OUTSIDE,
  "configuration read": OUTSIDE,
  "phase ended": OUTSIDE,
  "credentials saved": OUTSIDE,
  "superseded credentials looked up": OUTSIDE,
  "superseded token revoked": OUTSIDE,
  "using outbound proxy": note("The issuer was reached through a proxy of the environment."),
  "reaching the issuer without a proxy": OUTSIDE,
  "issuer is exempt from proxies": OUTSIDE,
  "keyring could not be used; saving to the file": note(
    "The system's keyring could not be used, so the credentials went to auth.json.",
  ),
};
