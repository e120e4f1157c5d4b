import { copyVariable, isArray, newVariable, scalarOf, type Variable } from "./variable.ts";

/** An assignment that must not be: the variable is read-only. */
export class ReadonlyError extends Error {
  readonly variable: string;
  constructor(variable: string) {
    super(`${variable}: is read only`);
    this.variable = variable;
  }
}

/** One function call's local variables: what was there before, to be put back. */
interface Frame {
  readonly saved: Map<string, Variable | undefined>;
  /** Assignments before the function's name, visible during the call. */
  readonly temporary: boolean;
  /** Puts back what else was made local (`local -`). */
  restore?: () => void;
}

/** The variables of a shell, with dynamic scope as both shells have it. */
export class Variables {
  readonly #all: Map<string, Variable>;
  readonly #frames: Frame[] = [];
  /** Evaluates the value of an integer variable. */
  evaluate: (text: string) => string = (text) => text;
  /** Called after PATH and the like were set or unset. */
  changed: (name: string) => void = () => undefined;
  /** `set -a`. */
  exportAll = false;

  constructor(all: Map<string, Variable> = new Map<string, Variable>()) {
    this.#all = all;
  }

  fork(): Variables {
    const copy = new Variables(new Map([...this.#all].map(([name, variable]) => [name, copyVariable(variable)])));
    for (const frame of this.#frames) copy.#frames.push({ saved: new Map(frame.saved), temporary: frame.temporary });
    copy.exportAll = this.exportAll;
    return copy;
  }

  get(name: string): string | undefined {
    const variable = this.#all.get(name);
    if (variable === undefined) return undefined;
    if (variable.nameref === true) {
      const found = this.lookup(name);
      return found === undefined ? undefined : scalarOf(found);
    }
    return variable.value ?? scalarOf(variable);
  }

  /** The variable itself, following namerefs. */
  lookup(name: string): Variable | undefined {
    const variable = this.#all.get(name);
    if (variable?.nameref !== true) return variable;
    const target = this.#all.get(this.resolve(name));
    return target?.nameref === true && target.value !== undefined ? undefined : target;
  }

  /** Without following namerefs. */
  own(name: string): Variable | undefined {
    return this.#all.get(name);
  }

  /** The name that a nameref stands for (possibly `array[index]`); the name itself for all others. */
  resolve(name: string): string {
    let target = name;
    for (let step = 0; step < 16; step += 1) {
      const variable = this.#all.get(target);
      if (variable?.nameref !== true || variable.value === undefined || variable.value === "") return target;
      target = variable.value;
    }
    return name;
  }

  /** Whether a nameref leads back to itself. */
  isCircular(name: string): boolean {
    const variable = this.#all.get(name);
    return variable?.nameref === true && (variable.value ?? "") !== "" && this.resolve(name) === name;
  }

  /** The variable to change, made if there is none; read-only ones are refused. */
  prepare(name: string): Variable {
    const target = this.resolve(name);
    let variable = this.#all.get(target);
    if (variable === undefined) {
      variable = newVariable();
      this.#all.set(target, variable);
    } else if (variable.readonly) throw new ReadonlyError(target);
    if (this.exportAll) variable.exported = true;
    return variable;
  }

  set(name: string, value: string): void {
    const variable = this.prepare(name);
    const text = this.shape(variable, value);
    if (variable.dynamic !== undefined) variable.dynamic.set?.(text);
    else if (variable.indexed !== undefined) variable.indexed.set(0, text);
    else if (variable.associative !== undefined) variable.associative.set("0", text);
    else variable.value = text;
    this.changed(name);
  }

  /** The value as the variable's attributes make it (`declare -i`, `-l`, `-u`). */
  shape(variable: Variable, value: string): string {
    if (variable.integer === true) return this.evaluate(value);
    if (variable.case === undefined) return value;
    if (variable.case === "lower") return value.toLowerCase();
    if (variable.case === "upper") return value.toUpperCase();
    return value.charAt(0).toUpperCase() + value.slice(1).toLowerCase();
  }

  put(name: string, variable: Variable): void {
    this.#all.set(name, variable);
    this.changed(name);
  }

  unset(name: string): void {
    const variable = this.#all.get(name);
    if (variable?.readonly === true) throw new ReadonlyError(name);
    this.#all.delete(name);
    this.changed(name);
  }

  /** bash: unsetting what is local to a calling function uncovers what it hid. */
  uncover(name: string): void {
    const inner = this.#frames.findLastIndex((frame) => !frame.temporary);
    const at = this.#frames.findLastIndex((frame) => frame.saved.has(name));
    const frame = this.#frames[at];
    if (frame === undefined || (at === inner && !frame.temporary)) return;
    const hidden = frame.saved.get(name);
    frame.saved.delete(name);
    if (hidden !== undefined) this.#all.set(name, hidden);
    this.changed(name);
  }

  /** Names in use, sorted. */
  names(): string[] {
    return [...this.#all.keys()].sort();
  }

  entries(): [string, Variable][] {
    return [...this.#all].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** What commands find in their environment. */
  environment(): Record<string, string> {
    const environment: Record<string, string> = {};
    for (const [name, variable] of this.#all) {
      if (!variable.exported || isArray(variable)) continue;
      const value = scalarOf(variable);
      if (value !== undefined) environment[name] = value;
    }
    return environment;
  }

  /** bash's `local -`: the options of `set` are put back when the function ends. */
  keepOptions(options: { restorer(): () => void }): void {
    const frame = this.#frames.findLast((each) => !each.temporary);
    if (frame !== undefined) frame.restore ??= options.restorer();
  }

  get depth(): number {
    return this.#frames.length;
  }

  pushFrame(temporary = false): void {
    this.#frames.push({ saved: new Map(), temporary });
  }

  popFrame(): void {
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    frame.restore?.();
    for (const [name, variable] of frame.saved) {
      if (variable === undefined) this.#all.delete(name);
      else this.#all.set(name, variable);
      this.changed(name);
    }
  }

  /** Whether the innermost function call has made this variable local. */
  isLocal(name: string): boolean {
    return this.#frames.at(-1)?.saved.has(name) === true;
  }

  /** Whether the innermost function was called with an assignment to this variable before its name. */
  isTemporary(name: string): boolean {
    const inner = this.#frames.findLastIndex((frame) => !frame.temporary);
    const before = this.#frames[inner - 1];
    return before?.temporary === true && before.saved.has(name);
  }

  localNames(): string[] {
    return [...(this.#frames.at(-1)?.saved.keys() ?? [])].sort();
  }

  /** Makes a variable local to the innermost call: remembers what there is, and answers that. */
  localize(name: string): Variable | undefined {
    const frame = this.#frames.at(-1);
    const old = this.#all.get(name);
    if (frame !== undefined && !frame.saved.has(name)) {
      frame.saved.set(name, old);
      if (old !== undefined) this.#all.set(name, copyVariable(old));
    }
    return old;
  }

  /** The variable as it is outside of every function call. */
  global(name: string): Variable | undefined {
    const frame = this.#frames.find((candidate) => candidate.saved.has(name));
    return frame === undefined ? this.#all.get(name) : frame.saved.get(name);
  }

  /** Brings the variable outside of every function call to the fore (`declare -g`); the result hides it again. */
  expose(name: string): (() => void) | undefined {
    const frame = this.#frames.find((candidate) => candidate.saved.has(name));
    if (frame === undefined) return undefined;
    const hidden = this.#all.get(name);
    const outer = frame.saved.get(name);
    if (outer === undefined) this.#all.delete(name);
    else this.#all.set(name, outer);
    return () => {
      frame.saved.set(name, this.#all.get(name));
      if (hidden === undefined) this.#all.delete(name);
      else this.#all.set(name, hidden);
    };
  }
}
