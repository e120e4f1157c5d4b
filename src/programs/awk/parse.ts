/** awk's grammar (POSIX) as a tree. */
import { Refusal } from "../tool/tool.ts";
import { ExpressionParser } from "./expression.ts";
import { tokenize } from "./tokens.ts";
import type { AwkProgram, Branch, Definition, Expression, Rule, Statement } from "./tree.ts";

class Parser extends ExpressionParser {
  /** What the statement at hand is in: decides where break, next and return may stand. */
  #loops = 0;
  #switches = 0;
  #function = false;
  #rule = "";
  readonly functions = new Map<string, Definition>();
  program(): Rule[] {
    const rules: Rule[] = [];
    for (; this.past() && this.token.type !== "end";) {
      if (this.take("function") || this.take("func")) {
        this.#definition();
        continue;
      }
      let pattern: Rule["pattern"];
      let until: Expression | undefined;
      const { line } = this.token;
      const special = (["BEGIN", "END", "BEGINFILE", "ENDFILE"] as const).find((word) => this.take(word));
      this.#rule = special ?? "";
      if (special !== undefined) pattern = special;
      else if (!this.is("{")) {
        pattern = this.expression();
        if (this.take(",")) {
          this.newlines();
          until = this.expression();
        }
      }
      const body = this.is("{") ? this.#block() : undefined;
      if (body === undefined && special !== undefined) this.fail();
      rules.push({ pattern, until, body, line, active: false });
    }
    return rules;
  }

  #definition(): void {
    const { text: name, line } = this.token;
    this.at += 1;
    if (this.functions.has(name)) this.refuse(`function name \`${name}' previously defined`, line);
    this.expect("(");
    const parameters: string[] = [];
    while (!this.take(")")) {
      this.newlines();
      const { text } = this.token;
      if (text === name) this.refuse(`function \`${name}': cannot use function name as parameter name`);
      const earlier = parameters.indexOf(text);
      if (earlier >= 0) {
        const place = `parameter #${parameters.length + 1}, \`${text}', duplicates parameter #${earlier + 1}`;
        this.refuse(`function \`${name}': ${place}`);
      }
      parameters.push(text);
      this.at += 1;
      if (!this.is(")")) this.expect(",");
    }
    this.newlines();
    this.#function = true;
    this.functions.set(name, { parameters, body: this.#block() });
    this.#function = false;
  }

  #block(): Statement {
    this.expect("{");
    const items: Statement[] = [];
    for (; this.past() && !this.take("}");) items.push(this.#statement());
    return { kind: "block", items };
  }

  /** The end of a simple statement; "}" stays. */
  #terminator(): void {
    if (this.token.type === "newline" || this.is(";")) this.at += 1;
    else if (!this.is("}") && this.token.type !== "end") this.fail();
  }

  /** A loop's body. */
  #looped(): Statement {
    this.#loops += 1;
    const body = this.#body();
    this.#loops -= 1;
    return body;
  }

  #switch(): Statement {
    this.expect("(");
    const value = this.expression();
    this.expect(")");
    this.newlines();
    this.expect("{");
    this.#switches += 1;
    const branches: Branch[] = [];
    for (; this.past() && !this.take("}");) {
      let match: Expression | undefined;
      if (!this.take("default")) {
        this.expect("case");
        match = this.unary();
      }
      this.expect(":");
      const items: Statement[] = [];
      for (; this.past() && !this.is("case") && !this.is("default") && !this.is("}");) items.push(this.#statement());
      branches.push({ match, items });
    }
    this.#switches -= 1;
    return { kind: "switch", value, branches };
  }

  #body(): Statement {
    this.newlines();
    if (this.take(";")) return { kind: "block", items: [] };
    return this.#statement();
  }

  #statement(): Statement {
    const { line } = this.token;
    return { ...this.#bareStatement(), line };
  }

  #bareStatement(): Statement {
    if (this.is("{")) return this.#block();
    if (this.take("switch")) return this.#switch();
    if (this.take("if")) {
      this.expect("(");
      const test = this.expression();
      this.expect(")");
      const yes = this.#body();
      const back = this.at;
      this.ends();
      if (this.take("else")) return { kind: "if", test, yes, no: this.#body() };
      this.at = back;
      return { kind: "if", test, yes, no: undefined };
    }
    if (this.take("while")) {
      this.expect("(");
      const test = this.expression();
      this.expect(")");
      return { kind: "while", test, body: this.#looped(), first: false };
    }
    if (this.take("do")) {
      const body = this.#looped();
      this.ends();
      this.expect("while");
      this.expect("(");
      const test = this.expression();
      this.expect(")");
      this.#terminator();
      return { kind: "while", test, body, first: true };
    }
    if (this.take("for")) return this.#for();
    const simple = this.#simple();
    this.#terminator();
    return simple;
  }

  #for(): Statement {
    this.expect("(");
    const [variable, word, array, close] = this.tokens.slice(this.at, this.at + 4);
    if (variable?.type === "name" && word?.text === "in" && array?.type === "name") {
      const back = this.at;
      this.at += 3;
      const found = close?.text === ")" ? { name: array.text, path: [] } : this.arrayPath(array.text);
      if (this.take(")")) return { kind: "each", variable: variable.text, array: found, body: this.#looped() };
      this.at = back;
    }
    const start = this.is(";") ? undefined : this.#simple();
    this.expect(";");
    this.newlines();
    const test = this.is(";") ? undefined : this.expression();
    this.expect(";");
    this.newlines();
    const step = this.is(")") ? undefined : this.#simple();
    this.expect(")");
    return { kind: "for", start, test, step, body: this.#looped() };
  }

  #atEnd(): boolean {
    return this.token.type === "newline" || this.token.type === "end" || this.is(";") || this.is("}");
  }

  #simple(): Statement {
    const { text } = this.token;
    if (this.token.type === "keyword") {
      switch (text) {
        case "next":
        case "nextfile":
          if (!this.#function && this.#rule !== "" && !(text === "nextfile" && this.#rule === "BEGINFILE"))
            this.refuse(`\`${text}' used in ${this.#rule} action`);
          this.at += 1;
          return { kind: "jump", to: text };
        case "break":
        case "continue": {
          const allowed = this.#loops > 0 || (text === "break" && this.#switches > 0);
          const message = `\`${text}' is not allowed outside a loop${text === "break" ? " or switch" : ""}`;
          if (!allowed) this.refuse(`${message}\nawk: ${this.source}:${this.token.line}: error: ${message}`);
          this.at += 1;
          return { kind: "jump", to: text };
        }
        case "exit":
        case "return":
          if (text === "return" && !this.#function) this.fail("`return' used outside function context");
          this.at += 1;
          return {
            kind: text,
            value: this.#atEnd() ? undefined : this.expression(),
          };
        case "delete": {
          this.at += 1;
          const name = this.token.text;
          this.at += 1;
          const lists: Expression[][] = [];
          while (this.take("[")) lists.push(this.list("]"));
          const subscript = lists.pop();
          return { kind: "delete", array: { name, path: lists }, subscript };
        }
        case "print":
        case "printf":
          return this.#print(text === "printf");
      }
    }
    return { kind: "expression", value: this.expression() };
  }

  #print(formatted: boolean): Statement {
    this.at += 1;
    let words: Expression[] = [];
    this.noGreater = true;
    if (!(
      this.token.type === "newline" ||
      this.token.type === "end" ||
      this.is(";") ||
      this.is("}") ||
      this.is(">") ||
      this.is(">>") ||
      this.is("|") ||
      this.is("|&")
    )) {
      words.push(this.expression());
      while (this.take(",")) {
        this.newlines();
        words.push(this.expression());
      }
    }
    this.noGreater = false;
    const [only] = words;
    if (words.length === 1 && only?.kind === "group" && only.items.length > 1) words = [...only.items];
    for (const to of [">>", ">", "|&", "|"] as const) {
      if (this.take(to)) return { kind: "print", formatted, words, to, target: this.concatenation() };
    }
    return { kind: "print", formatted, words, to: undefined, target: undefined };
  }
}

/** Reads a program; `source` is how messages name its text. */
export function parseAwk(source: string, text: string): AwkProgram {
  const warnings: string[] = [];
  const parser = new Parser(
    source,
    text,
    tokenize(source, text, (warning) => void warnings.push(warning)),
  );
  const rules = parser.program();
  const missing = parser.calls.find(({ name }) => !parser.functions.has(name));
  if (missing !== undefined) {
    throw new Refusal(`${source}:${missing.line}: fatal: function \`${missing.name}' not defined`, { status: 2 });
  }
  return { source, warnings, rules, functions: parser.functions };
}
