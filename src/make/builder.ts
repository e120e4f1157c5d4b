import type { BuildState } from "./build-state.ts";
import { MISSING, VERY_NEW, type Mtime } from "./disk.ts";
import { mtimeOf } from "./file-times.ts";
import type { SpecialTargets } from "./finish-reading.ts";
import { decide, type Visit } from "./decision.ts";
import { graphNode } from "./graph.ts";
import type { JobSlots, Permit } from "./job-slots.ts";
import { loopNote, waitsFor } from "./loop.ts";
import { MakeError } from "./make-error.ts";
import { MadeFiles } from "./made-files.ts";
import { allOf, andThen, type Maybe } from "./maybe.ts";
import { Preparation } from "./preparation.ts";
import type { RecipeOutcome, RecipeRun } from "./recipe-run.ts";
import { StartedFor } from "./started-for.ts";
import type { Prerequisite, Recipe, Target, UpdateStatus } from "./target.ts";
import type { Scope } from "./variable.ts";

/** Brings targets up to date: decides what is out of date, in order, and runs the recipes. Manual: "How to Run make". */
export class Builder {
  readonly #state: BuildState;
  readonly #special: SpecialTargets;
  readonly #recipes: RecipeRun;
  readonly #preparation: Preparation;
  readonly slots: JobSlots;
  readonly parallel: boolean;
  readonly files: MadeFiles;
  readonly startedFor: StartedFor;
  /** A recipe failed and nothing more is begun. */
  stopping = false;
  #saidWaiting = false;
  /** The recipes that run side by side. */
  readonly #unfinished = new Set<Promise<unknown>>();

  constructor(state: BuildState, special: SpecialTargets, recipes: RecipeRun, slots: JobSlots, parallel: boolean) {
    this.#state = state;
    this.#special = special;
    this.#recipes = recipes;
    this.slots = slots;
    this.parallel = parallel;
    this.startedFor = new StartedFor(state);
    this.files = new MadeFiles(state, special);
    this.#preparation = new Preparation(state, special);
  }

  update(target: Target, depth: number): Maybe<UpdateStatus> {
    if (target.state === "done") return target.status;
    if (target.progress !== undefined) return target.progress;
    if (target.checking !== undefined) return target.checking.then(() => this.update(target, depth));
    target.state = "considering";
    // A long chain must not use up the stack.
    const result =
      depth % 150 > 147 ? Promise.resolve().then(() => this.#start(target, depth)) : this.#start(target, depth);
    if (!(result instanceof Promise)) return this.#done(target, result);
    target.progress = result.then((status) => this.#done(target, status));
    return target.progress;
  }

  /** `target` waits for `other` meanwhile: so other branches of a parallel build see the loop that a wait would close. */
  #await<T>(target: Target, other: Target, work: () => Maybe<T>): Maybe<T> {
    if (!this.parallel) return work();
    const waitingFor = (target.waitingFor ??= new Set());
    waitingFor.add(other);
    return andThen(work(), (result) => {
      waitingFor.delete(other);
      return result;
    });
  }

  /** Whether a wait of `target` for `other` would never end. */
  #closesLoop(target: Target, other: Target): boolean {
    return other === target || (other.state === "considering" && (!this.parallel || waitsFor(other, target)));
  }

  #start(target: Target, depth: number): Maybe<UpdateStatus> {
    return target.doubleColon === undefined ? this.#consider(target, depth) : this.#doubleColon(target, depth);
  }

  #done(target: Target, status: UpdateStatus): UpdateStatus {
    target.state = "done";
    target.status = status;
    target.progress = undefined;
    return status;
  }

  async #doubleColon(head: Target, depth: number): Promise<UpdateStatus> {
    let status: UpdateStatus = "success";
    for (const entry of head.doubleColon ?? []) {
      entry.phony ||= head.phony;
      // Whether each of them has to run is asked of the file as it is before the first does.
      entry.mtime = undefined;
      mtimeOf(this.#state, entry);
    }
    for (const entry of head.doubleColon ?? []) {
      entry.parent = head.parent;
      entry.dontCare = head.dontCare;
      const one = await this.#await(head, entry, () => this.update(entry, depth));
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

  #consider(target: Target, depth: number): Maybe<UpdateStatus> {
    const { debug } = this.#state;
    if (debug.verbose) debug.say(depth, `Considering target file '${target.name}'.`);
    const prepared = this.#preparation.prepare(target);
    if (prepared instanceof Promise) return prepared.then(() => this.#visit(target, depth));
    return this.#visit(target, depth);
  }

  #visit(target: Target, depth: number): Maybe<UpdateStatus> {
    const { debug, watched } = this.#state;
    if (watched) {
      this.#state.events({ type: "node", node: graphNode(this.#state, target, target.prerequisites) });
    }
    const before = oldestMade(this.#state, target);
    let reason: string | undefined;
    if (before === MISSING) {
      reason = target.phony ? `'${target.name}' is phony` : `target '${target.name}' does not exist`;
      if (debug.basic) debug.sayInside(depth, `File '${target.name}' does not exist.`);
    }
    const { prerequisites, madeWith } = target;
    const all =
      madeWith.length === 0 ? prerequisites : [...prerequisites, ...madeWith.flatMap((one) => one.prerequisites)];
    const visit: Visit = { target, depth, before, all, kept: [], times: [], reason, failed: false, question: false };
    const visited = this.parallel ? this.#visitAll(visit) : this.#visitFrom(visit, 0);
    if (visited instanceof Promise) return visited.then(() => this.#decide(visit));
    return this.#decide(visit);
  }

  /** One prerequisite after the other. */
  #visitFrom(visit: Visit, start: number): Maybe<void> {
    const { all } = visit;
    for (let index = start; index < all.length; index += 1) {
      const one = all[index];
      const done = one === undefined ? undefined : this.#visitOne(visit, one);
      if (done instanceof Promise) {
        return done.then(() => (this.#givesUp(visit) ? undefined : this.#visitFrom(visit, index + 1)));
      }
      if (this.#givesUp(visit)) return;
    }
  }

  #givesUp(visit: Visit): boolean {
    return (visit.failed || visit.question) && !this.#state.options.keepGoing;
  }

  /** All prerequisites at once; the slots say which recipes run, and while one waits for a slot nothing more is looked at. */
  #visitAll(visit: Visit): Maybe<void> {
    const { all } = visit;
    const waits: Promise<void>[] = [];
    const from = (start: number): Maybe<void> => {
      for (let index = start; index < all.length; index += 1) {
        const one = all[index];
        if (one === undefined) continue;
        if (this.slots.wanted) return this.slots.unwanted().then(() => from(index));
        if (this.stopping) visit.failed = true;
        if (this.#givesUp(visit)) return;
        const done = this.#visitOne(visit, one);
        if (done instanceof Promise) waits.push(done);
      }
    };
    return allOf(waits, () => from(0));
  }

  #visitOne(visit: Visit, one: Prerequisite): Maybe<void> {
    const { target } = visit;
    const state = this.#state;
    const other = one.target;
    if (this.#closesLoop(target, other)) {
      const message = `Circular ${target.name} <- ${other.name} dependency dropped.`;
      state.warn(message);
      state.events({ type: "note", ...loopNote(message, target, other) });
      for (const member of target.madeWith)
        member.prerequisites = member.prerequisites.filter((known) => known !== one);
      return;
    }
    if (visit.all === target.prerequisites || target.prerequisites.includes(one)) {
      visit.kept.push(one);
      visit.times.push(mtimeOf(state, other));
    }
    other.parent ??= target;
    if (target.dontCare && other.state === "untouched" && !other.isGoal) other.dontCare = true;
    if (other.state === "done") {
      const { debug } = this.#state;
      if (debug.verbose) debug.say(visit.depth + 2, `Pruning file '${other.name}'.`);
      if (other.status === "failed" && other.dontCare && !target.dontCare) this.complain(other, target);
      this.#record(visit, one, other.status);
      return;
    }
    const scope = other.ownScope ?? this.#preparation.scopeOf(other);
    if (scope instanceof Promise) return scope.then(() => this.#visitScoped(visit, one));
    return this.#visitScoped(visit, one);
  }

  #visitScoped(visit: Visit, one: Prerequisite): Maybe<void> {
    const { target, before, depth } = visit;
    const other = one.target;
    const checked = this.#await(target, other, () => this.#check(other, before, depth + 2, target));
    if (checked instanceof Promise) return checked.then((result) => this.#checked(visit, one, result));
    this.#checked(visit, one, checked);
  }

  #checked(visit: Visit, one: Prerequisite, result: Checked): void {
    if (typeof result === "string") this.#record(visit, one, result);
    else this.#note(visit, one, result.status, result.newer);
  }

  #record(visit: Visit, one: Prerequisite, status: UpdateStatus): void {
    const now = mtimeOf(this.#state, one.target);
    this.#note(visit, one, status, now === MISSING || now > visit.before);
  }

  #note(visit: Visit, one: Prerequisite, status: UpdateStatus, newer: boolean): void {
    if (status === "failed") visit.failed = true;
    if (status === "question") visit.question = true;
    if (!newer || one.orderOnly) return;
    const other = one.target;
    visit.reason ??=
      mtimeOf(this.#state, other) === MISSING || other.ran
        ? `its prerequisite '${other.name}' was remade`
        : `'${visit.target.name}' is older than '${other.name}'`;
    one.changed = true;
  }

  /** The prerequisites are done, but for intermediate files that were let be. */
  #decide(visit: Visit): Maybe<UpdateStatus> {
    const { target, kept } = visit;
    if (kept.length < target.prerequisites.length) target.prerequisites = kept;
    if (visit.reason === undefined && !this.#state.options.alwaysMake) return this.#settle(visit);
    let waits: Promise<void> | undefined;
    for (const { target: other } of kept) {
      if (other.state !== "untouched" && (!other.intermediate || other.state === "done")) continue;
      if (this.parallel && this.#closesLoop(visit.target, other)) continue;
      // Now they are needed.
      const make = (): Maybe<void> =>
        andThen(
          this.#await(visit.target, other, () => this.update(other, visit.depth + 1)),
          (status) => {
            if (status === "failed") visit.failed = true;
            if (status === "question") visit.question = true;
          },
        );
      const made: Maybe<void> = waits === undefined ? make() : waits.then(make);
      if (made instanceof Promise) waits = made;
    }
    return waits === undefined ? this.#settle(visit) : waits.then(() => this.#settle(visit));
  }

  #settle(visit: Visit): Maybe<UpdateStatus> {
    const { target, before, depth } = visit;
    const { debug } = this.#state;
    const decision = decide(this.#state, visit, this.stopping);
    if (typeof decision === "string") return decision;
    const { reason } = decision;
    target.reason = reason;
    if (debug.basic) debug.say(depth, `Must remake target '${target.name}'.`);
    const remade = this.#remake(target, before, reason);
    if (!debug.basic) return remade;
    return andThen(remade, (status) => {
      if (this.stopping) return status;
      const how = status === "failed" ? "Failed to remake" : "Successfully remade";
      debug.say(depth, `${how} target file '${target.name}'.`);
      return status;
    });
  }

  #check(other: Target, than: Mtime, depth: number, parent: Target): Maybe<Checked> {
    const found = this.#preparation.findRecipe(other);
    if (found instanceof Promise) return found.then(() => this.#checkFound(other, than, depth, parent));
    return this.#checkFound(other, than, depth, parent);
  }

  #checkFound(other: Target, than: Mtime, depth: number, parent: Target): Maybe<Checked> {
    if (other.checking !== undefined) return other.checking.then(() => this.#checkFound(other, than, depth, parent));
    if (other.intermediate && !other.phony && other.state === "untouched" && mtimeOf(this.#state, other) === MISSING) {
      const checking = this.#checkThrough(other, than, depth, parent);
      other.checking = checking;
      return checking;
    }
    return this.update(other, depth);
  }

  /** An intermediate file that is not there counts as its own prerequisites do. */
  async #checkThrough(other: Target, than: Mtime, depth: number, parent: Target): Promise<Checked> {
    await this.#preparation.resolve(other);
    let newer = false;
    let status: UpdateStatus = "success";
    other.state = "considering";
    for (const one of other.prerequisites) {
      const file = one.target;
      if (file === parent || this.#closesLoop(other, file)) continue;
      file.parent ??= other;
      const result = await this.#await(other, file, () => this.#check(file, than, depth + 1, other));
      const now = mtimeOf(this.#state, file);
      const found = typeof result === "string" ? { status: result, newer: now === MISSING || now > than } : result;
      if (found.status !== "success") status = found.status;
      if (found.newer && !one.orderOnly) newer = true;
    }
    other.state = "untouched";
    other.checking = undefined;
    return { status, newer };
  }

  #remake(target: Target, before: Mtime, reason: string): Maybe<UpdateStatus> {
    const recipe = target.recipe;
    if (recipe === undefined) {
      if (!target.phony && !target.isTarget) return this.#noRule(target);
      target.mtime = before === MISSING || target.prerequisites.some((one) => one.changed) ? VERY_NEW : before;
      if (target.phony) target.mtime = MISSING;
      return "success";
    }
    if (target.pretended === 0) return "success";
    // Found elsewhere but out of date: it is made under its own name.
    if (target.path !== target.name && !this.#state.searchPath.keeps(target.path)) {
      target.path = target.name;
    }
    const leader = target.madeWith.find((other) => other.runsForGroup && other.recipe === recipe);
    if (leader !== undefined) return this.#follow(target, leader);
    target.runsForGroup = true;
    return this.#execute(target, recipe, reason);
  }

  /** The recipe runs, or ran, for another target of the same group. */
  async #follow(target: Target, leader: Target): Promise<UpdateStatus> {
    const status = leader.progress === undefined ? leader.status : await leader.progress;
    target.ran = true;
    target.mtime = undefined;
    return status === "none" ? "success" : status;
  }

  #execute(target: Target, recipe: Recipe, reason: string): Maybe<UpdateStatus> {
    return andThen(this.#preparation.scopeOf(target), (scope) =>
      andThen(this.slots.acquire(), (permit) => {
        const run = this.#run(target, recipe, reason, scope, permit);
        if (this.parallel && run instanceof Promise) this.#wait(run);
        return run;
      }),
    );
  }

  #run(target: Target, recipe: Recipe, reason: string, scope: Scope, permit: Permit): Maybe<UpdateStatus> {
    const state = this.#state;
    const ended = ({ status, ran, touched = false }: RecipeOutcome): UpdateStatus => {
      if (ran) this.startedFor.note(target);
      target.ran = ran;
      if (status === "failed") this.#failed(target);
      else this.files.finished(target, ran, touched);
      state.explained(target, status === "failed" ? "failed" : "made", reason);
      this.slots.release(permit);
      return status === "none" ? "success" : status;
    };
    const broken = (error: unknown): never => {
      this.stopping = true;
      this.slots.release(permit);
      throw error;
    };
    if (this.stopping) {
      this.slots.release(permit);
      return "failed";
    }
    state.events({ type: "started", target: target.name, reason, at: state.host.now() });
    try {
      const outcome = this.#recipes.run(target, recipe, scope);
      return outcome instanceof Promise ? outcome.then(ended, broken) : ended(outcome);
    } catch (error) {
      return broken(error);
    }
  }

  /** Notes what runs until it has ended. */
  #wait(run: Promise<unknown>): void {
    this.#unfinished.add(run);
    const forget = (): void => void this.#unfinished.delete(run);
    run.then(forget, forget);
  }

  /** Make gives up: nothing more is begun, and what runs comes to its end. */
  async abandon(): Promise<void> {
    this.stopping = true;
    if (this.#unfinished.size > 0) this.#sayWaiting();
    while (this.#unfinished.size > 0) await Promise.allSettled(this.#unfinished);
  }

  #failed(target: Target): void {
    const state = this.#state;
    if (this.#special.deleteOnError) this.files.deleteHalfMade(target);
    if (!state.options.keepGoing && !target.dontCare) this.#stop();
  }

  /** Nothing more is begun; recipes that run come to their end. */
  #stop(): void {
    this.stopping = true;
    if (this.slots.running > 1) this.#sayWaiting();
  }

  #sayWaiting(): void {
    if (this.#saidWaiting) return;
    this.#saidWaiting = true;
    this.#state.warn("*** Waiting for unfinished jobs....");
  }

  /** An optional makefile could not be made, which was not said; now it is needed. */
  complain(target: Target, parent?: Target): void {
    target.dontCare = false;
    target.parent = parent;
    const deeper = target.prerequisites.find(({ target: { status, dontCare } }) => status === "failed" && dontCare);
    if (deeper === undefined) this.#noRule(target);
    else this.complain(deeper.target, target);
  }

  #noRule(target: Target): UpdateStatus {
    const state = this.#state;
    if (target.dontCare) return "failed";
    if (target.complained) return "failed";
    target.complained = true;
    const needed = target.parent === undefined ? "" : `, needed by '${target.parent.name}'`;
    const message = `No rule to make target '${target.name}'${needed}`;
    state.sayPending();
    if (!state.options.keepGoing) {
      throw new MakeError(message, undefined, { kind: "no-rule", target: target.name, parent: target.parent?.name });
    }
    state.warn(`*** ${message}.`);
    return "failed";
  }
}

/** What a look at a prerequisite found; a bare status when its own time tells whether it is newer. */
type Checked = UpdateStatus | { readonly status: UpdateStatus; readonly newer: boolean };

/** The time that prerequisites are compared with: of a double-colon rule's grouped targets, the oldest. */
function oldestMade(state: BuildState, target: Target): Mtime {
  let oldest = mtimeOf(state, target);
  if (!target.isEntry) return oldest;
  for (const one of target.madeWith) oldest = Math.min(oldest, mtimeOf(state, one));
  return oldest;
}
