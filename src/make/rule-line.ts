import type { BuildState } from "./build-state.ts";
import { parseAssignment, type Assignment } from "./assignment.ts";
import type { Expander, Surroundings } from "./expander.ts";
import type { Location } from "./location.ts";
import { collapseContinuations, findUnquoted } from "./logical-line.ts";
import { MakeError } from "./make-error.ts";
import { thenWith, type Maybe } from "./maybe.ts";
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

const BLANK = { kind: "blank" } as const;

/** A line cut at its recipe and its first colon, before anything of it is expanded. */
interface Pieces {
  readonly expander: Expander;
  readonly around: Surroundings;
  readonly line: string;
  /** What stands before the recipe. */
  readonly head: string;
  /** Where the head's colon is; -1 when only an expansion can bring one. */
  readonly colon: number;
  readonly recipe: string | undefined;
}

export function readRuleLine(state: BuildState, line: string, location: Location): Maybe<RuleLine> {
  const { expander } = state;
  const around = { scope: state.globals, location };
  const only = onlyColon(line);
  if (only >= 0) {
    const pieces = { expander, around, line, head: line, colon: only, recipe: undefined };
    return readBehind(line.slice(only + 1), line.slice(0, only), true, pieces);
  }
  const stop = findUnquoted(line, ";#", true);
  const recipe = stop.after >= 0 && line[stop.after] === ";" ? line.slice(stop.after + 1) : undefined;
  const head = collapseContinuations(stop.before);
  const colon = findUnquoted(head, ":", true).after;
  const pieces = { expander, around, line, head, colon, recipe };
  if (colon < 0) return thenWith(expander.expandOnce(head, around), readWithoutColon, pieces);
  return thenWith(expander.expandOnce(head.slice(0, colon), around), readTargets, pieces);
}

const [HASH, DOLLAR, COLON, SEMICOLON, BACKSLASH] = [35, 36, 58, 59, 92] as const;

/** Where the one colon of a line is that has nothing else of a rule's syntax; -1 for any other line. */
function onlyColon(line: string): number {
  let colon = -1;
  for (let at = 0; at < line.length; at += 1) {
    switch (line.charCodeAt(at)) {
      case COLON:
        if (colon >= 0) return -1;
        colon = at;
        break;
      case HASH:
      case DOLLAR:
      case SEMICOLON:
      case BACKSLASH:
        return -1;
    }
  }
  return colon;
}

function readTargets(targets: string, pieces: Pieces): Maybe<RuleLine> {
  const { head, colon, expander, around } = pieces;
  const inside = findUnquoted(targets, ":", false);
  if (inside.after < 0) return readBehind(head.slice(colon + 1), targets, true, pieces);
  // The expansion had a colon of its own: that one counts.
  return thenWith(expander.expandOnce(head.slice(colon), around), readBehindInner, targets, inside.after, pieces);
}

function readBehindInner(rest: string, targets: string, colon: number, pieces: Pieces): Maybe<RuleLine> {
  return readBehind(targets.slice(colon + 1) + rest, targets.slice(0, colon), false, pieces);
}

function readWithoutColon(text: string, pieces: Pieces): Maybe<RuleLine> {
  const { line, recipe } = pieces;
  const { location } = pieces.around;
  const inside = findUnquoted(text, ":", false);
  if (inside.after >= 0) return readBehind(text.slice(inside.after + 1), inside.before, false, pieces);
  if (trim(text) === "") {
    if (recipe !== undefined) throw new MakeError("missing rule before recipe", location, { kind: "no-rule" });
    return BLANK;
  }
  const spaces = line.startsWith("        ");
  throw new MakeError(`missing separator${spaces ? " (did you mean TAB instead of 8 spaces?)" : ""}`, location, {
    kind: "missing-separator",
    line,
  });
}

/** `raw`: what stands behind the colon is still to be expanded, so it may be an assignment. */
function readBehind(behind: string, targets: string, raw: boolean, pieces: Pieces): Maybe<RuleLine> {
  if (trim(targets) === "" && behind === "" && !raw) return BLANK;
  const { expander, around, recipe } = pieces;
  const doubleColon = behind.startsWith(":");
  const rest = doubleColon ? behind.slice(1) : behind;
  const grouped = targets.endsWith("&");
  const names = grouped ? targets.slice(0, -1) : targets;
  const assignment = parseAssignment(raw && recipe !== undefined ? `${rest};${recipe}` : rest);
  if (assignment !== undefined) {
    if (assignment.kind === "set") return { kind: "variable", targets: names, assignment };
    throw new MakeError("Malformed target-specific variable definition", around.location);
  }
  return thenWith(raw ? expander.expandOnce(rest, around) : rest, ruleOf, names, doubleColon, grouped, pieces);
}

function ruleOf(
  text: string,
  targets: string,
  doubleColon: boolean,
  grouped: boolean,
  { recipe: ownRecipe, around }: Pieces,
): RuleLine {
  let rest = text;
  let recipe = ownRecipe;
  if (recipe === undefined) {
    // A semicolon that an expansion brought begins the recipe, too.
    const semicolon = findUnquoted(rest, ";", false);
    if (semicolon.after >= 0) recipe = rest.slice(semicolon.after + 1);
    rest = semicolon.before;
  }
  let pattern: string | undefined;
  const second = findUnquoted(rest, ":", false);
  if (second.after >= 0) {
    pattern = trim(second.before);
    rest = rest.slice(second.after + 1);
    if (pattern === "") throw new MakeError("missing target pattern", around.location, { kind: "static-pattern" });
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
