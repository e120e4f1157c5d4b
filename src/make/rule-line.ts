import type { BuildState } from "./build-state.ts";
import { parseAssignment, type Assignment } from "./assignment.ts";
import type { Location } from "./location.ts";
import { collapseContinuations, findUnquoted } from "./logical-line.ts";
import { MakeError } from "./make-error.ts";
import { andThen, type Maybe } from "./maybe.ts";
import { trim, trimStart } from "./text.ts";

/** A line with a colon, read and expanded. Manual: "Rule Syntax". */
export type RuleLine =
  | { readonly kind: "blank" }
  | { readonly kind: "variable"; readonly targets: string; readonly assignment: Assignment }
  | {
      readonly kind: "rule";
      readonly targets: string;
      readonly doubleColon: boolean;
      readonly grouped: boolean;
      /** Between the two colons of a static pattern rule. */
      readonly targetPattern: string | undefined;
      readonly prerequisites: string;
      /** Behind the `;`, unexpanded; undefined when there is none. */
      readonly recipe: string | undefined;
    };

export function readRuleLine(state: BuildState, line: string, location: Location): Maybe<RuleLine> {
  const around = { scope: state.globals, location };
  const stop = findUnquoted(line, ";#", true);
  const recipe = stop.after >= 0 && line[stop.after] === ";" ? line.slice(stop.after + 1) : undefined;
  const head = collapseContinuations(stop.before);
  const colon = findUnquoted(head, ":", true);
  const { expander } = state;
  const finish = (targets: string, behind: string, raw: boolean): Maybe<RuleLine> => {
    if (trim(targets) === "" && behind === "" && !raw) return { kind: "blank" };
    let rest = behind;
    const doubleColon = rest.startsWith(":");
    if (doubleColon) rest = rest.slice(1);
    const grouped = targets.endsWith("&");
    const names = grouped ? targets.slice(0, -1) : targets;
    const assignment = parseAssignment(rest + (raw && recipe !== undefined ? `;${recipe}` : ""));
    if (assignment !== undefined && assignment.kind !== "set") {
      throw new MakeError("Malformed target-specific variable definition", location);
    }
    if (assignment?.kind === "set") return { kind: "variable", targets: names, assignment };
    return andThen(raw ? expander.expandOnce(rest, around) : rest, (expanded) =>
      ruleOf(names, expanded, doubleColon, grouped, recipe, location),
    );
  };
  if (colon.after >= 0) {
    return andThen(expander.expandOnce(head.slice(0, colon.after), around), (targets) => {
      const inside = findUnquoted(targets, ":", false);
      if (inside.after < 0) return finish(targets, head.slice(colon.after + 1), true);
      // The expansion had a colon of its own: that one counts.
      return andThen(expander.expandOnce(head.slice(colon.after), around), (rest) =>
        finish(targets.slice(0, inside.after), targets.slice(inside.after + 1) + rest, false),
      );
    });
  }
  return andThen(expander.expandOnce(head, around), (expanded) => {
    const inside = findUnquoted(expanded, ":", false);
    if (inside.after >= 0) return finish(inside.before, expanded.slice(inside.after + 1), false);
    if (trim(expanded) === "") {
      if (recipe !== undefined) throw new MakeError("missing rule before recipe", location, { kind: "no-rule" });
      return { kind: "blank" };
    }
    const spaces = line.startsWith("        ");
    throw new MakeError(`missing separator${spaces ? " (did you mean TAB instead of 8 spaces?)" : ""}`, location, {
      kind: "missing-separator",
      line,
    });
  });
}

function ruleOf(
  targets: string,
  text: string,
  doubleColon: boolean,
  grouped: boolean,
  ownRecipe: string | undefined,
  location: Location,
): RuleLine {
  let rest = text;
  let recipe = ownRecipe;
  // A semicolon that an expansion brought begins the recipe as well.
  const semicolon = findUnquoted(rest, ";", false);
  if (semicolon.after >= 0) {
    recipe = rest.slice(semicolon.after + 1) + (recipe === undefined ? "" : `;${recipe}`);
    rest = semicolon.before;
  }
  let pattern: string | undefined;
  const second = findUnquoted(rest, ":", false);
  if (second.after >= 0) {
    pattern = trim(second.before);
    rest = rest.slice(second.after + 1);
    if (pattern === "") throw new MakeError("missing target pattern", location, { kind: "static-pattern" });
  }
  return {
    kind: "rule",
    targets,
    doubleColon,
    grouped,
    targetPattern: pattern,
    prerequisites: trimStart(rest),
    recipe,
  };
}
