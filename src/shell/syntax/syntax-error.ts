/** A script that is no script. `message` is in the dialect's own words, without the shell's name and line. */
export class SyntaxError extends Error {
  override readonly name = "SyntaxError";
  readonly line: number;
  /** bash shows the offending source line on a line of its own. */
  readonly source: string | undefined;
  /** bash's second message, of the group around what went wrong. */
  readonly also: { readonly text: string; readonly line: number } | undefined;
  /** bash 5.2 ends with another status than 2 after a few of them; 0: with the last command's, -1: where that failed. */
  readonly status: number;
  constructor(message: string, line: number, source?: string, also?: SyntaxError["also"], status = 2) {
    super(message);
    this.line = line;
    this.source = source;
    this.also = also;
    this.status = status;
  }
}

/** Thrown when the text so far is the beginning of a command: a prompt PS2, or one more line of the script, is due. */
export class Incomplete extends Error {
  override readonly name = "Incomplete";
}
