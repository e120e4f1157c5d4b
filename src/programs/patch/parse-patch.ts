/** Reads differences: unified, or diff's normal form. */
export interface HunkLine {
  readonly mark: " " | "-" | "+";
  readonly text: string;
  /** False when "\ No newline at end of file" follows. */
  readonly ended: boolean;
}

export interface Hunk {
  /** Line numbers from 1; the line before where the side has none. */
  readonly from: number;
  readonly to: number;
  readonly lines: readonly HunkLine[];
}

export interface FilePatch {
  readonly kind: "unified" | "normal";
  /** Names as written, the dates behind a tab cut off; undefined without a header. */
  readonly oldName: string | undefined;
  readonly newName: string | undefined;
  /** True when the new side's date says that there is no such file any more. */
  readonly deletes: boolean;
  readonly header: readonly string[];
  /** The number of the line at which the first hunk begins. */
  readonly line: number;
  readonly hunks: readonly Hunk[];
}

/** A patch that cannot be what was meant. */
export class PatchFault extends Error {
  override readonly name = "PatchFault";
}

const UNIFIED = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;
const NORMAL = /^(\d+)(?:,(\d+))?([acd])(\d+)(?:,(\d+))?$/;

class Reader {
  readonly #lines: readonly string[];
  #at = 0;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  all(): FilePatch[] {
    const patches: FilePatch[] = [];
    let header: string[] = [];
    while (this.#at < this.#lines.length) {
      const line = this.#lines[this.#at] ?? "";
      if (
        line.startsWith("--- ") &&
        (this.#lines[this.#at + 1] ?? "").startsWith("+++ ") &&
        UNIFIED.test(this.#lines[this.#at + 2] ?? "")
      ) {
        header.push(line, this.#lines[this.#at + 1] ?? "");
        this.#at += 2;
        patches.push(this.#unified(header));
        header = [];
      } else if (UNIFIED.test(line)) {
        patches.push(this.#unified(header));
        header = [];
      } else if (NORMAL.test(line) && /^[<>]/.test(this.#lines[this.#at + 1] ?? "")) {
        patches.push(this.#normal(header));
        header = [];
      } else if (/^\*\*\* \d+(?:,\d+)? \*\*\*\*/.test(line)) {
        throw new PatchFault("context differences are not read here: make a unified one (diff -u)");
      } else {
        header.push(line);
        this.#at += 1;
      }
    }
    return patches;
  }

  #names(header: readonly string[]): { oldName: string | undefined; newName: string | undefined; deletes: boolean } {
    const named = (mark: string): string | undefined => {
      const line = header.findLast((text) => text.startsWith(mark));
      return line
        ?.slice(mark.length)
        .replace(/\t.*|\s+\d{4}-\d\d-\d\d .*/, "")
        .trim();
    };
    const dated = header.findLast((text) => text.startsWith("+++ ")) ?? "";
    const deletes = named("+++ ") === "/dev/null" || dated.includes("\t1970-01-01 00:00:00");
    return { oldName: named("--- "), newName: named("+++ "), deletes };
  }

  #unified(header: readonly string[]): FilePatch {
    const hunks: Hunk[] = [];
    const line = this.#at + 1;
    for (;;) {
      const match = UNIFIED.exec(this.#lines[this.#at] ?? "");
      if (match === null) break;
      this.#at += 1;
      let [old, recent] = [Number(match[2] ?? 1), Number(match[4] ?? 1)];
      const lines: HunkLine[] = [];
      while (old > 0 || recent > 0) {
        const text = this.#lines[this.#at];
        if (text === undefined) throw new PatchFault("unexpected end of file in patch");
        const mark = text === "" ? " " : (text[0] ?? "");
        if (mark !== " " && mark !== "-" && mark !== "+") {
          throw new PatchFault(`malformed patch at line ${String(this.#at + 1)}: ${text}\n`);
        }
        this.#at += 1;
        if (mark !== "+") old -= 1;
        if (mark !== "-") recent -= 1;
        if (old < 0 || recent < 0) throw new PatchFault(`malformed patch at line ${String(this.#at)}: ${text}\n`);
        const ended = !(this.#lines[this.#at] ?? "").startsWith("\\");
        if (!ended) this.#at += 1;
        lines.push({ mark, text: text.slice(1), ended });
      }
      hunks.push({ from: Number(match[1]), to: Number(match[3]), lines });
    }
    return { kind: "unified", ...this.#names(header), header, line, hunks };
  }

  #normal(header: readonly string[]): FilePatch {
    const hunks: Hunk[] = [];
    const line = this.#at + 1;
    for (;;) {
      const match = NORMAL.exec(this.#lines[this.#at] ?? "");
      if (match === null) break;
      this.#at += 1;
      const lines: HunkLine[] = [];
      const take = (lead: "<" | ">", mark: "-" | "+"): void => {
        while ((this.#lines[this.#at] ?? "").startsWith(`${lead} `) || this.#lines[this.#at] === lead) {
          const text = (this.#lines[this.#at] ?? "").slice(2);
          this.#at += 1;
          const ended = !(this.#lines[this.#at] ?? "").startsWith("\\");
          if (!ended) this.#at += 1;
          lines.push({ mark, text, ended });
        }
      };
      take("<", "-");
      if (this.#lines[this.#at] === "---") this.#at += 1;
      take(">", "+");
      hunks.push({ from: Number(match[1]), to: Number(match[4]), lines });
    }
    return { kind: "normal", ...this.#names(header), header, line, hunks };
  }
}

export function parsePatch(text: string): FilePatch[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return new Reader(lines).all();
}

export function reversed(patch: FilePatch): FilePatch {
  const flip = { " ": " ", "-": "+", "+": "-" } as const;
  return {
    ...patch,
    oldName: patch.newName,
    newName: patch.oldName,
    deletes: patch.oldName === "/dev/null",
    hunks: patch.hunks.map((hunk) => ({
      from: hunk.to,
      to: hunk.from,
      lines: ordered(hunk.lines.map((line) => ({ ...line, mark: flip[line.mark] }))),
    })),
  };
}

/** Removals in front of additions, as a difference is written. */
function ordered(lines: readonly HunkLine[]): HunkLine[] {
  const result: HunkLine[] = [];
  let added: HunkLine[] = [];
  for (const line of lines) {
    if (line.mark === "+") added.push(line);
    else {
      if (line.mark === " ") {
        result.push(...added);
        added = [];
      }
      result.push(line);
    }
  }
  return [...result, ...added];
}
