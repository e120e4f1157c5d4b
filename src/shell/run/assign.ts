import { ShellError } from "../errors.ts";
import { writeElement } from "../expand/element.ts";
import { evaluateIndex, evaluateShell, readonlyFailure } from "../expand/evaluate.ts";
import { expandFields, expandString } from "../expand/expand.ts";
import { IndexedArray, scalarOf, type Variable } from "../state/variable.ts";
import { ReadonlyError } from "../state/variables.ts";
import type { Shell } from "../state/shell.ts";
import type { ArrayElement, Assignment, Word } from "../syntax/ast.ts";
import type { Task } from "../task.ts";

export function isElements(value: Assignment["value"]): value is readonly ArrayElement[] {
  return Array.isArray(value);
}

/** Carries out an assignment; answers it as `set -x` shows it. */
export function* assign(shell: Shell, assignment: Assignment): Task<string> {
  try {
    return yield* perform(shell, assignment);
  } catch (error) {
    throw error instanceof ReadonlyError ? readonlyFailure(shell, error) : error;
  }
}

function* perform(shell: Shell, assignment: Assignment): Task<string> {
  const { name, index, append, value } = assignment;
  const mark = append ? "+=" : "=";
  if (isElements(value)) {
    if (index !== undefined)
      throw new ShellError(`${name}[${index.raw}]: cannot assign list to array member`, { scope: "line", status: 1 });
    yield* assignElements(shell, name, value, append);
    return assignment.raw;
  }
  const text = yield* expandString(shell, value, "assignment");
  if (index !== undefined) {
    const key = yield* expandString(shell, index);
    if (key === "") throw new ShellError(`${name}[${index.raw}]: bad array subscript`, { scope: "line", status: 1 });
    writeElement(shell, name, key, text, append, true);
    return `${name}[${key}]${mark}${text}`;
  }
  const target =
    shell.variables.own(name)?.nameref === true ? /^(\w+)\[(.*)\]$/s.exec(shell.variables.resolve(name)) : null;
  if (target !== null) writeElement(shell, target[1] ?? "", target[2] ?? "", text, append);
  else assignScalar(shell, name, text, append);
  return `${name}${mark}${text}`;
}

/** `name=text` and `name+=text`. */
export function assignScalar(shell: Shell, name: string, text: string, append: boolean): void {
  if (!append) {
    shell.variables.set(name, text);
    return;
  }
  const variable = shell.variables.lookup(name);
  const old = variable === undefined ? "" : (scalarOf(variable) ?? "");
  if (variable?.integer === true)
    shell.variables.set(name, String(evaluateShell(shell, `(${old || "0"})+(${text || "0"})`)));
  else shell.variables.set(name, old + text);
}

/** `name=(…)`: an indexed array, or an associative one where `name` was declared so. */
export function* assignElements(
  shell: Shell,
  name: string,
  elements: readonly ArrayElement[],
  append: boolean,
): Task<void> {
  const own = shell.variables.own(shell.variables.resolve(name));
  if (own?.associative !== undefined) {
    yield* assignPairs(shell, name, own, elements, append);
    return;
  }
  const values: [number | undefined, string, boolean][] = [];
  for (const element of elements) {
    if (element.index === undefined) {
      for (const text of yield* expandFields(shell, [element.value])) values.push([undefined, text, false]);
    } else {
      const at = evaluateIndex(shell, yield* expandString(shell, element.index));
      values.push([at, yield* expandString(shell, element.value, "start"), element.append === true]);
    }
  }
  const variable = shell.variables.prepare(name);
  if (variable.indexed === undefined || !append) {
    const old = append && variable.indexed === undefined ? scalarOf(variable) : undefined;
    variable.indexed = IndexedArray.of(old === undefined ? [] : [old]);
    variable.value = undefined;
  }
  variable.assigned = true;
  const array = variable.indexed;
  let next = append ? array.end : 0;
  for (const [at, text, adds] of values) {
    let place = at ?? next;
    if (place < 0) place += array.end;
    if (place < 0) throw new ShellError(`${name}[${String(at)}]: bad array subscript`, { scope: "line", status: 1 });
    array.set(place, shell.variables.shape(variable, adds ? (array.get(place) ?? "") + text : text));
    next = place + 1;
  }
}

function* assignPairs(
  shell: Shell,
  name: string,
  variable: Variable,
  elements: readonly ArrayElement[],
  append: boolean,
): Task<void> {
  const pairs: [string, string, boolean][] = [];
  // bash 5.1: where the first word has no subscript, all are keys and values in turn.
  const loose: Word[] = [];
  for (const element of elements) {
    const first = elements[0]?.index === undefined;
    if (first && element.index !== undefined) {
      const raw = `[${element.index.raw}]=${element.value.raw}`;
      loose.push({ ...element.value, literal: raw, raw });
      continue;
    }
    if (element.index === undefined) {
      if (first) loose.push(element.value);
      else {
        const text = yield* expandString(shell, element.value, "start");
        shell.complain(`${name}: '${text}': must use subscript when assigning associative array`);
      }
      continue;
    }
    const key = yield* expandString(shell, element.index);
    pairs.push([key, yield* expandString(shell, element.value, "start"), element.append === true]);
  }
  if (loose.length > 0) {
    const texts: string[] = [];
    for (const word of loose) texts.push(yield* expandString(shell, word, "start"));
    for (let at = 0; at < texts.length; at += 2) pairs.push([texts[at] ?? "", texts[at + 1] ?? "", false]);
  }
  shell.variables.prepare(name).assigned = true;
  if (!append) variable.associative = new Map();
  const map = variable.associative ?? new Map<string, string>();
  for (const [key, text, adds] of pairs) {
    map.set(key, shell.variables.shape(variable, adds ? (map.get(key) ?? "") + text : text));
  }
}
