/**
 * What the commands that look at sign-ins are asked for.
 *
 * @module
 */
import type { LogLevel } from "../log/log_filter.ts";

/** What `logs` is asked for; without anything it prints where the log is. */
export interface LogsOptions {
  /** `-c key=value`, in their order. */
  readonly overrides: readonly string[];
  /** Only the last sign-in. */
  readonly isLastOnly: boolean;
  /** Go on with what is written from now on. */
  readonly isFollowing: boolean;
  /** Only lines at least this severe; `undefined` for all. */
  readonly level: LogLevel | undefined;
}

/** What `doctor` is asked for. */
export interface DoctorOptions extends Pick<LogsOptions, "overrides"> {
  /** `undefined`: the default issuer. */
  readonly issuer: string | undefined;
  /** JSON in place of text or a page. */
  readonly isJson: boolean;
  /** Leave out the network. */
  readonly isOffline: boolean;
}

/** What `report` is asked for. */
export interface ReportOptions extends Omit<DoctorOptions, "isOffline"> {
  /** Where it goes; `undefined`: `codex-login-report.html` here, or standard output for JSON. */
  readonly output: string | undefined;
  /** Replace a file that is there. */
  readonly isForced: boolean;
  /** Let the doctor ask the network too. */
  readonly isOnline: boolean;
}

/** A command that looks at sign-ins. */
export type SupportCommand =
  | { readonly kind: "logs"; readonly options: LogsOptions }
  | { readonly kind: "doctor"; readonly options: DoctorOptions }
  | { readonly kind: "report"; readonly options: ReportOptions };
