import type { ExitStatus } from "#base";

/** How much of a command's output is kept for the comparison and the notes, in characters. */
export const OUTPUT_KEPT = 256 * 1024;

/** One command line that was run in a terminal, by an action or typed by the reader. */
export interface CommandRun {
  /** Empty when the shell did not tell what was typed. */
  readonly command: string;
  /** What it wrote, as plain text: lines ended by "\n", no escape sequences; its beginning when it was very long. */
  readonly output: string;
  /** Characters that were written beyond what `output` keeps. */
  readonly dropped: number;
  /** Lines that were written in all. */
  readonly lines: number;
  /** Undefined when it never ended by itself: the machine was restarted. */
  readonly status: ExitStatus | undefined;
  readonly milliseconds: number;
}

/** Collects a command's output while it runs; memory is bounded. */
export class OutputRecorder {
  #kept = "";
  #dropped = 0;
  #lines = 0;

  add(text: string): void {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#lines++;
    const room = OUTPUT_KEPT - this.#kept.length;
    this.#kept += text.slice(0, Math.max(0, room));
    this.#dropped += Math.max(0, text.length - Math.max(0, room));
  }

  get lines(): number {
    return this.#lines;
  }

  get dropped(): number {
    return this.#dropped;
  }

  get output(): string {
    return plainText(this.#kept);
  }
}

/** A terminal's output as text: escape sequences gone, "\r\n" as "\n". A lone "\r" (a progress line) stays. */
export function plainText(output: string): string {
  return output
    .replace(/\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g, "")
    .replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, "")
    .replace(/\u001b[()][0-9A-Za-z]|\u001b[=>78cMDEH]/g, "")
    .replace(/\r+\n/g, "\n");
}
