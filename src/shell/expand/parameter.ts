import { ShellError } from "../errors.ts";
import { keysOf, valuesOf, type Variable } from "../state/variable.ts";
import { ReadonlyError } from "../state/variables.ts";
import type { Shell } from "../state/shell.ts";
import type { ParameterPart, Word } from "../syntax/ast.ts";
import type { Task } from "../task.ts";
import { byteString, fromByteString } from "../text.ts";
import { readElement, writeElement } from "./element.ts";
import { evaluateShell, readonlyFailure } from "./evaluate.ts";
import { expandInner, expandPattern, expandString } from "./expand.ts";
import { changeCase, removeAffix, replaceMatches } from "./operation.ts";
import type { Sink } from "./sinks.ts";
import { transform } from "./transform.ts";

/** What a parameter stands for before its operator: one value, or a list with a way to join. */
export type Value =
  | { readonly kind: "one"; readonly text: string | undefined }
  | { readonly kind: "list"; readonly texts: readonly string[]; readonly star: boolean };

/** `$0`, `$1`, `$#` and the like; undefined when it is unset. Not for `@` and `*`. */
function specialParameter(shell: Shell, name: string): string | undefined {
  switch (name) {
    case "?":
      return String(shell.status);
    case "#":
      return String(shell.positional.length);
    case "$":
      return String(shell.rootPid);
    case "!":
      return shell.lastBackground === 0 ? (shell.bash ? undefined : undefined) : String(shell.lastBackground);
    case "-":
      return shell.options.letters();
    case "0":
      return shell.name;
    default:
      return shell.positional[Number(name) - 1];
  }
}

const VARIABLE = /^[A-Za-z_]/;

/** The value of a plain scalar parameter; undefined where more has to be thought about. */
export function parameterValue(shell: Shell, part: ParameterPart): string | undefined {
  if (part.index !== undefined || part.length === true || part.indirect === true || part.prefix !== undefined)
    return undefined;
  if (VARIABLE.test(part.name)) return shell.variables.get(part.name);
  return part.name === "@" || part.name === "*" ? undefined : specialParameter(shell, part.name);
}

function unbound(shell: Shell, name: string): ShellError {
  if (!shell.bash) return new ShellError(`${name}: parameter not set`);
  return new ShellError(`${/^(?:[0-9]+|!)$/.test(name) ? `$${name}` : name}: unbound variable`);
}

/** bash: `${#a[@]}` of what has no elements, under `set -u`; an array that was assigned `()` counts as set. */
function refuseUnset(shell: Shell, part: ParameterPart): void {
  if (!shell.options.has("nounset") || part.name === "@" || part.name === "*") return;
  const variable = shell.variables.lookup(part.name);
  if (variable?.assigned === true) return;
  throw new ShellError(`${part.name}: unbound variable`, { status: 1 });
}

function badSubstitution(shell: Shell, part: ParameterPart): ShellError {
  return shell.bash
    ? new ShellError(`${part.raw}: bad substitution`, { status: 1, scope: "line" })
    : new ShellError("Bad substitution");
}

function* readValue(shell: Shell, name: string, index: Word | undefined): Task<Value> {
  if (name === "@" || name === "*") return { kind: "list", texts: shell.positional, star: name === "*" };
  if (!VARIABLE.test(name)) return { kind: "one", text: specialParameter(shell, name) };
  if (index === undefined) {
    if (shell.variables.isCircular(name)) shell.complain(`warning: ${name}: circular name reference`);
    const target =
      shell.variables.own(name)?.nameref === true ? /^(\w+)\[(.*)\]$/s.exec(shell.variables.resolve(name)) : null;
    if (target !== null) return elementValue(shell, target[1] ?? "", target[2] ?? "");
    return { kind: "one", text: shell.variables.get(name) };
  }
  let key = yield* expandString(shell, index);
  // Single quotes mean something to associative arrays only.
  if (/^'.*'$/s.test(index.raw) && shell.variables.lookup(name)?.associative === undefined) key = index.raw;
  if (index.raw !== key) return { kind: "one", text: readElement(shell, name, key, true) };
  return elementValue(shell, name, key, true);
}

function elementValue(shell: Shell, name: string, index: string, expanded = false): Value {
  if (index !== "@" && index !== "*") return { kind: "one", text: readElement(shell, name, index, expanded) };
  const variable = shell.variables.lookup(name);
  return { kind: "list", texts: variable === undefined ? [] : valuesOf(variable), star: index === "*" };
}

/** dash takes `$@` and `$*` for set even where there are no parameters. */
function isUnset(shell: Shell, value: Value): boolean {
  return value.kind === "one" ? value.text === undefined : shell.bash && value.texts.length === 0;
}

function isNull(shell: Shell, value: Value): boolean {
  if (value.kind === "one") return value.text === undefined || value.text === "";
  return shell.bash ? value.texts.join(" ") === "" : value.texts.every((text) => text === "") && value.texts.length < 2;
}

/** Expands `${…}` in all its forms into the sink (POSIX 2.6.2; bash: "Shell Parameter Expansion"). */
export function* expandParameter(shell: Shell, part: ParameterPart, sink: Sink, quoted: boolean): Task<void> {
  if (part.prefix !== undefined) {
    const names = shell.variables.names().filter((name) => name.startsWith(part.name));
    sink.list(names, quoted, part.prefix === "*");
    return;
  }
  let { name, index } = part;
  let value: Value;
  if (part.indirect === true) {
    const key = index === undefined ? undefined : yield* expandString(shell, index);
    if ((key === "@" || key === "*") && part.operator === undefined) {
      const variable = shell.variables.lookup(name);
      sink.list(variable === undefined ? [] : keysOf(variable), quoted, key === "*");
      return;
    }
    if (shell.variables.own(name)?.nameref === true && index === undefined && part.operator === undefined) {
      sink.expansion(shell.variables.own(name)?.value === undefined ? "" : shell.variables.resolve(name), quoted);
      return;
    }
    const pointer = yield* readValue(shell, name, index);
    const target = pointer.kind === "one" ? pointer.text : pointer.texts.join(" ");
    if (target === undefined || target === "") {
      if (isUnset(shell, pointer)) {
        throw new ShellError(`${name}: invalid indirect expansion`, { status: 1, scope: "line" });
      }
      throw new ShellError(`${target ?? ""}: invalid variable name`, { status: 1, scope: "line" });
    }
    const found = /^(?:([A-Za-z_]\w*)(?:\[(.*)\])?|(\d+|[@*#?$!-]))$/s.exec(target);
    if (found === null) throw new ShellError(`${target}: invalid variable name`, { status: 1, scope: "line" });
    name = found[1] ?? found[3] ?? "";
    index = undefined;
    value = found[2] === undefined ? yield* readValue(shell, name, undefined) : elementValue(shell, name, found[2]);
  } else {
    const transforms = shell.bash && /^\$\{[A-Za-z_]\w*@[^}]?\}$/.test(part.raw);
    if (part.operator === "bad" && !(transforms && shell.variables.get(name) === undefined))
      throw transforms ? new ShellError(`${part.raw}: bad substitution`) : badSubstitution(shell, part);
    value = yield* readValue(shell, name, index);
    if (part.operator === "bad") return;
  }
  yield* applyOperator(shell, { ...part, name, index }, value, sink, quoted);
}

function emit(value: Value, sink: Sink, quoted: boolean): void {
  if (value.kind === "list") sink.list(value.texts, quoted, value.star);
  else if (value.text !== undefined) sink.expansion(value.text, quoted);
}

function* applyOperator(shell: Shell, part: ParameterPart, value: Value, sink: Sink, quoted: boolean): Task<void> {
  const { operator } = part;
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- an absent operator is handled before
  switch (operator) {
    case "-":
    case ":-":
      if (isUnset(shell, value) || (operator === ":-" && isNull(shell, value))) yield* inner(shell, part, sink, quoted);
      else {
        emit(value, sink, quoted);
        // dash makes a field of it, unlike of `"$@"` alone.
        if (!shell.bash && quoted && value.kind === "list" && value.texts.length === 0) sink.literal("", true);
      }
      return;
    case "+":
    case ":+":
      if (!isUnset(shell, value) && !(operator === ":+" && isNull(shell, value)))
        yield* inner(shell, part, sink, quoted);
      else if (quoted && (value.kind === "one" || value.star || !shell.bash || value.texts.length > 0))
        sink.expansion("", true);
      return;
    case "=":
    case ":=":
      if (isUnset(shell, value) || (operator === ":=" && isNull(shell, value))) {
        sink.expansion(yield* assignDefault(shell, part), quoted);
      } else emit(value, sink, quoted);
      return;
    case "?":
    case ":?":
      if (isUnset(shell, value) || (operator === ":?" && isNull(shell, value))) yield* refuse(shell, part, operator);
      emit(value, sink, quoted);
      return;
  }
  if (
    isUnset(shell, value) &&
    shell.options.has("nounset") &&
    value.kind === "one" &&
    !(operator === "@" && part.word?.literal === "a")
  ) {
    throw unbound(shell, part.index === undefined ? part.name : `${part.name}[${part.index.raw}]`);
  }
  if (part.length === true && shell.bash && value.kind === "list" && value.texts.length === 0) refuseUnset(shell, part);
  if (part.length === true) {
    sink.expansion(String(lengthOf(shell, value)), quoted);
    return;
  }
  if (operator === undefined) {
    if (value.kind === "one" && value.text === undefined && quoted) sink.expansion("", true);
    else emit(value, sink, quoted);
    return;
  }
  const result = yield* operate(shell, part, value);
  if (result.kind === "one" && quoted) sink.expansion(result.text ?? "", true);
  else emit(result, sink, quoted);
}

function* inner(shell: Shell, part: ParameterPart, sink: Sink, quoted: boolean): Task<void> {
  if (part.word !== undefined) yield* expandInner(shell, part.word, sink, quoted);
}

function lengthOf(shell: Shell, value: Value): number {
  if (value.kind === "list") return shell.bash ? value.texts.length : byteString(value.texts.join(" ")).length;
  const text = value.text ?? "";
  if (!/^[\x00-\x7f]*$/.test(text) && shell.bytewise) return byteString(text).length;
  let length = text.length;
  for (const pair of text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) length -= pair.length;
  return length;
}

function* assignDefault(shell: Shell, part: ParameterPart): Task<string> {
  const text = part.word === undefined ? "" : yield* expandString(shell, part.word, "start");
  if (!VARIABLE.test(part.name)) {
    if (!shell.bash) throw new ShellError(`${part.name}: bad variable name`);
    throw new ShellError(`$${part.name}: cannot assign in this way`, { status: 1, scope: "line" });
  }
  try {
    if (part.index === undefined) shell.variables.set(part.name, text);
    else writeElement(shell, part.name, yield* expandString(shell, part.index), text, false, true);
  } catch (error) {
    throw error instanceof ReadonlyError ? readonlyFailure(shell, error) : error;
  }
  return part.index === undefined ? (shell.variables.get(part.name) ?? text) : text;
}

function* refuse(shell: Shell, part: ParameterPart, operator: string): Task<never> {
  const text = part.word === undefined ? "" : yield* expandString(shell, part.word, "start");
  const fallback =
    operator === "?" ? "parameter not set" : shell.bash ? "parameter null or not set" : "parameter not set or null";
  const given = part.word !== undefined && part.word.parts.length > 0;
  const name = part.index === undefined ? part.name : `${part.name}[${part.index.raw}]`;
  throw new ShellError(`${name}: ${given ? text : fallback}`);
}

/** Applies a function to the value, or to every one of a list. */
function map(value: Value, change: (text: string) => string): Value {
  if (value.kind === "list") return { ...value, texts: value.texts.map(change) };
  return value.text === undefined ? value : { kind: "one", text: change(value.text) };
}

function* operate(shell: Shell, part: ParameterPart, value: Value): Task<Value> {
  const { operator = "", word } = part;
  const options = {
    extglob: shell.options.shopt("extglob"),
    ignoreCase: shell.options.shopt("nocasematch"),
    noCaret: !shell.bash,
  };
  const bytes = (text: string): boolean => !/^[\x00-\x7f]*$/.test(text) && shell.bytewise;
  if (/^[#%]/.test(operator)) {
    const pattern = word === undefined ? "" : yield* expandPattern(shell, word);
    const remove = (text: string): string =>
      removeAffix(text, pattern, operator, { ...options, bytes: bytes(text), ignoreCase: false });
    if (shell.bash || value.kind === "one") return map(value, remove);
    // dash takes `$@` for one text here, and splits it again afterwards.
    return { ...value, texts: remove(value.texts.join("\0")).split("\0") };
  }
  if (operator === ":") return yield* slice(shell, part, value);
  if (operator.startsWith("/")) {
    const pattern = word === undefined ? "" : yield* expandPattern(shell, word);
    const ampersand = shell.options.shopt("patsub_replacement");
    const replacement =
      part.second === undefined
        ? ""
        : ampersand
          ? yield* expandPattern(shell, part.second, (text) => text.replace(/[\\&]/g, "\\$&"))
          : yield* expandString(shell, part.second, "start");
    return map(value, (text) =>
      replaceMatches(text, pattern, replacement, operator.slice(1), { ...options, ampersand, bytes: bytes(text) }),
    );
  }
  if (/^[\^,~]/.test(operator)) {
    const pattern = word === undefined || word.parts.length === 0 ? undefined : yield* expandPattern(shell, word);
    return map(value, (text) =>
      changeCase(text, operator, pattern === "" ? undefined : pattern, { ...options, bytes: bytes(text) }),
    );
  }
  return transform(shell, part, value, word?.literal ?? "");
}

function* slice(shell: Shell, part: ParameterPart, value: Value): Task<Value> {
  const offsetText = part.word === undefined ? "" : yield* expandString(shell, part.word);
  const lengthText = part.second === undefined ? undefined : yield* expandString(shell, part.second);
  const offset = Number(evaluateShell(shell, offsetText));
  const length = lengthText === undefined ? undefined : Number(evaluateShell(shell, lengthText));
  if (value.kind === "list") return sliceList(shell, part, value, offset, length, lengthText ?? "");
  if (value.text === undefined) return value;
  const bytes = !/^[\x00-\x7f]*$/.test(value.text) && shell.bytewise;
  const characters = Array.from(bytes ? byteString(value.text) : value.text);
  const from = offset < 0 ? offset + characters.length : offset;
  if (from < 0 || from > characters.length) return { kind: "one", text: "" };
  const to = length === undefined ? characters.length : length < 0 ? characters.length + length : from + length;
  if (to < from) throw new ShellError(`${lengthText ?? ""}: substring expression < 0`, { status: 1, scope: "line" });
  const text = characters.slice(from, to).join("");
  return { kind: "one", text: bytes ? fromByteString(text) : text };
}

function sliceList(
  shell: Shell,
  part: ParameterPart,
  value: Value & { kind: "list" },
  offset: number,
  length: number | undefined,
  lengthText: string,
): Value {
  if (length !== undefined && length < 0) {
    throw new ShellError(`${lengthText}: substring expression < 0`, { status: 1, scope: "line" });
  }
  const positional = part.name === "@" || part.name === "*";
  const variable = shell.variables.lookup(part.name);
  if (positional) {
    const all = [shell.name, ...value.texts];
    const from = offset < 0 ? offset + all.length : offset;
    if (from < 0) return { ...value, texts: [] };
    return { ...value, texts: all.slice(from, length === undefined ? undefined : from + length) };
  }
  const start = startOfSlice(variable, value.texts.length, offset);
  if (start < 0) return { ...value, texts: [] };
  return { ...value, texts: value.texts.slice(start, length === undefined ? undefined : start + length) };
}

/** The offset of an array's slice counts indices, not elements. */
function startOfSlice(variable: Variable | undefined, count: number, offset: number): number {
  const indexed = variable?.indexed;
  if (indexed === undefined) return offset < 0 ? offset + count : offset;
  const from = offset < 0 ? offset + indexed.end : offset;
  if (from < 0) return -1;
  const at = indexed.keys().findIndex((key) => key >= from);
  return at < 0 ? count : at;
}
