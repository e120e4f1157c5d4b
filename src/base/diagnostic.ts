/**
 * What is said when something is wrong. `message` is in the program's own words (GNU make's, dash's, a schema's);
 * `note` and `help` are ours and are shown apart, so that compatibility never fights teaching.
 */
export interface Diagnostic {
  /** The program's words, without a final newline. */
  readonly message: string;
  /** Where: a file as the reader named it, lines and columns counted from 1. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** What it means. */
  readonly note?: string;
  /** What to try: one action. */
  readonly help?: string;
}
