import { matchPattern, type Pattern } from "./text.ts";
import type { Assignment } from "./assignment.ts";
import type { Location } from "./location.ts";

/** `%.o: CFLAGS += -g`. Manual: "Pattern-specific Variable Values". */
export interface PatternVariable {
  readonly text: string;
  readonly pattern: Pattern;
  readonly assignment: Assignment;
  readonly location: Location;
}

/** Those that fit a name, in the order in which they apply: the longest stem first, so that the closest fit wins. */
export function patternVariablesFor(name: string, all: readonly PatternVariable[]): PatternVariable[] {
  return all
    .flatMap((variable, index) => {
      const stem = matchPattern(variable.pattern, name);
      return stem === undefined || (stem === "" && variable.pattern.suffix !== undefined)
        ? []
        : [{ variable, index, length: stem.length }];
    })
    .sort((a, b) => b.length - a.length || a.index - b.index)
    .map((one) => one.variable);
}
