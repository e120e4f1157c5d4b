import type { Json } from "./json.ts";
import type { Definition, Filter } from "./tree.ts";

/** A filter together with the names that it may use. */
export interface Closure {
  readonly filter: Filter;
  readonly scope: Scope;
}

export type Found =
  | { readonly kind: "function"; readonly definition: Definition; readonly scope: Scope }
  | { readonly kind: "parameter"; readonly closure: Closure };

interface Binding {
  readonly parent: Scope | undefined;
  /** "$x" for a variable, "*x" for a label, "f/1" for a function. */
  readonly name: string;
  readonly value: Json | Found | symbol;
}

/** Names in force, the innermost first; never changed, only added to. */
export class Scope {
  readonly #binding: Binding | undefined;

  constructor(binding?: Binding) {
    this.#binding = binding;
  }

  #find(name: string): Binding["value"] | undefined {
    if (this.#binding?.name === name) return this.#binding.value;
    let scope = this.#binding?.parent;
    while (scope !== undefined) {
      const binding: Binding | undefined = scope.#binding;
      if (binding?.name === name) return binding.value;
      scope = binding?.parent;
    }
    return undefined;
  }

  variable(name: string): Json | undefined {
    return this.#find(`$${name}`) as Json | undefined;
  }

  label(name: string): symbol | undefined {
    return this.#find(`*${name}`) as symbol | undefined;
  }

  function(name: string, arity: number): Found | undefined {
    return this.#find(`${name}/${String(arity)}`) as Found | undefined;
  }

  withVariable(name: string, value: Json): Scope {
    return new Scope({ parent: this, name: `$${name}`, value });
  }

  withLabel(name: string, mark: symbol): Scope {
    return new Scope({ parent: this, name: `*${name}`, value: mark });
  }

  withParameter(name: string, closure: Closure): Scope {
    return new Scope({ parent: this, name: `${name}/0`, value: { kind: "parameter", closure } });
  }

  /** The function knows itself. */
  withFunction(definition: Definition): Scope {
    const found = { kind: "function" as const, definition, scope: undefined as unknown as Scope };
    const scope = new Scope({
      parent: this,
      name: `${definition.name}/${String(definition.parameters.length)}`,
      value: found,
    });
    (found as { scope: Scope }).scope = scope;
    return scope;
  }
}
