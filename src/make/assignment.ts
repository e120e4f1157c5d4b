import { balancedEnd, isSpace, skipSpace, trimStart } from "./text.ts";
import { endOfReference } from "./template.ts";

export type Operator = "=" | ":=" | "+=" | "?=" | "!=";

/** A line that sets a variable, unexpanded. */
export interface Assignment {
  readonly name: string;
  readonly operator: Operator;
  readonly value: string;
  readonly export: boolean;
  readonly override: boolean;
  readonly private: boolean;
}

/** What stands before a name or a directive: `override`, `export`, `private`, `define`, `undefine`. */
interface Modifiers {
  export: boolean;
  override: boolean;
  private: boolean;
}

export type AssignmentLine =
  | ({ readonly kind: "set" } & Assignment)
  /** `define NAME OP`: the text behind the word, unexpanded. */
  | ({ readonly kind: "define" } & WithModifiers)
  | ({ readonly kind: "undefine" } & WithModifiers);

export interface WithModifiers {
  readonly rest: string;
  readonly modifiers: Modifiers;
}

const [EXCLAMATION, HASH, DOLLAR, PLUS, COMMA, NINE, COLON, EQUALS, QUESTION] = [
  33, 35, 36, 43, 44, 57, 58, 61, 63,
] as const;
const OPERATORS = { [EXCLAMATION]: "!=", [PLUS]: "+=", [QUESTION]: "?=" } as const;

const NO_MODIFIERS: Readonly<Modifiers> = { export: false, override: false, private: false };

type SetLine = Extract<AssignmentLine, { kind: "set" }>;

/** Characters of which no word of an assignment's syntax is made: a name goes on. */
function isPlain(code: number): boolean {
  return code > QUESTION || (code >= COMMA && code <= NINE);
}

/** `NAME OP VALUE` at the beginning of `text`, or undefined when it is not an assignment. */
export function parseDefinition(text: string, words: Readonly<Modifiers> = NO_MODIFIERS): SetLine | undefined {
  const start = skipSpace(text);
  let at = start;
  let nameEnd = -1;
  for (;;) {
    let code = text.charCodeAt(at); // NaN behind the end
    while (isPlain(code)) code = text.charCodeAt((at += 1));
    if (isSpace(code)) {
      nameEnd = at;
      at = skipSpace(text, at);
      code = text.charCodeAt(at);
    }
    switch (code) {
      case EQUALS:
        return finish(text, start, nameEnd < 0 ? at : nameEnd, "=", at + 1, words);
      case COLON:
        if (text.charCodeAt(at + 1) === EQUALS) {
          return finish(text, start, nameEnd < 0 ? at : nameEnd, ":=", at + 2, words);
        }
        if (text.startsWith(":=", at + 1)) return finish(text, start, nameEnd < 0 ? at : nameEnd, ":=", at + 3, words);
        return undefined;
      case PLUS:
      case QUESTION:
      case EXCLAMATION:
        if (text.charCodeAt(at + 1) !== EQUALS) break;
        return finish(text, start, nameEnd < 0 ? at : nameEnd, OPERATORS[code], at + 2, words);
      case HASH:
        return undefined;
    }
    if (nameEnd >= 0 || at >= text.length) return undefined; // a second word: no assignment
    if (code !== DOLLAR) {
      at += 1;
      continue;
    }
    const open = text[at + 1];
    if (open === "(" || open === "{") {
      const close = open === "(" ? ")" : "}";
      let end = balancedEnd(text, at + 2, open, close);
      if (end < 0) end = endOfReference(text, at + 2, open, close);
      if (end < 0) return undefined;
      at = end + 1;
    } else at += 2;
  }
}

function finish(
  text: string,
  start: number,
  nameEnd: number,
  operator: Operator,
  valueAt: number,
  words: Readonly<Modifiers>,
): SetLine {
  return {
    kind: "set",
    name: text.slice(start, nameEnd),
    operator,
    value: text.slice(skipSpace(text, valueAt)),
    export: words.export,
    override: words.override,
    private: words.private,
  };
}

/** A line that sets, defines or undefines a variable, with its modifiers; undefined when the line does none of these. */
export function parseAssignment(line: string): AssignmentLine | undefined {
  const rest = trimStart(line);
  return parseDefinition(rest) ?? (MAY_BE_WORD.includes(rest.charAt(0)) ? parseWords(rest) : undefined);
}

/** How the words of `parseWords` begin. */
const MAY_BE_WORD = "eopdu";

/** A line that no assignment begins. */
function parseWords(line: string): AssignmentLine | undefined {
  const modifiers: Modifiers = { ...NO_MODIFIERS };
  let rest = line;
  for (;;) {
    const set = parseDefinition(rest, modifiers);
    if (set !== undefined) return set;
    const word = /^(?:export|override|private|define|undefine)(?=\s|$)/.exec(rest)?.[0];
    if (word === undefined) return undefined;
    rest = rest.slice(skipSpace(rest, word.length));
    if (word === "export") modifiers.export = true;
    else if (word === "override") modifiers.override = true;
    else if (word === "private") modifiers.private = true;
    else if (word === "define") return { kind: "define", rest, modifiers };
    else return { kind: "undefine", rest, modifiers };
    if (rest === "") return undefined;
  }
}
