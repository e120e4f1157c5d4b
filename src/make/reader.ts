import { parseAssignment, parseDefinition, type AssignmentLine, type WithModifiers } from "./assignment.ts";
import type { BuildState } from "./build-state.ts";
import { Conditionals, isConditional } from "./conditional.ts";
import { readDefineBody } from "./define.ts";
import { isDirective, readDirective } from "./directives.ts";
import type { Location } from "./location.ts";
import { cutAtNuls, collapseContinuations, LineSource, removeComment } from "./logical-line.ts";
import { MakeError } from "./make-error.ts";
import { andThen, thenWith, type Maybe } from "./maybe.ts";
import { parseNames } from "./names.ts";
import { findPercent } from "./pattern-rule.ts";
import { readRuleLine, type RuleLine } from "./rule-line.ts";
import { recordRule, type CompleteRule } from "./rules.ts";
import { assignGlobal, expandName, mark, setVariable, withstand } from "./set-variable.ts";
import type { Recipe } from "./target.ts";
import { setTargetVariable } from "./target-variables.ts";
import { skipSpace } from "./text.ts";
import { originRank, type Origin } from "./variable.ts";

/** What `.POSIX` changes. */
const POSIX_VARIABLES = [
  [".SHELLFLAGS", "-ec"],
  ["CC", "c99"],
  ["CFLAGS", "-O1"],
  ["FC", "fort77"],
  ["FFLAGS", "-O1"],
  ["ARFLAGS", "-rvU"],
  ["SCCSGETFLAGS", "-s"],
] as const;

/** A rule whose recipe may go on with the next line. */
interface OpenRule extends CompleteRule {
  recipe: OpenRecipe | undefined;
}

interface OpenRecipe extends Recipe {
  lines: string[];
}

/** Reads one makefile, or one text of `eval`, statement by statement. Manual: "How make Reads a Makefile". */
export class Reader {
  readonly #state: BuildState;
  readonly #source: LineSource;
  readonly #file: string;
  readonly #conditionals: Conditionals;
  /** All lines of an `eval` count as the line that it stands in. */
  readonly #fixedLine: number | undefined;
  readonly #hasNul: boolean;
  readonly #origin: Origin;
  readonly #setDefaultGoal: boolean;
  #rule: OpenRule | undefined;
  /** Behind a rule without targets: its recipe is passed over. */
  #noTargets = false;

  constructor(
    state: BuildState,
    text: string,
    file: string,
    options: { fixedLine?: number | undefined; origin?: Origin; setDefaultGoal?: boolean } = {},
  ) {
    this.#state = state;
    this.#hasNul = text.includes("\0");
    this.#source = new LineSource(this.#hasNul ? cutAtNuls(text) : text);
    this.#file = file;
    this.#conditionals = new Conditionals(state);
    this.#fixedLine = options.fixedLine;
    this.#origin = options.origin ?? "file";
    this.#setDefaultGoal = options.setDefaultGoal ?? true;
  }

  read(): Maybe<void> {
    for (;;) {
      const line = this.#source.next();
      if (line === undefined) break;
      const done = this.#statement(line);
      if (done instanceof Promise) return done.then(() => this.read());
    }
    const location = this.#here(1);
    if (this.#conditionals.open) throw new MakeError("missing 'endif'", location, { kind: "missing-endif" });
    this.#closeRule();
  }

  #here(after = 0): Location {
    return { file: this.#file, line: this.#fixedLine ?? this.#source.line + after };
  }

  #statement(raw: string): Maybe<void> {
    const state = this.#state;
    let line = raw;
    if (this.#hasNul && raw.includes("\0")) {
      state.warn("warning: NUL character seen; rest of line ignored", this.#here());
      line = raw.slice(0, raw.indexOf("\0"));
    }
    if (line.startsWith(state.recipePrefix)) {
      if (this.#noTargets) return;
      const rule = this.#rule;
      if (rule !== undefined) {
        if (this.#conditionals.ignoring) return;
        if (rule.recipe === undefined) rule.recipe = this.#recipe(line.slice(1), this.#here());
        else rule.recipe.lines.push(line.slice(1));
        return;
      }
    }
    const collapsed = removeComment(collapseContinuations(line));
    const start = skipSpace(collapsed);
    if (start >= collapsed.length) return;
    const text = start === 0 ? collapsed : collapsed.slice(start);
    const location = this.#here();

    if (!this.#conditionals.ignoring) {
      const assignment = parseAssignment(text);
      if (assignment !== undefined) {
        this.#noTargets = false;
        this.#closeRule();
        return this.#assign(assignment, location);
      }
    }
    if (isConditional(text)) return this.#conditionals.read(text, location);
    if (this.#conditionals.ignoring) return this.#skipped(text);
    this.#noTargets = false;
    if (isDirective(text)) {
      this.#closeRule();
      return readDirective(state, text, location, this.#setDefaultGoal);
    }
    if (line.startsWith(state.recipePrefix)) {
      throw new MakeError("recipe commences before first target", location, { kind: "early-recipe" });
    }
    this.#closeRule();
    const read = readRuleLine(state, line, location);
    if (read instanceof Promise) return this.#openLater(read, location);
    return this.#openRule(read, location);
  }

  #openLater(read: Promise<RuleLine>, location: Location): Promise<void> {
    return read.then((line) => this.#openRule(line, location));
  }

  /** In a branch that is not read, a `define` hides the conditionals in its body. */
  #skipped(text: string): void {
    const assignment = parseAssignment(text);
    if (assignment?.kind === "define") readDefineBody(this.#state, this.#source, this.#here());
  }

  #assign(line: AssignmentLine, location: Location): Maybe<void> {
    switch (line.kind) {
      case "set":
        return assignGlobal(this.#state, line, location, this.#origin);
      case "undefine":
        return this.#undefine(line, location);
      case "define":
        return this.#define(line, location);
    }
  }

  #undefine({ rest, modifiers }: WithModifiers, location: Location): Maybe<void> {
    const { globals } = this.#state;
    return andThen(expandName(this.#state, rest, { scope: globals, location }), (name) => {
      const known = globals.variables.get(name);
      if (known !== undefined) withstand(this.#state, known);
      const origin = modifiers.override ? "override" : this.#origin;
      if (known !== undefined && originRank(known.origin) <= originRank(origin)) {
        globals.variables.delete(name);
        globals.changes += 1;
      }
    });
  }

  #define({ rest, modifiers }: WithModifiers, location: Location): Maybe<void> {
    const state = this.#state;
    const around = { scope: state.globals, location };
    const definition = parseDefinition(rest);
    return andThen(expandName(state, definition?.name ?? rest, around), (name) => {
      if (definition !== undefined && definition.value !== "") {
        state.warn("extraneous text after 'define' directive", location);
      }
      const set = setVariable(name, state, {
        operator: definition?.operator ?? "=",
        value: readDefineBody(state, this.#source, location),
        origin: modifiers.override ? "override" : this.#origin,
        scope: state.globals,
        around,
      });
      return thenWith(set, mark, modifiers);
    });
  }

  #openRule(read: RuleLine, location: Location): Maybe<void> {
    const state = this.#state;
    if (read.kind === "blank") return;
    const targets = parseNames(read.targets, state);
    if (read.kind === "variable") {
      return setTargetVariable(state, targets, read.assignment, location, this.#origin);
    }
    if (targets.length === 0) {
      this.#noTargets = true;
      return;
    }
    this.#rule = {
      targets,
      doubleColon: read.doubleColon,
      grouped: read.grouped,
      targetPattern: read.targetPattern,
      prerequisites: read.prerequisites,
      recipe: read.recipe === undefined ? undefined : this.#recipe(read.recipe, location),
      location,
    };
    if (read.targetPattern !== undefined) {
      const patterns = parseNames(read.targetPattern, state);
      if (patterns.length > 1) throw new MakeError("multiple target patterns", location, { kind: "static-pattern" });
      if (findPercent(patterns[0] ?? "") < 0) {
        throw new MakeError("target pattern contains no '%'", location, { kind: "static-pattern" });
      }
      if (targets.some((name) => findPercent(name) >= 0)) {
        throw new MakeError("mixed implicit and static pattern rules", location, { kind: "static-pattern" });
      }
    }
    this.#immediateEffect(targets);
    return;
  }

  #recipe(first: string, location: Location): OpenRecipe {
    return { lines: [first], location, prefix: this.#state.recipePrefix };
  }

  /** Special targets that change how the next lines are read. */
  #immediateEffect(targets: readonly string[]): void {
    const state = this.#state;
    for (const name of targets) {
      if (!name.startsWith(".")) continue;
      if (name === ".POSIX") {
        state.posix = true;
        for (const [variable, value] of POSIX_VARIABLES) state.globals.define(variable, value, "default", "simple");
      } else if (name === ".SECONDEXPANSION") state.secondExpansion = true;
      else if (name === ".ONESHELL") state.oneShell = true;
    }
  }

  #closeRule(): void {
    const rule = this.#rule;
    if (rule === undefined) return;
    this.#rule = undefined;
    const { recipe } = rule;
    // An array that grew has room for more than it holds.
    if (recipe !== undefined && recipe.lines.length > 1) recipe.lines = recipe.lines.slice();
    recordRule(this.#state, rule);
    if (this.#setDefaultGoal) this.#considerDefaultGoal(rule.targets);
  }

  /** The first target becomes the goal unless it is a pattern or begins with a period. Manual: "Arguments to Specify the Goals". */
  #considerDefaultGoal(targets: readonly string[]): void {
    const goal = this.#state.globals.variables.get(".DEFAULT_GOAL");
    if (goal !== undefined && goal.value !== "") return;
    const first = targets.find((name) => findPercent(name) < 0 && (!name.startsWith(".") || name.includes("/")));
    if (first === undefined || first !== targets[0]) return;
    this.#state.globals.define(".DEFAULT_GOAL", first, "file", "simple");
  }
}
