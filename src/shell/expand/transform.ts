import { isArray, keysOf, valuesOf, type Variable } from "../state/variable.ts";
import type { Shell } from "../state/shell.ts";
import type { ParameterPart } from "../syntax/ast.ts";
import { decodeAnsiEscapes } from "../syntax/quote-reader.ts";
import type { Value } from "./parameter.ts";
import { expandPrompt } from "./prompt.ts";
import { byteText } from "../text.ts";
import { quoteBackslash, quoteDouble, quoteValue } from "./quote.ts";

/** The letters of a variable's attributes, as `declare` writes them. */
export function attributeLetters(variable: Variable): string {
  return (
    (variable.indexed === undefined ? "" : "a") +
    (variable.associative === undefined ? "" : "A") +
    (variable.integer === true ? "i" : "") +
    (variable.nameref === true ? "n" : "") +
    (variable.readonly ? "r" : "") +
    (variable.traced === true ? "t" : "") +
    (variable.exported ? "x" : "") +
    (variable.case === "capital" ? "c" : "") +
    (variable.case === "lower" ? "l" : "") +
    (variable.case === "upper" ? "u" : "")
  );
}

/** An array's elements as `declare -p` writes them: `([0]="a" [1]="b")`. */
export function showElements(variable: Variable): string {
  if (variable.associative !== undefined) {
    const { associative } = variable;
    const items = keysOf(variable).map((key) => `[${showKey(key)}]=${quoteDouble(associative.get(key) ?? "")} `);
    return `(${items.join("")})`;
  }
  const keys = keysOf(variable);
  return `(${valuesOf(variable)
    .map((value, at) => `[${keys[at] ?? ""}]=${quoteDouble(value)}`)
    .join(" ")})`;
}

function showKey(key: string): string {
  return /^[A-Za-z0-9_.\-/+,:%=]+$/.test(key) && key !== ""
    ? key
    : key === "@" || key === "*"
      ? `"${key}"`
      : quoteBackslash(key) === key
        ? key
        : quoteDouble(key);
}

/** `${name@operator}` (bash: "Shell Parameter Expansion"). */
export function transform(shell: Shell, part: ParameterPart, value: Value, operator: string): Value {
  const variable = shell.variables.lookup(part.name);
  if (operator === "a") {
    const letters = variable === undefined ? "" : attributeLetters(variable);
    return value.kind === "list" ? { ...value, texts: value.texts.map(() => letters) } : { kind: "one", text: letters };
  }
  if (operator === "A") return assignmentOf(part, value, variable);
  if ((operator === "K" || operator === "k") && value.kind === "list" && variable !== undefined && isArray(variable)) {
    const keys = keysOf(variable);
    if (operator === "k") return { ...value, texts: value.texts.flatMap((text, at) => [keys[at] ?? "", text]) };
    const pairs = value.texts.map((text, at) => `${showKey(keys[at] ?? "")} ${quoteDouble(text)}`);
    return { kind: "one", text: pairs.join(" ") + (variable.associative === undefined ? "" : " ") };
  }
  const change = changeOf(shell, operator);
  if (value.kind === "list") return { ...value, texts: value.texts.map(change) };
  return value.text === undefined ? value : { kind: "one", text: change(value.text) };
}

function changeOf(shell: Shell, operator: string): (text: string) => string {
  switch (operator) {
    case "Q":
    case "K":
    case "k":
      return (text) => quoteValue(shell.bytewise ? byteText(text) : text);
    case "E":
      return decodeAnsiEscapes;
    case "P":
      return (text) => expandPrompt(shell, text);
    case "U":
      return (text) => text.toUpperCase();
    case "u":
      return (text) => text.charAt(0).toUpperCase() + text.slice(1);
    default:
      return (text) => text.toLowerCase();
  }
}

function assignmentOf(part: ParameterPart, value: Value, variable: Variable | undefined): Value {
  if (part.name === "@" || part.name === "*") {
    const texts = value.kind === "list" ? value.texts : [];
    return { kind: "one", text: `set -- ${texts.map(quoteValue).join(" ")}` };
  }
  if (variable === undefined) return { kind: "one", text: undefined };
  const letters = attributeLetters(variable);
  if (isArray(variable) && value.kind === "list") {
    return { kind: "one", text: `declare -${letters} ${part.name}=${showElements(variable)}` };
  }
  if (value.kind === "one" && value.text === undefined) {
    return { kind: "one", text: letters === "" ? undefined : `declare -${letters} ${part.name}` };
  }
  const text = value.kind === "one" ? (value.text ?? "") : value.texts.join(" ");
  return { kind: "one", text: `${letters === "" ? "" : `declare -${letters} `}${part.name}=${quoteValue(text)}` };
}
