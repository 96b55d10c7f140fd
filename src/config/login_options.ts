/**
 * What the command line says of a sign-in.
 *
 * @module
 */

/** Each may be left out; `config.ts` has what holds then. */
export interface LoginOptions {
  readonly issuer?: string;
  readonly clientId?: string;
  readonly port?: number;
  readonly waitLimitSeconds?: number;
  readonly openBrowser: boolean;
  /** Whether to try ahead what the sign-in will need; by default for an issuer elsewhere. */
  readonly hasCheck?: boolean;
  /** The phases as JSON Lines on standard output. */
  readonly isJson: boolean;
  /** Whether a QR code of the link is shown wherever the code is. */
  readonly hasQr?: boolean;
  /** Ask nobody over the network; for `status`. */
  readonly isOffline?: boolean;
  /** A wrong `model_provider` counts for nothing; for `app-server`, as with codex's own. */
  readonly toleratesProvider?: boolean;
  /** What is wrong with proxies or certificates is a warning; for what can do without a network, as with codex. */
  readonly toleratesNetwork?: boolean;
  /** `-c key=value`, in their order. */
  readonly overrides: readonly string[];
}
