import { IndexedArray, newVariable, scalarOf } from "../state/variable.ts";
import { ReadonlyError } from "../state/variables.ts";
import type { Shell } from "../state/shell.ts";
import { ShellError } from "../errors.ts";
import { evaluateIndex, expandTextNow } from "./evaluate.ts";

/** The element `name[index]`; `index` is the subscript's text, `expanded` where it stood in a word. */
export function readElement(shell: Shell, name: string, index: string, expanded = false): string | undefined {
  const variable = shell.variables.lookup(name);
  if (variable === undefined) return undefined;
  if (variable.associative !== undefined) return variable.associative.get(expanded ? index : keyOf(shell, index));
  const at = evaluateIndex(shell, index);
  if (variable.indexed !== undefined) {
    if (at < 0 && at + variable.indexed.end < 0) {
      shell.complain(`${name}: bad array subscript`);
      return undefined;
    }
    return variable.indexed.get(at);
  }
  return at === 0 || at === -1 ? scalarOf(variable) : undefined;
}

/** An associative array's key as it is written inside arithmetic: expansions count, quotes go. */
function keyOf(shell: Shell, index: string): string {
  return index.includes("$") ? expandTextNow(shell, index) : index.replace(/^(["'])([\s\S]*)\1$/, "$2");
}

/** Sets `name[index]`, making an indexed array of what was none. */
export function writeElement(
  shell: Shell,
  name: string,
  index: string,
  value: string,
  append = false,
  expanded = false,
): void {
  const target = shell.variables.resolve(name);
  const variable = shell.variables.own(target) ?? newVariable();
  if (variable.readonly) throw new ReadonlyError(target);
  variable.assigned = true;
  if (variable.associative !== undefined) {
    const key = expanded ? index : keyOf(shell, index);
    variable.associative.set(
      key,
      joined(shell, variable.associative.get(key), value, append, variable.integer === true, variable),
    );
    return;
  }
  const at = evaluateIndex(shell, index);
  if (variable.indexed === undefined) {
    const old = scalarOf(variable);
    variable.indexed = old === undefined ? new IndexedArray() : IndexedArray.of([old]);
    variable.value = undefined;
  }
  const place = at < 0 ? at + variable.indexed.end : at;
  if (place < 0) throw new ShellError(`${name}[${index}]: bad array subscript`, { scope: "line", status: 1 });
  variable.indexed.set(
    place,
    joined(shell, variable.indexed.get(place), value, append, variable.integer === true, variable),
  );
  shell.variables.put(target, variable);
}

function joined(
  shell: Shell,
  old: string | undefined,
  value: string,
  append: boolean,
  integer: boolean,
  variable: Parameters<Shell["variables"]["shape"]>[0],
): string {
  if (!append) return shell.variables.shape(variable, value);
  return integer
    ? shell.variables.evaluate(`(${old ?? "0"})+(${value})`)
    : shell.variables.shape(variable, (old ?? "") + value);
}
