import type { PatternRule, TargetPattern } from "./pattern-rule.ts";

export interface RulePattern {
  readonly rule: PatternRule;
  readonly pattern: TargetPattern;
}

/** Pattern rules by the endings that they fit, so that few are compared with each name. */
export class RuleShapes {
  readonly #all: readonly RulePattern[];
  readonly #byEnding = new Map<string, readonly RulePattern[]>();

  constructor(rules: readonly PatternRule[]) {
    this.#all = rules.flatMap((rule) => rule.targets.map((pattern) => ({ rule, pattern })));
  }

  /** Those that may fit a name without its directory, in the order of the rules; kept for the next such name. */
  fitting(base: string): readonly RulePattern[] {
    const dot = base.lastIndexOf(".");
    const ending = dot < 0 ? base.slice(-1) : base.slice(dot);
    const known = this.#byEnding.get(ending);
    if (known !== undefined) return known;
    const found = this.#all.filter(({ pattern }) => {
      const { suffix } = pattern;
      return suffix.length > ending.length ? suffix.endsWith(ending) : ending.endsWith(suffix);
    });
    this.#byEnding.set(ending, found);
    return found;
  }
}
