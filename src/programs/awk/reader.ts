/** What the parser's parts stand on: the tokens, and complaints about them. */
import { Refusal } from "../tool/tool.ts";
import { syntaxError, type Token } from "./tokens.ts";

export class Reader {
  protected readonly tokens: readonly Token[];
  protected at = 0;
  protected readonly source: string;
  readonly #text: string;

  constructor(source: string, text: string, tokens: readonly Token[]) {
    this.source = source;
    this.#text = text;
    this.tokens = tokens;
  }

  protected get token(): Token {
    return this.tokens[this.at] ?? { type: "end", text: "end of file", line: 0, at: 0 };
  }

  protected fail(message?: string): never {
    const { at, type } = this.token;
    const ended = type === "newline" || type === "end";
    throw syntaxError(
      this.source,
      this.#text,
      at,
      message ?? (ended ? "unexpected newline or end of string" : "syntax error"),
    );
  }

  /** A program that reads well but cannot be. */
  protected refuse(message: string, line = this.token.line): never {
    throw new Refusal(`${this.source}:${line}: error: ${message}`, { status: 1 });
  }

  protected is(text: string): boolean {
    const { type, text: own } = this.token;
    return own === text && (type === "mark" || type === "keyword");
  }

  protected take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at += 1;
    return true;
  }

  protected expect(text: string): void {
    if (!this.take(text)) this.fail();
  }

  protected newlines(): void {
    while (this.token.type === "newline") this.at += 1;
  }

  /** True always: skips ends of statements first, for a loop's test. */
  protected past(): boolean {
    this.ends();
    return true;
  }

  protected ends(): void {
    while (this.token.type === "newline" || this.is(";")) this.at += 1;
  }
}
