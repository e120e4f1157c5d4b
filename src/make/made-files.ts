import type { BuildState } from "./build-state.ts";
import { MISSING, VERY_NEW } from "./disk.ts";
import { removeFile, removeMade } from "./file-changes.ts";
import { mtimeOf } from "./file-times.ts";
import type { SpecialTargets } from "./finish-reading.ts";
import type { Target } from "./target.ts";

/** What recipes leave on the disk: noted when they end, removed when it was half made or only needed on the way. */
export class MadeFiles {
  readonly #state: BuildState;
  readonly #special: SpecialTargets;
  /** Intermediate files that were made, to be removed at the end. */
  readonly #intermediate: Target[] = [];

  constructor(state: BuildState, special: SpecialTargets) {
    this.#state = state;
    this.#special = special;
  }

  /** The recipe of `target` came to a good end; `ran`: it had something to do; `touched`: all that `-t` did. */
  finished(target: Target, ran: boolean, touched: boolean): void {
    const state = this.#state;
    const { options } = state;
    for (const one of [target, ...target.madeWith]) {
      const before = one.mtime ?? MISSING;
      if (!ran && one !== target) continue;
      if (ran && !one.phony) {
        // Of a group, what `-n` only pretends to make keeps the time it has: GNU make looks at the disk again.
        const looksAgain = target.madeWith.length > 0 && (one !== target || !target.implicit);
        const pretends = (options.justPrint || options.question) && !looksAgain;
        one.mtime = pretends || touched ? VERY_NEW : undefined;
        if (one.mtime === undefined && mtimeOf(state, one, false) === MISSING) one.mtime = VERY_NEW;
      } else if (!ran && one.recipe !== undefined && before === MISSING) one.mtime = VERY_NEW;
      one.ran = ran;
      if (one !== target) {
        one.state = "done";
        one.status = "success";
      }
      // With `-n` also one whose recipe is empty counts as made.
      if (
        (ran || options.justPrint) &&
        one.intermediate &&
        before === MISSING &&
        !one.secondary &&
        !one.precious &&
        !this.#special.secondaryAll
      ) {
        this.#intermediate.push(one);
      }
    }
  }

  /** Removes what a recipe that did not come to its end left behind. Manual: "Errors in Recipes". */
  deleteHalfMade(target: Target): void {
    const state = this.#state;
    for (const one of [target, ...target.madeWith]) {
      if (one.precious || one.phony) continue;
      const now = state.disk.mtime(one.name);
      if (now === MISSING || now === (one.mtime ?? MISSING) || state.disk.isDirectory(one.name)) continue;
      state.warn(`*** ${one === target ? "" : `[${target.name}] `}Deleting file '${one.name}'`);
      removeFile(state.disk, one.name);
    }
  }

  /** Removes the intermediate files that this run made, but for those asked for by name. Manual: "Chains of Implicit Rules". */
  removeIntermediates(goals: readonly string[]): void {
    const unwanted = this.#intermediate.filter((one) => !goals.includes(one.name));
    removeMade(this.#state, unwanted, this.#special.silentAll);
  }
}
