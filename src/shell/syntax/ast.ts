/** What a script means, as both dialects share it. Nodes are immutable; `line` counts from 1. */

export type Dialect = "sh" | "bash";

/** A piece of a word. */
export type Part =
  | { readonly kind: "text"; readonly text: string; readonly quoted: boolean }
  | { readonly kind: "double"; readonly parts: readonly Part[] }
  | ParameterPart
  | { readonly kind: "command"; readonly body: readonly Statement[]; readonly backquoted: boolean }
  | { readonly kind: "arithmetic"; readonly expression: Word }
  | { readonly kind: "process"; readonly direction: "in" | "out"; readonly body: readonly Statement[] };

export interface ParameterPart {
  readonly kind: "parameter";
  readonly name: string;
  /** `${name[index]}`; `@` and `*` are the words of that text. */
  readonly index?: Word | undefined;
  /** `${!name}`. */
  readonly indirect?: boolean;
  /** `${#name}`. */
  readonly length?: boolean;
  /** `${!name*}`, `${!name@}`: the variables whose names begin so. */
  readonly prefix?: "*" | "@";
  /** The operator, e.g. ":-", "##", "/", ":", "^^", "@"; "bad" when the text is no expansion at all. */
  readonly operator?: string | undefined;
  readonly word?: Word | undefined;
  /** The replacement of `/`, the length of `:`. */
  readonly second?: Word | undefined;
  /** As it was written, for messages. */
  readonly raw: string;
}

export interface Word {
  readonly parts: readonly Part[];
  /** The value, when nothing in the word needs expanding (quotes are removed). */
  readonly literal: string | undefined;
  /** As it was written. */
  readonly raw: string;
  readonly line: number;
}

export interface ArrayElement {
  readonly index?: Word;
  readonly append?: boolean;
  readonly value: Word;
}

export interface Assignment {
  readonly name: string;
  readonly index?: Word | undefined;
  readonly append: boolean;
  readonly value: Word | readonly ArrayElement[];
  readonly raw: string;
}

export interface Redirect {
  readonly operator: "<" | ">" | ">>" | ">|" | "<>" | "<&" | ">&" | "<<" | "<<-" | "<<<" | "&>" | "&>>";
  /** The descriptor; undefined takes the operator's own (0 or 1). */
  readonly descriptor: number | undefined;
  /** `{name}>file`: the variable that receives the descriptor. */
  readonly variable?: string;
  /** The target; for `<<` the delimiter. */
  readonly word: Word;
  /** The here-document's contents, set once its lines were read. */
  body?: Word;
}

interface Compound {
  readonly redirects: readonly Redirect[];
  readonly line: number;
}

export interface SimpleCommand {
  readonly kind: "simple";
  readonly assignments: readonly Assignment[];
  readonly words: readonly (Word | Assignment)[];
  readonly redirects: readonly Redirect[];
  readonly line: number;
}

export interface CaseClause {
  readonly patterns: readonly Word[];
  readonly body: readonly Statement[];
  readonly end: ";;" | ";&" | ";;&";
}

export interface FunctionDefinition extends Compound {
  readonly kind: "function";
  readonly name: string;
  readonly body: Command;
  /** The file it was defined in, once it is: what messages from inside it begin with in bash. */
  readonly file?: string;
}

export type Command =
  | SimpleCommand
  | (Compound & { readonly kind: "subshell"; readonly body: readonly Statement[] })
  | (Compound & { readonly kind: "group"; readonly body: readonly Statement[] })
  | (Compound & {
      readonly kind: "if";
      readonly branches: readonly { readonly test: readonly Statement[]; readonly body: readonly Statement[] }[];
      readonly otherwise: readonly Statement[] | undefined;
    })
  | (Compound & {
      readonly kind: "while";
      readonly until: boolean;
      readonly test: readonly Statement[];
      readonly body: readonly Statement[];
    })
  | (Compound & {
      readonly kind: "for" | "select";
      readonly name: string;
      /** Undefined: the positional parameters. */
      readonly words: readonly Word[] | undefined;
      readonly body: readonly Statement[];
    })
  | (Compound & {
      readonly kind: "for-arithmetic";
      readonly first: Word;
      readonly test: Word;
      readonly step: Word;
      readonly body: readonly Statement[];
    })
  | (Compound & { readonly kind: "case"; readonly word: Word; readonly clauses: readonly CaseClause[] })
  | (Compound & { readonly kind: "arithmetic"; readonly expression: Word })
  | (Compound & { readonly kind: "test"; readonly expression: TestExpression })
  | (Compound & { readonly kind: "coproc"; readonly name: string; readonly body: Command })
  | FunctionDefinition;

/** Commands with more than one stage, or negated or timed. */
export interface Pipeline {
  readonly kind: "pipeline";
  readonly commands: readonly Command[];
  /** Whether stage i was followed by `|&`. */
  readonly withStderr: readonly boolean[];
  readonly negated: boolean;
  readonly timed: "no" | "yes" | "posix";
  readonly line: number;
}

export interface AndOr {
  readonly kind: "and-or";
  readonly first: Pipeline | Command;
  readonly rest: readonly { readonly operator: "&&" | "||"; readonly command: Pipeline | Command }[];
  readonly line: number;
}

export type Node = Command | Pipeline | AndOr;

export interface Statement {
  readonly node: Node;
  readonly background: boolean;
  readonly line: number;
  /** As it was written, for `jobs`. */
  readonly source: string;
}

/** The inside of `[[ ]]`. */
export type TestExpression =
  | { readonly kind: "or" | "and"; readonly left: TestExpression; readonly right: TestExpression }
  | { readonly kind: "not" | "group"; readonly operand: TestExpression }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Word }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Word; readonly right: Word }
  | { readonly kind: "word"; readonly word: Word };
