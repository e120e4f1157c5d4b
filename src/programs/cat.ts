import type { OpenFile } from "#files";
import { byteTextToBytes, bytesToByteText } from "./tool/byte-text.ts";
import { readChunk } from "./tool/input.ts";
import { quoteInMessage } from "./tool/quote.ts";
import { isFileError, type Run, tool } from "./tool/tool.ts";

/** `cat -v`: control characters as ^X, high bytes as M-x. */
function visible(text: string): string {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\xff]/g, (character) => {
    const code = character.charCodeAt(0);
    const low = code & 127;
    const shown = low < 32 ? `^${String.fromCharCode(low + 64)}` : low === 127 ? "^?" : String.fromCharCode(low);
    return code > 127 ? `M-${shown}` : shown;
  });
}

/** What goes on from one file to the next. */
class Printer {
  #count = 0;
  #atStart = true;
  #blank = false;
  #run: Run;
  constructor(run: Run) {
    this.#run = run;
  }

  print(text: string): string {
    const run = this.#run;
    const [numberAll, numberFull, ends, squeeze, tabs, controls] = [
      run.has("n") && !run.has("b"),
      run.has("b"),
      run.has("E", "e", "A"),
      run.has("s"),
      run.has("T", "t", "A"),
      run.has("v", "e", "t", "A"),
    ];
    let result = "";
    for (let at = 0; at < text.length;) {
      const end = text.indexOf("\n", at);
      const line = text.slice(at, end < 0 ? undefined : end);
      at = end < 0 ? text.length : end + 1;
      const empty = this.#atStart && line === "" && end >= 0;
      if (empty && this.#blank && squeeze) continue;
      if (this.#atStart) this.#blank = empty;
      if (this.#atStart && (numberAll || (numberFull && !empty))) {
        this.#count += 1;
        result += `${String(this.#count).padStart(6)}\t`;
      }
      let shown = controls ? visible(line) : line;
      if (tabs) shown = shown.replaceAll("\t", "^I");
      if (ends && end >= 0 && shown.endsWith("\r")) shown = `${shown.slice(0, -1)}^M`;
      result += shown + (end < 0 ? "" : ends ? "$\n" : "\n");
      this.#atStart = end >= 0;
    }
    return result;
  }
}

/** How many bytes there are from here to the end. */
function sizeAhead(file: OpenFile): number {
  const at = file.seek(0, "current");
  const end = file.seek(0, "end");
  file.seek(at, "start");
  return end - at;
}

export const cat = tool(
  {
    options: "A,show-all b,number-nonblank e E,show-ends n,number s,squeeze-blank t T,show-tabs u v,show-nonprinting",
  },
  async (run) => {
    const plain = !run.has("A", "b", "e", "E", "n", "s", "t", "T", "v");
    const printer = new Printer(run);
    for (const name of run.operands.length === 0 ? ["-"] : run.operands) {
      try {
        const file = run.openInput(name);
        try {
          // A file that grows as it is printed is the one that is written: `cat x >> x` must end.
          const guarded = file.kind === "file" && run.process.descriptors.get(1)?.kind === "file";
          let left = guarded ? sizeAhead(file) : Infinity;
          for (let chunk = await readChunk(run, file); chunk !== null; chunk = await readChunk(run, file)) {
            if (left <= 0) {
              await run.error(`${quoteInMessage(name)}: input file is output file`);
              break;
            }
            left -= chunk.length;
            const bytes = plain ? chunk : byteTextToBytes(printer.print(bytesToByteText(chunk)));
            await run.out.bytes(bytes);
          }
        } finally {
          file.close();
        }
      } catch (error) {
        if (!isFileError(error) || error.code === "EPIPE" || error.code === "ENOSPC") throw error;
        await run.error(`${quoteInMessage(name)}: ${error.reason}`);
      }
    }
    return undefined;
  },
);
