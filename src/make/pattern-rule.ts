import type { Location } from "./location.ts";
import type { Recipe } from "./target.ts";

/** An implicit rule with `%`. Manual: "Defining and Redefining Pattern Rules". */
export interface PatternRule {
  readonly targets: readonly TargetPattern[];
  readonly prerequisites: readonly PatternPrerequisite[];
  /** With second expansion: the whole prerequisite text, expanded when the rule is tried. */
  readonly lateText: string | undefined;
  readonly recipe: Recipe | undefined;
  /** `::`: its prerequisites must exist, no chain may make them. */
  readonly terminal: boolean;
  readonly location: Location | undefined;
  /** Now being tried: a rule is used once in a chain. */
  busy: boolean;
}

export interface TargetPattern {
  readonly text: string;
  /** Around the `%`, with quoting taken off. */
  readonly prefix: string;
  readonly suffix: string;
  /** `%` alone: it fits every name. */
  readonly anything: boolean;
  /** It has a slash, so it is compared with the whole name and not only with the part behind the last slash. */
  readonly wholeName: boolean;
}

interface PatternPrerequisite {
  readonly text: string;
  readonly orderOnly: boolean;
}

export function targetPattern(text: string): TargetPattern {
  const at = findPercent(text);
  const prefix = unquotePercent(text.slice(0, at));
  const suffix = text.slice(at + 1);
  return { text, prefix, suffix, anything: prefix === "" && suffix === "", wholeName: text.includes("/") };
}

/** The index of the first `%` that no backslash quotes; -1 when there is none. */
export function findPercent(text: string): number {
  for (let at = text.indexOf("%"); at >= 0; at = text.indexOf("%", at + 1)) {
    let slashes = 0;
    while (slashes < at && text[at - slashes - 1] === "\\") slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

export function unquotePercent(text: string): string {
  return text.replace(/(\\+)(?=%|$)/g, (slashes) => "\\".repeat(slashes.length >> 1));
}

/** Whether two rules have the same targets and prerequisites, so that the later one replaces the earlier. */
export function sameRule(a: PatternRule, b: PatternRule): boolean {
  return (
    a.lateText === b.lateText &&
    a.targets.length === b.targets.length &&
    a.prerequisites.length === b.prerequisites.length &&
    a.targets.every((one) => b.targets.some((other) => other.text === one.text)) &&
    a.prerequisites.every((one, index) => one.text === b.prerequisites[index]?.text)
  );
}
