import type { BuildState } from "./build-state.ts";
import { mtimeOf } from "./file-times.ts";
import type { SpecialTargets } from "./finish-reading.ts";
import { ImplicitSearch } from "./implicit-search.ts";
import { andThen, mapInOrder, type Maybe } from "./maybe.ts";
import { resolvePrerequisites } from "./prerequisites.ts";
import type { Target } from "./target.ts";
import { targetScope } from "./target-scope.ts";
import type { Scope } from "./variable.ts";

/** What is found out about a target before its prerequisites are visited: its variables, its recipe, their names. */
export class Preparation {
  readonly #state: BuildState;
  readonly #special: SpecialTargets;
  readonly #search: ImplicitSearch;

  constructor(state: BuildState, special: SpecialTargets) {
    this.#state = state;
    this.#special = special;
    this.#search = new ImplicitSearch(
      state,
      (target) => this.scopeOf(target),
      (pattern) => special.preciousPatterns.has(pattern),
    );
  }

  scopeOf(target: Target): Maybe<Scope> {
    return target.ownScope ?? targetScope(this.#state, target);
  }

  /** All of it. Nothing is waited for unless it must be. */
  prepare(target: Target): Maybe<void> {
    return andThen(this.scopeOf(target), () => {
      mtimeOf(this.#state, target);
      return andThen(this.findRecipe(target), () => andThen(this.resolve(target), () => this.#resolveMembers(target)));
    });
  }

  findRecipe(target: Target): Maybe<void> {
    if (target.phony || target.recipe !== undefined || target.searched || target.doubleColon !== undefined) return;
    target.searched = true;
    return andThen(this.#search.search(target), (found) => {
      if (found || target.isTarget || this.#state.defaultRecipe === undefined) return;
      target.recipe = this.#state.defaultRecipe;
      target.byDefault = true;
    });
  }

  resolve(target: Target): Maybe<void> {
    if (target.lateDone) return;
    target.lateDone = true;
    return resolvePrerequisites(this.#state, target, this.#special.extraPrerequisites, (one) => this.scopeOf(one));
  }

  #resolveMembers(target: Target): Maybe<void> {
    if (target.madeWith.length === 0) return;
    return andThen(
      mapInOrder(target.madeWith, (one) => this.resolve(one)),
      () => undefined,
    );
  }
}
