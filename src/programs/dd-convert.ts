/** dd's conversions of the bytes it copies, block by block. */
export interface Convert {
  readonly block: (bytes: string) => string;
  /** What is left when the input is over. */
  readonly end: () => string;
  /** Lines that conv=block cut. */
  readonly truncated: number;
}

class Conversion implements Convert {
  truncated = 0;
  #names: ReadonlySet<string>;
  #width: number;
  #held = "";
  #odd = "";

  constructor(names: ReadonlySet<string>, width: number) {
    this.#names = names;
    this.#width = width;
  }

  block(bytes: string): string {
    let text = bytes;
    if (this.#names.has("swab")) {
      text = this.#odd + text;
      this.#odd = text.length % 2 === 1 ? text.slice(-1) : "";
      text = text.slice(0, text.length - this.#odd.length).replace(/([^])([^])/g, "$2$1");
    }
    if (this.#names.has("ucase")) text = text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
    if (this.#names.has("lcase")) text = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
    if (this.#width === 0) return text;
    if (this.#names.has("block")) return this.#blocks(text);
    if (this.#names.has("unblock")) return this.#lines(text);
    return text;
  }

  /** Lines of any length as records of one width. */
  #blocks(text: string): string {
    const lines = (this.#held + text).split("\n");
    this.#held = lines.pop() ?? "";
    return lines.map((line) => this.#record(line)).join("");
  }

  #record(line: string): string {
    if (line.length > this.#width) this.truncated += 1;
    return line.slice(0, this.#width).padEnd(this.#width, " ");
  }

  /** Records of one width as lines, without the blanks at their ends. */
  #lines(text: string): string {
    const whole = this.#held + text;
    let lines = "";
    let from = 0;
    for (; whole.length - from >= this.#width; from += this.#width) {
      lines += `${whole.slice(from, from + this.#width).replace(/ +$/, "")}\n`;
    }
    this.#held = whole.slice(from);
    return lines;
  }

  end(): string {
    const [held, odd] = [this.#held, this.#odd];
    this.#held = "";
    this.#odd = "";
    if (held === "") return odd;
    return this.#names.has("block") ? this.#record(held) : `${held.replace(/ +$/, "")}\n`;
  }
}

export function conversionOf(names: ReadonlySet<string>, width: number): Convert {
  return new Conversion(names, width);
}
