import { balancedEnd, isBlank, isSpace, skipSpace } from "./text.ts";
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
  | { readonly kind: "define"; readonly rest: string; readonly modifiers: Modifiers }
  | { readonly kind: "undefine"; readonly rest: string; readonly modifiers: Modifiers };

/** `NAME OP VALUE` at the beginning of `text`, or undefined when it is not an assignment. */
export function parseDefinition(
  text: string,
): { readonly name: string; readonly operator: Operator; readonly value: string } | undefined {
  const start = skipSpace(text);
  let at = start;
  let nameEnd = -1;
  for (;;) {
    if (at >= text.length) return undefined;
    const code = text.charCodeAt(at);
    if (isBlank(code) || isSpace(code)) {
      nameEnd = at;
      at = skipSpace(text, at);
      if (at >= text.length) return undefined;
    }
    const character = text.charAt(at);
    const next = text[at + 1];
    if (character === "#") return undefined;
    if (character === "=") return finish(text, start, nameEnd < 0 ? at : nameEnd, "=", at + 1);
    if (character === ":") {
      if (next === "=") return finish(text, start, nameEnd < 0 ? at : nameEnd, ":=", at + 2);
      if (next === ":" && text[at + 2] === "=") return finish(text, start, nameEnd < 0 ? at : nameEnd, ":=", at + 3);
      return undefined;
    }
    if (next === "=" && (character === "+" || character === "?" || character === "!")) {
      return finish(text, start, nameEnd < 0 ? at : nameEnd, `${character}=`, at + 2);
    }
    if (nameEnd >= 0) return undefined; // a second word: no assignment
    if (character === "$") {
      const open = next;
      if (open === "(" || open === "{") {
        const close = open === "(" ? ")" : "}";
        let end = balancedEnd(text, at + 2, open, close);
        if (end < 0) end = endOfReference(text, at + 2, open, close);
        if (end < 0) return undefined;
        at = end + 1;
      } else at += 2;
      continue;
    }
    at += 1;
  }
}

function finish(text: string, start: number, nameEnd: number, operator: Operator, valueAt: number) {
  return { name: text.slice(start, nameEnd), operator, value: text.slice(skipSpace(text, valueAt)) };
}

/** A line that sets, defines or undefines a variable, with its modifiers; undefined when the line does none of these. */
export function parseAssignment(line: string): AssignmentLine | undefined {
  const modifiers: Modifiers = { export: false, override: false, private: false };
  let rest = line.slice(skipSpace(line));
  for (;;) {
    const set = parseDefinition(rest);
    if (set !== undefined) return { kind: "set", ...set, ...modifiers };
    const word = /^(export|override|private|define|undefine)(?=\s|$)/.exec(rest)?.[1];
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
