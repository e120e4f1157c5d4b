import type { Location } from "./location.ts";
import type { Template } from "./template.ts";

/** Where a variable's value came from, weakest first. Manual: "The origin Function". */
const ORIGINS = [
  "default",
  "environment",
  "file",
  "environment override",
  "command line",
  "override",
  "automatic",
] as const;

export type Origin = (typeof ORIGINS)[number];

/** Higher wins. */
export function originRank(origin: Origin): number {
  return ORIGINS.indexOf(origin);
}

export type Flavor = "recursive" | "simple";

/** `default`: by the rules of the environment; the others were said by `export` and `unexport`. */
type ExportState = "default" | "export" | "unexport";

export interface Variable {
  readonly name: string;
  value: string;
  origin: Origin;
  flavor: Flavor;
  /** Defined here; undefined for the environment, the command line and built-ins. */
  location: Location | undefined;
  export: ExportState;
  /** Not inherited by the prerequisites of the target it belongs to. */
  private: boolean;
  /** A target-specific `+=`: its value stands behind the one that an outer scope gives. */
  appends: boolean;
  /** Being expanded now: a second time is "references itself". */
  expanding: boolean;
  /** Parsed value, kept from its second use on until the value changes. */
  template: Template | "used once" | undefined;
  /** Computed at every look: `.VARIABLES`, `MAKE_RESTARTS` and the like have none. */
  compute?: (() => string) | undefined;
}

/** One set of variables: the global one, one of a target, the arguments of a `call`. */
export class Scope {
  readonly variables = new Map<string, Variable>();
  /** Where names that are not here are looked up. */
  parent: Scope | undefined;
  /** Counts the changes, so that what depends on all variables can be kept. */
  changes = 0;

  constructor(parent?: Scope) {
    this.parent = parent;
  }

  /** The variable that a reference sees: private ones of outer target scopes are passed over. */
  lookup(name: string): Variable | undefined {
    return this.variables.get(name) ?? this.lookupOutside(name);
  }

  /** What a reference would see if this scope itself had no such variable. */
  lookupOutside(name: string): Variable | undefined {
    let isOwn = this.transparent;
    for (let scope = this.parent; scope !== undefined; scope = scope.parent) {
      const variable = scope.variables.get(name);
      if (variable !== undefined && (isOwn || !variable.private)) return variable;
      isOwn &&= scope.transparent;
    }
    return undefined;
  }

  /** The next scope is the same target's: a `call` or `foreach` in it, or what patterns give it. Private ones of it are seen. */
  transparent = false;

  /** Sets a variable of this scope unless a stronger origin holds it; answers the one that is here then. */
  define(name: string, value: string, origin: Origin, flavor: Flavor, location?: Location): Variable {
    const known = this.variables.get(name);
    this.changes += 1;
    if (known === undefined) {
      const variable: Variable = {
        name,
        value,
        origin,
        flavor,
        location,
        export: "default",
        private: false,
        appends: false,
        expanding: false,
        template: undefined,
      };
      this.variables.set(name, variable);
      return variable;
    }
    if (originRank(known.origin) > originRank(origin)) return known;
    known.value = value;
    known.origin = origin;
    known.flavor = flavor;
    known.location = location;
    known.appends = false;
    known.template = undefined;
    known.compute = undefined;
    return known;
  }
}
