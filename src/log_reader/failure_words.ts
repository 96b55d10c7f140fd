/**
 * Better words for a failure than its message alone has, out of its fields.
 *
 * Nothing is guessed: what no pattern knows keeps the general words.
 *
 * @module
 */
import type { LogEntry } from "./log_line.ts";

/** A failure as a person reads it. */
export interface FailureWords {
  /** A short name that support recognises. */
  readonly class: string;
  /** What happened, one sentence. */
  readonly sentence: string;
  /** What to do, one sentence. */
  readonly advice: string;
}

interface Refinement extends FailureWords {
  /** The class that is refined. */
  readonly of: string;
  readonly field: string;
  readonly pattern: RegExp;
}

const CERTIFICATE_ADVICE =
  "A company's TLS inspection needs its certificate in CODEX_CA_CERTIFICATE; codex-login doctor shows which one is in use.";

const REFINEMENTS: readonly Refinement[] = [
  refine("token_transport", "error", /dns error|failed to lookup address/i, {
    class: "dns",
    sentence: "The issuer's name could not be resolved.",
    advice: "Check the network and the name server, or set the proxy that the browser uses.",
  }),
  refine("token_transport", "error", /connection refused/i, {
    class: "connection_refused",
    sentence: "The connection to the issuer, or to the proxy, was refused.",
    advice: "Check the proxy variables with codex-login doctor, and the firewall.",
  }),
  refine("token_transport", "error", /UnknownIssuer|unknown issuer/i, {
    class: "tls_unknown_issuer",
    sentence: "The server's certificate comes from an authority that is not trusted here.",
    advice: CERTIFICATE_ADVICE,
  }),
  refine("token_transport", "error", /not valid for name|NotValidForName/i, {
    class: "tls_wrong_name",
    sentence: "The server's certificate is for another name.",
    advice: CERTIFICATE_ADVICE,
  }),
  refine("token_transport", "error", /certificate.*(expired|not valid yet|NotValidYet)/i, {
    class: "tls_expired",
    sentence: "The server's certificate is out of its time, or this machine's clock is wrong.",
    advice: "Check the clock of this machine; codex-login doctor compares it with the server's.",
  }),
  refine("token_transport", "is_timeout", /^true$/, {
    class: "timeout",
    sentence: "The token endpoint did not answer in time.",
    advice: "Check the network and the proxy with codex-login doctor, then run the sign-in again.",
  }),
  refine("token_status", "error_code", /^unsupported_country_region_territory$/, {
    class: "unsupported_country",
    sentence: "The token request came from a country or region that is not supported.",
    advice: "Your browser may have used another route than this program; see the proxy variables.",
  }),
  refine("token_status", "error_code", /^invalid_grant$/, {
    class: "invalid_grant",
    sentence: "The authorization code was no longer valid.",
    advice: "Run the sign-in again and finish it without reloading the page.",
  }),
  refine("token_status", "status", /^429/, {
    class: "rate_limited",
    sentence: "The token endpoint got too many requests.",
    advice: "Wait a few minutes, then run the sign-in again.",
  }),
  refine("token_status", "status", /^5/, {
    class: "server_error",
    sentence: "The token endpoint had a failure of its own.",
    advice: "Wait a few minutes, then run the sign-in again.",
  }),
  refine("token_status", "status", /^403/, {
    class: "forbidden",
    sentence:
      "Something between here and the token endpoint, or the endpoint, forbade the request.",
    advice: "codex-login doctor shows whether a network's filter answers in the issuer's place.",
  }),
];

/** The words for a failure's entry: refined where its fields tell more, else as they were. */
export function refineFailure(words: FailureWords, entry: LogEntry): FailureWords {
  return REFINEMENTS.find(({ of, field, pattern }) =>
    of === words.class && pattern.test(entry.fields.get(field) ?? "")
  ) ?? words;
}

function refine(of: string, field: string, pattern: RegExp, words: FailureWords): Refinement {
  return { of, field, pattern, ...words };
}
