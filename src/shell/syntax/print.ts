import { assertNever } from "#base";
import type {
  ArrayElement,
  Assignment,
  Command,
  FunctionDefinition,
  Node,
  Redirect,
  SimpleCommand,
  Statement,
  TestExpression,
  Word,
} from "./ast.ts";
import { quoteSingle } from "../expand/quote.ts";
import { decodeAnsiEscapes } from "./quote-reader.ts";

/** Commands as bash writes them (`declare -f`, `type`, BASH_COMMAND): its own layout, four columns a level. */
class Printer {
  /** Here-documents whose bodies come at the next end of a line. */
  #documents: Redirect[] = [];
  /** Inside a function every command has a line of its own. */
  #function = false;
  /** Here-documents were written since the last semicolon. */
  #shown = false;

  list(statements: readonly Statement[], indent: string): string {
    let text = "";
    for (const [at, statement] of statements.entries()) {
      text += this.node(statement.node, indent);
      const last = at === statements.length - 1;
      if (statement.background) text += this.#after(" &") + (last ? "" : " ");
      else if (!last) text += this.#function ? this.#separator() + indent : this.#flush("; ");
    }
    return text;
  }

  node(node: Node, indent: string): string {
    if (node.kind === "and-or") {
      let text = this.node(node.first, indent);
      for (const { operator, command } of node.rest) text += this.#after(` ${operator} `) + this.node(command, indent);
      return text;
    }
    if (node.kind !== "pipeline") return this.command(node, indent);
    const timed = node.timed === "no" ? "" : node.timed === "posix" ? "time -p " : "time ";
    let text = timed + (node.negated ? "! " : "");
    for (const [at, command] of node.commands.entries()) {
      if (at > 0) text += `${this.#after(" |")} `;
      text += this.command(command, indent);
      if (node.withStderr[at] === true) text += " 2>&1";
    }
    return text;
  }

  command(command: Command, indent: string): string {
    if (command.kind === "simple") return this.simple(command);
    if (command.kind === "function") return `function ${this.definition(command, indent)}`;
    return this.compound(command, indent) + this.redirects(command.redirects);
  }

  definition(command: FunctionDefinition, indent: string): string {
    const { body } = command;
    this.#function = true;
    const text =
      body.kind === "group"
        ? this.command(body, indent)
        : this.braces([{ node: body, background: false, line: body.line, source: "" }], indent);
    return `${command.name} () \n${indent}${text}`;
  }

  braces(statements: readonly Statement[], indent: string): string {
    if (!this.#function) {
      const text = this.list(statements, indent);
      return `{ ${text}${text.endsWith("&") ? " " : this.#flush("; ")}}`;
    }
    const inner = `${indent}    `;
    return `{ \n${inner}${this.list(statements, inner)}${this.#flush("\n")}${indent}}`;
  }

  compound(command: Exclude<Command, SimpleCommand | FunctionDefinition>, indent: string): string {
    switch (command.kind) {
      case "subshell":
        return `( ${this.list(command.body, indent)}${this.#after("")} )`;
      case "group":
        return this.braces(command.body, indent);
      case "if":
        return this.branches(command, 0, indent);
      case "while":
        return `${command.until ? "until" : "while"} ${this.list(command.test, indent)}; do\n${this.body(command.body, indent)}done`;
      case "for":
      case "select": {
        const words = command.words === undefined ? ' in "$@"' : ` in ${command.words.map(showWord).join(" ")}`;
        return `${command.kind} ${command.name}${words};\n${indent}do\n${this.body(command.body, indent)}done`;
      }
      case "for-arithmetic": {
        const parts = [command.first, command.test, command.step].map((word) => word.raw.trim() || "1");
        return `for ((${parts.join("; ")}))\n${indent}do\n${this.body(command.body, indent)}done`;
      }
      case "case": {
        const inner = `${indent}    `;
        const clauses = command.clauses.map(
          ({ patterns, body, end }) =>
            `${inner}${patterns.map(showWord).join(" | ")})\n${
              body.length === 0 ? "" : `${inner}    ${this.list(body, `${inner}    `)}`
            }${this.#flush("\n")}${inner}${end}\n`,
        );
        return `case ${showWord(command.word)} in \n${clauses.join("")}${indent}esac`;
      }
      case "arithmetic":
        return `((${command.expression.raw}))`;
      case "test":
        return `[[ ${showTest(command.expression)} ]]`;
      case "coproc":
        return `coproc ${command.name} ${this.command(command.body, indent)}`;
      default:
        return assertNever(command);
    }
  }

  branches(command: Command & { kind: "if" }, at: number, indent: string): string {
    const branch = command.branches[at];
    if (branch === undefined) return "";
    let text = `if ${this.list(branch.test, indent)}; then\n${this.body(branch.body, indent)}`;
    const inner = `${indent}    `;
    if (at + 1 < command.branches.length) text += `else\n${inner}${this.branches(command, at + 1, inner)};\n${indent}`;
    else if (command.otherwise !== undefined) text += `else\n${this.body(command.otherwise, indent)}`;
    return `${text}fi`;
  }

  /** An indented list with what ends it, up to the word that closes it. */
  body(statements: readonly Statement[], indent: string): string {
    const inner = `${indent}    `;
    const text = inner + this.list(statements, inner);
    return `${text}${this.#flush(/[&\n]$/.test(text) ? "\n" : ";\n")}${indent}`;
  }

  simple(command: SimpleCommand): string {
    const words = [...command.assignments.map(showAssignment)];
    for (const word of command.words) words.push("parts" in word ? showWord(word) : showAssignment(word));
    const redirects = this.redirects(command.redirects);
    return words.length === 0 ? redirects.slice(1) : words.join(" ") + redirects;
  }

  redirects(redirects: readonly Redirect[]): string {
    return redirects.map((each) => ` ${this.redirect(each)}`).join("");
  }

  redirect(each: Redirect): string {
    const { operator, descriptor, variable } = each;
    const word = showWord(each.word);
    const left = variable === undefined ? (descriptor === undefined ? "" : String(descriptor)) : `{${variable}}`;
    switch (operator) {
      case "<<":
      case "<<-":
        this.#documents.push(each);
        return `${left}${operator}${word}`;
      case "<&":
      case ">&": {
        const number = left === "" ? (operator === "<&" ? "0" : "1") : left;
        if (word === "-") return `${number}>&-`;
        if (/^\d+-?$|^\$/.test(word)) return `${number}${operator}${word}`;
        return `${left}${operator}${word}`;
      }
      default: {
        if (operator === "<>") return `${descriptor === 1 ? "" : left || "0"}<> ${word}`;
        const plain = (operator.startsWith("<") && descriptor === 0) || (operator.startsWith(">") && descriptor === 1);
        return `${plain ? "" : left}${operator} ${word}`;
      }
    }
  }

  /** Between two commands: here-documents take the place of the next semicolon, however late it comes. */
  #separator(): string {
    if (this.#documents.length > 0) return this.#flush("\n");
    const shown = this.#shown;
    this.#shown = false;
    return shown ? "\n" : ";\n";
  }

  /** An operator, and the here-documents of what stands before it. */
  #after(operator: string): string {
    return this.#documents.length === 0
      ? operator
      : operator + this.#flush("").slice(0, -1) + (operator === "" ? "" : " ");
  }

  #flush(without: string): string {
    const documents = this.#documents;
    this.#documents = [];
    if (documents.length === 0) return without;
    this.#shown = true;
    const bodies = documents.map(({ word, body }) => {
      const delimiter = word.parts.map((part) => (part.kind === "text" ? part.text : word.raw.replace(/['"\\]/g, "")));
      return `${body?.raw ?? ""}${delimiter.join("")}\n`;
    });
    return `\n${bodies.join("")}\n`;
  }
}

/** A word as it was written; `$'…'` stands there decoded. */
function showWord(word: Word): string {
  const { raw } = word;
  if (!/\$['"]/.test(raw)) return raw;
  let text = "";
  for (let at = 0; at < raw.length;) {
    const rest = raw.slice(at);
    const ansi = /^\$'((?:[^'\\]|\\[\s\S])*)'/.exec(rest);
    const piece = ansi?.[0] ?? /^(?:'[^']*'|\$?"(?:[^"\\]|\\[\s\S])*"|\\[\s\S]|[\s\S])/.exec(rest)?.[0] ?? "";
    if (ansi !== null) text += quoteSingle(decodeAnsiEscapes(ansi[1] ?? ""));
    else text += piece.startsWith('$"') ? piece.slice(1) : piece;
    at += Math.max(piece.length, 1);
  }
  return text;
}

function isElements(value: Assignment["value"]): value is readonly ArrayElement[] {
  return Array.isArray(value);
}

function showAssignment(assignment: Assignment): string {
  const { name, index, append, value } = assignment;
  if (!isElements(value)) return assignment.raw;
  const items = value.map(
    (element) =>
      (element.index === undefined ? "" : `[${element.index.raw}]${element.append === true ? "+" : ""}=`) +
      showWord(element.value),
  );
  return `${name}${index === undefined ? "" : `[${index.raw}]`}${append ? "+" : ""}=(${items.join(" ")})`;
}

function showTest(expression: TestExpression): string {
  switch (expression.kind) {
    case "or":
    case "and":
      return `${showTest(expression.left)} ${expression.kind === "or" ? "||" : "&&"} ${showTest(expression.right)}`;
    case "not":
      return `! ${showTest(expression.operand)}`;
    case "group":
      return `( ${showTest(expression.operand)} )`;
    case "unary":
      return `${expression.operator} ${showWord(expression.operand)}`;
    case "binary":
      return `${showWord(expression.left)} ${expression.operator} ${showWord(expression.right)}`;
    case "word":
      return `-n ${showWord(expression.word)}`;
    default:
      return assertNever(expression);
  }
}

/** A function as `declare -f` shows it, without a newline at the end. */
export function printFunction(definition: FunctionDefinition): string {
  return new Printer().definition(definition, "");
}

/** A command on one line where it fits on one: BASH_COMMAND, `jobs`. */
export function printNode(node: Node): string {
  return new Printer().node(node, "");
}

/** The first line of a compound command, as BASH_COMMAND and `set -x` show it: `for i in a b`, `case x in`. */
export function printHead(command: Command): string {
  switch (command.kind) {
    case "for":
    case "select":
      return `${command.kind} ${command.name} in ${command.words === undefined ? '"$@"' : command.words.map(showWord).join(" ")}`;
    case "case":
      return `case ${showWord(command.word)} in `;
    default:
      return printNode(command);
  }
}
