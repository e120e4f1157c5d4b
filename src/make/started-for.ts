import type { BuildState } from "./build-state.ts";
import type { Target } from "./target.ts";

/** For whose sake recipes were started: "up to date" is said of a goal for which none was. */
export class StartedFor {
  readonly #state: BuildState;
  /** The goals, and the targets between them and the recipes. */
  readonly #targets = new Set<Target>();

  constructor(state: BuildState) {
    this.#state = state;
  }

  /** The recipe of `target` was started: for those that were first to need it, up to the goal. */
  note(target: Target): void {
    let one: Target | undefined = target;
    while (one !== undefined) {
      if (one.isEntry) one = this.#state.node(one.name);
      if (this.#targets.has(one)) return;
      this.#targets.add(one);
      one = one.isHead ? undefined : one.parent;
    }
  }

  has(goal: Target): boolean {
    return this.#targets.has(goal);
  }

  /** What was started for the makefiles' sake does not count for the goals. */
  clear(): void {
    this.#targets.clear();
  }
}
