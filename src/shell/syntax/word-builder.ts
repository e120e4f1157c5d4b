import type { Part, Word } from "./ast.ts";

/** Unquoted characters that make a word more than its text: globs, tilde, braces. */
const ACTIVE = /[*?[~{]|[@+!]\(/;

/** Collects the parts of a word, joining neighbouring text of the same kind. */
export class WordBuilder {
  readonly parts: Part[] = [];
  #text = "";
  #quoted = false;

  text(text: string, quoted: boolean): void {
    if (quoted !== this.#quoted) this.#flush(false);
    this.#quoted = quoted;
    this.#text += text;
    // An empty quotation still makes a word.
    if (text === "" && quoted && this.#text === "") this.#flush(true);
  }

  part(part: Part): void {
    this.#flush(false);
    this.parts.push(part);
  }

  /** The unquoted text so far when there is nothing else, for the recognition of `name=` and `name[`. */
  get onlyText(): string | undefined {
    return this.parts.length === 0 && !this.#quoted ? this.#text : undefined;
  }

  finish(raw: string, line: number): Word {
    this.#flush(false);
    return makeWord(this.parts, raw, line);
  }

  #flush(force: boolean): void {
    if (this.#text !== "" || force) this.parts.push({ kind: "text", text: this.#text, quoted: this.#quoted });
    this.#text = "";
  }
}

export function makeWord(parts: readonly Part[], raw: string, line: number): Word {
  let literal: string | undefined = "";
  for (const part of parts) {
    if (part.kind === "double") {
      const inner = unquoteParts(part.parts);
      literal = inner === undefined || literal === undefined ? undefined : literal + inner;
    } else if (part.kind !== "text" || (!part.quoted && ACTIVE.test(part.text))) literal = undefined;
    else if (literal !== undefined) literal += part.text;
    if (literal === undefined) break;
  }
  // Where a part ends in @ and the next begins with ( nothing is lost: an unquoted ( never starts a part.
  return { parts, literal, raw: raw.includes("\\\n") ? raw.replaceAll("\\\n", "") : raw, line };
}

/** The text of parts without expansions; undefined when there are some. */
export function unquoteParts(parts: readonly Part[]): string | undefined {
  let text = "";
  for (const part of parts) {
    if (part.kind === "text") text += part.text;
    else if (part.kind === "double") {
      const inner = unquoteParts(part.parts);
      if (inner === undefined) return undefined;
      text += inner;
    } else return undefined;
  }
  return text;
}

export function textWord(text: string, line = 0): Word {
  return { parts: [{ kind: "text", text, quoted: true }], literal: text, raw: text, line };
}
