/** What an awk program is made of. */
export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "regex"; readonly source: string }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "field"; readonly index: Expression }
  | { readonly kind: "element"; readonly array: ArrayPath; readonly subscript: readonly Expression[] }
  | { readonly kind: "in"; readonly array: ArrayPath; readonly subscript: readonly Expression[] }
  | { readonly kind: "assign"; readonly operator: string; readonly target: Expression; readonly value: Expression }
  | { readonly kind: "step"; readonly by: 1 | -1; readonly prefix: boolean; readonly target: Expression }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Expression }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "match"; readonly negated: boolean; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "choice"; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: "indirect"; readonly name: string; readonly words: readonly Expression[] }
  | { readonly kind: "call"; readonly name: string; readonly words: readonly Expression[]; readonly own: boolean }
  | {
      readonly kind: "getline";
      readonly from: "main" | "file" | "command" | "coprocess";
      readonly source: Expression | undefined;
      readonly target: Expression | undefined;
    }
  | { readonly kind: "group"; readonly items: readonly Expression[] };

/** An array: a variable, or an element of one that is an array itself. */
export interface ArrayPath {
  readonly name: string;
  /** The subscripts on the way to it; none for a variable. */
  readonly path: readonly (readonly Expression[])[];
}

/** A branch of a switch; `match` is undefined for its default. */
export interface Branch {
  readonly match: Expression | undefined;
  readonly items: readonly Statement[];
}

/** A statement and the line it is on. */
export type Statement = StatementKind & { readonly line?: number };

type StatementKind =
  | { readonly kind: "expression"; readonly value: Expression }
  | {
      readonly kind: "print";
      readonly formatted: boolean;
      readonly words: readonly Expression[];
      readonly to: ">" | ">>" | "|" | "|&" | undefined;
      readonly target: Expression | undefined;
    }
  | { readonly kind: "if"; readonly test: Expression; readonly yes: Statement; readonly no: Statement | undefined }
  | { readonly kind: "while"; readonly test: Expression; readonly body: Statement; readonly first: boolean }
  | {
      readonly kind: "for";
      readonly start: Statement | undefined;
      readonly test: Expression | undefined;
      readonly step: Statement | undefined;
      readonly body: Statement;
    }
  | { readonly kind: "each"; readonly variable: string; readonly array: ArrayPath; readonly body: Statement }
  | { readonly kind: "switch"; readonly value: Expression; readonly branches: readonly Branch[] }
  | { readonly kind: "block"; readonly items: readonly Statement[] }
  | { readonly kind: "delete"; readonly array: ArrayPath; readonly subscript: readonly Expression[] | undefined }
  | { readonly kind: "jump"; readonly to: "next" | "nextfile" | "break" | "continue" }
  | { readonly kind: "exit" | "return"; readonly value: Expression | undefined };

export interface Rule {
  readonly pattern: "BEGIN" | "END" | "BEGINFILE" | "ENDFILE" | Expression | undefined;
  readonly until: Expression | undefined;
  /** Undefined prints the record. */
  readonly body: Statement | undefined;
  readonly line: number;
  active: boolean;
}

export interface Definition {
  readonly parameters: readonly string[];
  readonly body: Statement;
}

export interface AwkProgram {
  /** The program's text as messages name it: "cmd. line", or the file of -f. */
  readonly source: string;
  /** What the compiler warns of: escapes that stand for themselves. */
  readonly warnings: readonly string[];
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<string, Definition>;
}
