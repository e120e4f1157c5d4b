import type { BuildState } from "./build-state.ts";
import { MISSING, VERY_NEW, type Mtime } from "./disk.ts";
import { removeFile, removeMade, touchTarget } from "./file-changes.ts";
import { mtimeOf } from "./file-times.ts";
import type { SpecialTargets } from "./finish-reading.ts";
import { ImplicitSearch } from "./implicit-search.ts";
import { JobSlots } from "./job-slots.ts";
import { loopNote, waitsFor } from "./loop.ts";
import { MakeError } from "./make-error.ts";
import { andThen, mapInOrder, type Maybe } from "./maybe.ts";
import { parseNames } from "./names.ts";
import { patternVariablesFor } from "./pattern-variables.ts";
import type { RecipeRun } from "./recipe-run.ts";
import { splitOrderOnly } from "./rules.ts";
import { assignInScope } from "./target-variables.ts";
import type { LatePrerequisites, Prerequisite, Target, UpdateStatus } from "./target.ts";
import { fillPattern, parsePattern, splitWords } from "./text.ts";
import { defineAutomaticVariables } from "./automatic-variables.ts";
import { Scope } from "./variable.ts";

/** Brings targets up to date: decides what is out of date, in order, and runs the recipes. Manual: "How to Run make". */
export class Builder {
  readonly #state: BuildState;
  readonly #special: SpecialTargets;
  readonly #recipes: RecipeRun;
  readonly #search: ImplicitSearch;
  readonly #slots: JobSlots;
  readonly #parallel: boolean;
  /** Intermediate files that were made, to be removed at the end. */
  readonly #made: Target[] = [];
  /** Recipes started so far. */
  started = 0;
  /** Makefiles are being remade: what cannot be made is not said here. */
  remakingMakefiles = false;
  stopping = false;

  constructor(state: BuildState, special: SpecialTargets, recipes: RecipeRun) {
    this.#state = state;
    this.#special = special;
    this.#recipes = recipes;
    const jobs = special.notParallel ? 1 : (state.options.jobs ?? 1);
    this.#parallel = jobs > 1;
    this.#slots = new JobSlots(jobs);
    this.#search = new ImplicitSearch(
      state,
      (target) => this.scopeOf(target),
      (pattern) => special.preciousPatterns.has(pattern),
    );
  }

  /** The variables that a target's recipe sees; made when the target is first considered. */
  scopeOf(target: Target): Maybe<Scope> {
    if (target.ownScope !== undefined) return target.ownScope;
    const base = target.parent?.ownScope ?? this.#state.globals;
    const patterns = patternVariablesFor(target.name, this.#state.patternVariables);
    let around: Scope = base;
    const finish = (): Scope => {
      if (target.scope !== undefined) {
        target.scope.parent = around;
        target.ownScope = target.scope;
      } else target.ownScope = around === this.#state.globals ? around : around === base ? new Scope(base) : around;
      return target.ownScope;
    };
    if (patterns.length === 0) return finish();
    const own = new Scope(base);
    around = own;
    const done = mapInOrder(patterns, (one) => assignInScope(this.#state, own, one.assignment, one.location, "file"));
    return andThen(done, finish);
  }

  async update(target: Target, depth: number): Promise<UpdateStatus> {
    if (target.state === "done") return target.status;
    if (target.progress !== undefined) return target.progress;
    if (depth % 150 === 149) await Promise.resolve(); // a long chain must not use up the stack
    target.state = "considering";
    target.progress =
      target.doubleColon === undefined ? this.#consider(target, depth) : this.#doubleColon(target, depth);
    const status = await target.progress;
    target.state = "done";
    target.status = status;
    return status;
  }

  async #doubleColon(head: Target, depth: number): Promise<UpdateStatus> {
    let status: UpdateStatus = "success";
    for (const entry of head.doubleColon ?? []) {
      entry.phony ||= head.phony;
      entry.parent = head.parent;
      entry.mtime = undefined;
      const one = await this.update(entry, depth);
      head.ran ||= entry.ran;
      if (one !== "success") {
        status = one;
        if (!this.#state.options.keepGoing) break;
      }
    }
    if (head.ran)
      head.mtime = (head.doubleColon ?? []).some((entry) => entry.mtime === VERY_NEW) ? VERY_NEW : undefined;
    return status;
  }

  async #consider(target: Target, depth: number): Promise<UpdateStatus> {
    const state = this.#state;
    const ownScope = this.scopeOf(target);
    if (ownScope instanceof Promise) await ownScope;
    const before = mtimeOf(state, target);
    const missing = before === MISSING;
    let reason: string | undefined = missing ? `target '${target.name}' does not exist` : undefined;
    // Nothing is waited for unless it must be: a build with nothing to do is made of these steps.
    const recipeFound = this.#findRecipe(target);
    if (recipeFound instanceof Promise) await recipeFound;
    const resolved = this.#resolve(target);
    if (resolved instanceof Promise) await resolved;
    let failed = false;
    const hasFailed = (): boolean => failed;
    let question = false;
    const kept: Prerequisite[] = [];
    const waits: Promise<void>[] = [];
    const times = new Map<Prerequisite, Mtime>();
    for (const one of target.prerequisites) {
      const other = one.target;
      if (other === target || (other.state === "considering" && (!this.#parallel || waitsFor(other, target)))) {
        const message = `Circular ${target.name} <- ${other.name} dependency dropped.`;
        state.warn(message);
        state.events({ type: "note", ...loopNote(message, target, other) });
        continue;
      }
      kept.push(one);
      other.parent ??= target;
      if (other.ownScope === undefined) {
        const scope = this.scopeOf(other);
        if (scope instanceof Promise) await scope;
      }
      times.set(one, mtimeOf(state, other));
      const record = (status: UpdateStatus, newer: boolean): void => {
        if (status === "failed") failed = true;
        if (status === "question") question = true;
        if (newer && !one.orderOnly) {
          reason ??=
            mtimeOf(state, other) === MISSING || other.ran
              ? `prerequisite '${other.name}' was remade`
              : `prerequisite '${other.name}' is newer than target '${target.name}'`;
          one.changed = true;
        }
      };
      if (other.state === "done") {
        const now = mtimeOf(state, other);
        record(other.status, now === MISSING || now > before);
        if (hasFailed() && !this.#parallel && !state.options.keepGoing) break;
        continue;
      }
      const visit = async (): Promise<void> => {
        (target.waitingFor ??= new Set()).add(other);
        const { status, newer } = await this.#check(other, before, depth + 1, target);
        target.waitingFor.delete(other);
        record(status, newer);
      };
      if (this.#parallel) waits.push(visit());
      else {
        await visit();
        if (hasFailed() && !state.options.keepGoing) break;
      }
    }
    if (waits.length > 0) await Promise.all(waits);
    target.prerequisites = kept;
    if (reason !== undefined || state.options.alwaysMake) {
      // Now intermediate files are needed that were let be so far.
      for (const one of kept) {
        const other = one.target;
        if (other.state === "untouched" || (other.intermediate && other.state !== "done")) {
          const status = await this.update(other, depth + 1);
          if (status === "failed") failed = true;
          if (status === "question") question = true;
        }
      }
    }
    if (failed) {
      if (depth === 0 && state.options.keepGoing && !state.options.justPrint && !state.options.question) {
        state.warn(`Target '${target.name}' not remade because of errors.`);
      }
      return "failed";
    }
    if (question && state.options.question) return "question";
    let anyChanged = false;
    const empty = target.recipe === undefined;
    for (const one of kept) {
      const now = mtimeOf(state, one.target);
      if (one.orderOnly) continue;
      if (now !== times.get(one) || (one.target.phony && one.target.ran)) anyChanged = true;
      one.changed = missing || now > before || one.changed;
    }
    if (target.doubleColon === undefined && state.targets.get(target.name) !== target && kept.length === 0) {
      reason ??= `double-colon target '${target.name}' has no prerequisites`;
    }
    if (reason !== undefined && !missing && target.isTarget && empty && !anyChanged && !target.phony)
      reason = undefined;
    if (reason === undefined && state.options.alwaysMake && !empty) reason = "--always-make";
    if (target.phony && reason === undefined) reason = `target '${target.name}' is phony`;
    if (reason === undefined) {
      state.events({
        type: "finished",
        target: target.name,
        outcome: "up-to-date",
        reason: "newer than all its prerequisites",
        at: state.host.now(),
      });
      return "success";
    }
    target.reason = reason;
    return this.#remake(target, before, reason);
  }

  async #check(
    other: Target,
    than: Mtime,
    depth: number,
    parent: Target,
  ): Promise<{ status: UpdateStatus; newer: boolean }> {
    const state = this.#state;
    const recipeFound = this.#findRecipe(other);
    if (recipeFound instanceof Promise) await recipeFound;
    const time = mtimeOf(state, other);
    if (!other.phony && other.intermediate && time === MISSING && other.state === "untouched") {
      // An intermediate file that is not there counts as its own prerequisites do.
      await this.#resolve(other);
      let newer = false;
      let status: UpdateStatus = "success";
      other.state = "considering";
      for (const one of other.prerequisites) {
        if (one.target === parent || one.target.state === "considering") continue;
        one.target.parent ??= other;
        const result = await this.#check(one.target, than, depth + 1, other);
        if (result.status !== "success") status = result.status;
        if (result.newer && !one.orderOnly) newer = true;
      }
      other.state = "untouched";
      return { status, newer };
    }
    const status = await this.update(other, depth);
    const now = mtimeOf(state, other);
    return { status, newer: now === MISSING || now > than };
  }

  #findRecipe(target: Target): Maybe<void> {
    if (target.phony || target.recipe !== undefined || target.searched || target.doubleColon !== undefined) return;
    target.searched = true;
    return andThen(this.#search.search(target), (found) => {
      if (!found && !target.isTarget && this.#state.defaultRecipe !== undefined)
        target.recipe = this.#state.defaultRecipe;
    });
  }

  #resolve(target: Target): Maybe<void> {
    if (target.lateDone) return;
    target.lateDone = true;
    const known = target.declared.filter((one) => "target" in one);
    if (
      known.length < target.declared.length ||
      this.#special.extraPrerequisites.length > 0 ||
      target.scope?.variables.has(".EXTRA_PREREQS") === true
    ) {
      return this.#resolveLate(target);
    }
    target.prerequisites = known;
  }

  async #resolveLate(target: Target): Promise<void> {
    const list: Prerequisite[] = [];
    for (const one of target.declared) {
      if ("target" in one) list.push(one);
      else list.push(...(await this.#expandLate(target, one, list)));
    }
    for (const one of this.#special.extraPrerequisites) {
      const isOne = this.#special.extraPrerequisites.some((extra) => extra.target === target);
      if (target.recipe !== undefined && !isOne) list.push({ ...one, ignored: true });
    }
    const own = target.scope?.variables.get(".EXTRA_PREREQS");
    if (own !== undefined) {
      for (const name of splitWords(own.value)) {
        list.push({ target: this.#state.node(name), orderOnly: false, changed: false, explicit: true, ignored: true });
      }
    }
    target.prerequisites = list;
  }

  async #expandLate(target: Target, late: LatePrerequisites, before: readonly Prerequisite[]): Promise<Prerequisite[]> {
    const state = this.#state;
    const scope = new Scope(await this.scopeOf(target));
    scope.transparent = true;
    target.prerequisites = [...before];
    defineAutomaticVariables(scope, target, late.stem ?? "");
    const { stem } = late;
    const filled =
      stem === undefined
        ? late.text
        : splitWords(late.text)
            .map((word) => (word.includes("%") ? fillPattern(parsePattern(word), stem) : word))
            .join(" ");
    const text = await state.expander.expand(filled, { scope, location: late.location });
    const { normal, orderOnly } = splitOrderOnly(text);
    const make = (names: string[], only: boolean): Prerequisite[] =>
      names.map((name) => ({ target: state.target(name), orderOnly: only, changed: false, explicit: true }));
    return [...make(parseNames(normal, state), false), ...make(parseNames(orderOnly, state), true)];
  }

  async #remake(target: Target, before: Mtime, reason: string): Promise<UpdateStatus> {
    const state = this.#state;
    const { options } = state;
    const recipe = target.recipe;
    if (recipe === undefined) {
      if (target.phony || target.isTarget) {
        target.mtime =
          before === MISSING ? VERY_NEW : target.prerequisites.some((one) => one.changed) ? VERY_NEW : before;
        if (target.phony) target.mtime = MISSING;
        return "success";
      }
      return this.#noRule(target);
    }
    if (target.pretended !== undefined && target.pretended === 0) return "success";
    // Found elsewhere but out of date: it is made under its own name.
    if (target.path !== target.name && !state.searchPath.kept.some((one) => target.path.startsWith(`${one}/`))) {
      target.path = target.name;
    }
    const shared = target.madeWith.find((other) => other.ran && other.recipe === recipe);
    if (shared !== undefined) {
      await shared.progress;
      target.ran = true;
      target.mtime = undefined;
      return shared.status === "none" ? "success" : shared.status;
    }
    const order = this.#slots.ticket();
    const scope = await this.scopeOf(target);
    await this.#slots.acquire(order);
    try {
      if (this.stopping) return "failed";
      state.events({ type: "started", target: target.name, reason, at: state.host.now() });
      const outcome = await this.#recipes.run(target, recipe, scope, reason);
      let { status } = outcome;
      let { ran } = outcome;
      if (options.touch && status === "success" && !target.phony && recipe.lines.length > 0) {
        touchTarget(state, target.name, this.#special.silentAll);
        ran = true;
      }
      if (ran) this.started += 1;
      target.ran = ran;
      if (status === "failed") this.#failed(target, before);
      else this.#finished(target, ran);
      state.events({
        type: "finished",
        target: target.name,
        outcome: status === "failed" ? "failed" : "made",
        reason,
        at: state.host.now(),
      });
      if (status === "none") status = "success";
      return status;
    } finally {
      this.#slots.release();
    }
  }

  #finished(target: Target, ran: boolean): void {
    const state = this.#state;
    const { options } = state;
    for (const one of [target, ...target.madeWith]) {
      const before = one.mtime ?? MISSING;
      if (!ran && one !== target) continue;
      if (ran && !one.phony) {
        state.disk.note(one.name, true);
        one.mtime = options.justPrint || options.question ? VERY_NEW : undefined;
        if (one.mtime === undefined && mtimeOf(state, one, false) === MISSING) one.mtime = VERY_NEW;
      } else if (!ran && one.recipe !== undefined && before === MISSING) one.mtime = VERY_NEW;
      one.ran = ran;
      if (one !== target) {
        one.state = "done";
        one.status = "success";
      }
      if (
        ran &&
        one.intermediate &&
        before === MISSING &&
        !one.secondary &&
        !one.precious &&
        !this.#special.secondaryAll
      ) {
        this.#made.push(one);
      }
    }
  }

  #failed(target: Target, before: Mtime): void {
    const state = this.#state;
    if (!this.#special.deleteOnError || target.precious || target.phony) {
      if (!state.options.keepGoing) this.stopping = true;
      return;
    }
    for (const one of [target, ...target.madeWith]) {
      const now = state.disk.mtime(one.name);
      if (now !== MISSING && now !== before) {
        state.warn(`*** Deleting file '${one.name}'`);
        removeFile(state.disk, one.name);
      }
    }
    if (!state.options.keepGoing) this.stopping = true;
  }

  #noRule(target: Target): UpdateStatus {
    const state = this.#state;
    if (this.remakingMakefiles || target.complained) return "failed";
    target.complained = true;
    const needed = target.parent === undefined ? "" : `, needed by '${target.parent.name}'`;
    const message = `No rule to make target '${target.name}'${needed}`;
    if (!state.options.keepGoing) {
      throw new MakeError(message, undefined, {
        kind: "no-rule",
        target: target.name,
        parent: target.parent?.name,
      });
    }
    state.warn(`*** ${message}.`);
    return "failed";
  }

  /** Removes the intermediate files that this run made. Manual: "Chains of Implicit Rules". */
  removeIntermediates(): void {
    removeMade(this.#state, this.#made, this.#special.silentAll);
  }
}
