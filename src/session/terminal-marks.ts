/**
 * The marks by which a shell tells where a command line, its output and its end are: OSC 133, "semantic prompts" of
 * FinalTerm. Ours and many other shells write them; a terminal shows nothing for them.
 */
export type TerminalMark =
  /** `A`: the prompt begins. */
  | { readonly kind: "prompt" }
  /** `B`: the prompt is written, the reader may type. */
  | { readonly kind: "input" }
  /** `C`: a command begins. The command line is there when the shell tells it (`cmdline_url`, as kitty has it). */
  | { readonly kind: "start"; readonly command?: string }
  /** `D`: it ended. No status when the line was empty or abandoned. */
  | { readonly kind: "end"; readonly status?: number };

const OPENING = "\u001b]133;";
/** Longer than any mark that a shell writes, a pasted command line told in `C` included; what is longer is not one. */
const LONGEST = 1024 * 1024;

/** Splits a terminal's output into text and marks, whatever the chunks are. */
export class MarkReader {
  #held = "";

  read(chunk: string): (string | TerminalMark)[] {
    const found: (string | TerminalMark)[] = [];
    let rest = this.#held + chunk;
    this.#held = "";
    while (rest !== "") {
      const start = rest.indexOf(OPENING);
      if (start < 0) {
        const keep = partialOpening(rest);
        this.#held = rest.slice(rest.length - keep);
        if (rest.length > keep) found.push(rest.slice(0, rest.length - keep));
        break;
      }
      if (start > 0) found.push(rest.slice(0, start));
      const end = /\u0007|\u001b\\/.exec(rest.slice(start, start + LONGEST));
      if (end === null) {
        if (rest.length - start < LONGEST) this.#held = rest.slice(start);
        else found.push(rest.slice(start));
        break;
      }
      const mark = parseMark(rest.slice(start + OPENING.length, start + end.index));
      if (mark !== undefined) found.push(mark);
      rest = rest.slice(start + end.index + end[0].length);
    }
    return found;
  }
}

/** How many characters at the end of a text may be the beginning of a mark. */
function partialOpening(text: string): number {
  for (let length = Math.min(OPENING.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(OPENING.slice(0, length))) return length;
  }
  return 0;
}

function parseMark(body: string): TerminalMark | undefined {
  const [letter, ...parameters] = body.split(";");
  switch (letter) {
    case "A":
      return { kind: "prompt" };
    case "B":
      return { kind: "input" };
    case "C": {
      const line = parameters.find((parameter) => parameter.startsWith("cmdline_url="));
      if (line === undefined) return { kind: "start" };
      return { kind: "start", command: decoded(line.slice("cmdline_url=".length)) };
    }
    case "D":
      return /^\d+$/.test(parameters[0] ?? "") ? { kind: "end", status: Number(parameters[0]) } : { kind: "end" };
    default:
      return undefined;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
