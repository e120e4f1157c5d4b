import type { OpenFile } from "#files";
import { Lines } from "../tool/input.ts";
import { isFileError, Refusal, type Run } from "../tool/tool.ts";

/** The lines of all inputs in turn, one ahead: "$" must know whether there is another. */
export class Inputs {
  file: OpenFile | undefined;
  name = "-";
  #run: Run;
  #names: string[];
  #lines: Lines | undefined;
  #next: { line: string; unfinished: boolean } | undefined;
  #end: string;

  constructor(run: Run, names: readonly string[], end: string) {
    this.#run = run;
    this.#names = [...names];
    this.#end = end;
  }

  async #ahead(): Promise<{ line: string; unfinished: boolean } | undefined> {
    for (;;) {
      if (this.#lines === undefined) {
        const name = this.#names.shift();
        if (name === undefined) return undefined;
        try {
          this.file = this.#run.openInput(name);
          this.name = name;
          this.#lines = new Lines(this.#run, this.file, this.#end, this.#chunk());
        } catch (error) {
          if (!isFileError(error)) throw error;
          this.#run.status = 2;
          if (error.code === "EISDIR") throw new Refusal(`read error on ${name}: Is a directory`, { status: 4 });
          await this.#run.warn(`can't read ${name}: ${error.reason}`);
          continue;
        }
      }
      const line = await this.#lines.line();
      if (line !== undefined) return { line, unfinished: this.#lines.unfinished };
      this.file?.close();
      this.#lines = undefined;
    }
  }

  /** -u takes no more of a pipe than it needs: what follows is left to the next program. */
  #chunk(): number | undefined {
    return this.#run.has("u") && this.file?.kind !== "file" ? 1 : undefined;
  }

  /** The next line if one is in memory: the quick way. Undefined: call `next`. */
  ready(): { line: string; unfinished: boolean } | undefined {
    if (this.#next !== undefined || this.#lines === undefined) return undefined;
    const line = this.#lines.next();
    return line === undefined ? undefined : { line, unfinished: this.#lines.unfinished };
  }

  async next(): Promise<{ line: string; unfinished: boolean } | undefined> {
    const next = this.#next ?? (await this.#ahead());
    this.#next = undefined;
    return next;
  }

  async isLast(): Promise<boolean> {
    this.#next ??= await this.#ahead();
    return this.#next === undefined;
  }

  remaining(): number {
    return (this.#next === undefined ? 0 : this.#next.line.length + 1) + (this.#lines?.remaining().length ?? 0);
  }
}
