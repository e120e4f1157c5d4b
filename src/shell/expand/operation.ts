import { byteString, fromByteString } from "../text.ts";
import { compilePattern, type PatternOptions } from "./pattern.ts";

interface OperationOptions extends PatternOptions {
  /** Characters are bytes, as dash has it, and bash in the C locale. */
  readonly bytes: boolean;
}

/** `${name#pattern}`, `##`, `%`, `%%`. */
export function removeAffix(text: string, pattern: string, operator: string, options: OperationOptions): string {
  if (options.bytes) {
    const bytes = byteString(text);
    if (bytes !== text)
      return fromByteString(removeAffix(bytes, byteString(pattern), operator, { ...options, bytes: false }));
  }
  const compiled = compilePattern(pattern, options);
  const longest = operator.length === 2;
  if (operator.startsWith("#")) return text.slice(compiled.prefix(text, longest) ?? 0);
  return text.slice(0, compiled.suffix(text, longest) ?? text.length);
}

interface ReplaceOptions extends OperationOptions {
  /** `&` in the replacement stands for what matched; a backslash before it quotes it. */
  readonly ampersand: boolean;
}

/** `${name/pattern/replacement}`; `where` is "", "/" (all), "#" (beginning) or "%" (end). */
export function replaceMatches(
  text: string,
  pattern: string,
  replacement: string,
  where: string,
  options: ReplaceOptions,
): string {
  if (options.bytes) {
    const [inside, by] = [byteString(pattern), byteString(replacement)];
    return fromByteString(replaceMatches(byteString(text), inside, by, where, { ...options, bytes: false }));
  }
  const compiled = compilePattern(pattern, options);
  const put = (matched: string): string =>
    options.ampersand ? replacement.replace(/\\([\\&])|&/g, (_, quoted?: string) => quoted ?? matched) : replacement;
  if (where === "#") {
    const length = compiled.prefix(text, true);
    return length === undefined ? text : put(text.slice(0, length)) + text.slice(length);
  }
  if (where === "%") {
    const start = compiled.suffix(text, true);
    return start === undefined ? text : text.slice(0, start) + put(text.slice(start));
  }
  if (pattern === "") return text;
  let result = "";
  let at = 0;
  while (at <= text.length) {
    const found = compiled.search(text, at);
    if (found === undefined) break;
    const [from, to] = found;
    if (from === to) {
      // An empty match replaces nothing but a whole empty text.
      if (text === "") return put("");
      if (from >= text.length) break;
      result += text.slice(at, from) + put("") + text.slice(from, from + 1);
      at = from + 1;
    } else {
      result += text.slice(at, from) + put(text.slice(from, to));
      at = to;
    }
    if (where !== "/" || at >= text.length) break;
  }
  return result + text.slice(at);
}

/** `${name^pattern}`, `^^`, `,`, `,,`, `~`, `~~`. */
export function changeCase(
  text: string,
  operator: string,
  pattern: string | undefined,
  options: OperationOptions,
): string {
  const compiled = pattern === undefined ? undefined : compilePattern(pattern, options);
  const change = (character: string): string => {
    if (compiled !== undefined && !compiled.matches(character)) return character;
    if (options.bytes && character > "\x7f") return character;
    // One character stays one: "ß" has no upper case here.
    const upper = character.toUpperCase().length === character.length ? character.toUpperCase() : character;
    if (operator.startsWith("^")) return upper;
    if (operator.startsWith(",")) return character.toLowerCase();
    return character === character.toLowerCase() ? upper : character.toLowerCase();
  };
  const characters = Array.from(text);
  if (operator.length === 2) return characters.map(change).join("");
  const [first = "", ...rest] = characters;
  return first === "" ? "" : change(first) + rest.join("");
}
