import type { Definition, Filter, Pattern } from "./tree.ts";

interface Names {
  readonly functions: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
}

const isNumber = (filter: Filter): boolean => filter.kind === "literal" && typeof filter.value === "number";
const isZero = (filter: Filter): boolean => filter.kind === "literal" && filter.value === 0;

/** Finds names that nothing defines, before anything runs; and what the program asks of its inputs. */
export class NameCheck {
  /** True when `input` or `inputs` occurs. */
  usesInputs = false;
  readonly faults: { readonly message: string; readonly at: number }[] = [];

  check(filter: Filter, known: Names): void {
    const walk = (inner: Filter): void => {
      this.check(inner, known);
    };
    switch (filter.kind) {
      case "identity":
      case "recurse":
      case "literal":
      case "format":
      case "break":
        return;
      case "text":
        for (const part of filter.parts) if (typeof part !== "string") walk(part);
        return;
      case "index":
        walk(filter.of);
        walk(filter.key);
        return;
      case "slice":
        walk(filter.of);
        for (const end of [filter.from, filter.to]) if (end !== undefined) walk(end);
        return;
      case "each":
        walk(filter.of);
        return;
      case "array":
        if (filter.body !== undefined) walk(filter.body);
        return;
      case "object":
        for (const pair of filter.pairs) pair.forEach(walk);
        return;
      case "negate":
        walk(filter.body);
        return;
      case "pipe":
      case "comma":
      case "binary":
      case "assign":
        if (filter.kind === "binary" && filter.operator === "/" && isZero(filter.right) && isNumber(filter.left)) {
          this.faults.push({ message: "Division by zero?", at: 0 });
        }
        walk(filter.left);
        walk(filter.right);
        return;
      case "if":
        for (const part of [filter.test, filter.then, filter.otherwise]) walk(part);
        return;
      case "try":
        walk(filter.body);
        if (filter.caught !== undefined) walk(filter.caught);
        return;
      case "reduce":
      case "foreach": {
        walk(filter.source);
        walk(filter.start);
        const inner = this.#bound([filter.pattern], known);
        this.check(filter.update, inner);
        if (filter.kind === "foreach" && filter.extract !== undefined) this.check(filter.extract, inner);
        return;
      }
      case "bind":
        walk(filter.source);
        this.check(filter.body, this.#bound(filter.patterns, known));
        return;
      case "label":
        walk(filter.body);
        return;
      case "define":
        this.check(filter.body, this.defined(filter.definition, known));
        return;
      case "variable":
        if (!known.variables.has(filter.name))
          this.faults.push({ message: `$${filter.name} is not defined`, at: filter.at });
        return;
      case "call": {
        const name = `${filter.name}/${String(filter.args.length)}`;
        if (name === "input/0" || name === "inputs/0") this.usesInputs = true;
        if (!known.functions.has(name)) this.faults.push({ message: `${name} is not defined`, at: filter.at });
        filter.args.forEach(walk);
      }
    }
  }

  defined(definition: Definition, known: Names): Names {
    const name = `${definition.name}/${String(definition.parameters.length)}`;
    const outside = { ...known, functions: new Set(known.functions).add(name) };
    const variables = new Set(known.variables);
    const functions = new Set(outside.functions);
    for (const parameter of definition.parameters) {
      if (parameter.startsWith("$")) variables.add(parameter.slice(1));
      functions.add(`${parameter.replace("$", "")}/0`);
    }
    this.check(definition.body, { functions, variables });
    return outside;
  }

  #bound(patterns: readonly Pattern[], known: Names): Names {
    const variables = new Set(known.variables);
    const collect = (pattern: Pattern): void => {
      if (pattern.kind === "name") variables.add(pattern.name);
      else if (pattern.kind === "array") pattern.items.forEach(collect);
      else {
        for (const { key, name, value } of pattern.pairs) {
          this.check(key, known);
          if (name !== undefined) variables.add(name);
          if (value !== undefined) collect(value);
        }
      }
    };
    patterns.forEach(collect);
    return { ...known, variables };
  }
}
