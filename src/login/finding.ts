/**
 * What would keep a sign-in from working, found out while its person is still in the browser.
 *
 * @module
 */
import type { ToldClass } from "../errors/explanation.ts";
import type { Output } from "../base/output.ts";

/** Something to mend while the sign-in waits, or that it is mended. */
export interface Finding {
  /** The class in a word that programs can compare; `not_saved`: the credentials have no place. */
  readonly class: ToldClass | "not_saved";
  /** What is wrong, or that it no longer is, in a sentence. */
  readonly what: string;
  /** What to do, in a sentence; `undefined` where it is over. */
  readonly todo: string | undefined;
}

/** Is told each finding once, and once that it is over. */
export type OnFinding = (finding: Finding) => void;

/** Tells person and program. */
export function tellFinding(
  finding: Finding,
  { say, onFinding }: Pick<Output, "say"> & { readonly onFinding?: OnFinding | undefined },
): void {
  const { what, todo } = finding;
  say(
    todo === undefined ? what : `Warning: this sign-in would fail now. ${what}\n` +
      `What to do: ${todo} The sign-in goes on waiting, and looks again.`,
  );
  onFinding?.(finding);
}
