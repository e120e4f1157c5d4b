import { signalNumber } from "#base";
import { BuildState } from "./build-state.ts";
import { Builder } from "./builder.ts";
import { MAKE_HOST, MAKE_VERSION } from "./builtins.ts";
import { parseMakeflags } from "./command-line.ts";
import { printDatabase } from "./database.ts";
import { VERY_NEW, VERY_OLD } from "./disk.ts";
import type { EventSink } from "./events.ts";
import { Explanation } from "./explain.ts";
import { finishReading, type SpecialTargets } from "./finish-reading.ts";
import { builtinFunctions } from "./functions/commands.ts";
import type { Jobserver, MakeHost } from "./host.ts";
import { goalNames, updateGoals } from "./goals.ts";
import { JobSlots } from "./job-slots.ts";
import { MakeError } from "./make-error.ts";
import { makeflagsWords } from "./makeflags.ts";
import { remakeMakefiles } from "./makefiles.ts";
import { type Options } from "./options.ts";
import { expandAllLate } from "./prerequisites.ts";
import { RecipeRun } from "./recipe-run.ts";
import { SearchPath } from "./search-path.ts";
import {
  defineStartVariables,
  forgetBuiltins,
  setOnCommandLine,
  settleMakeflags,
  type StartWords,
} from "./start-variables.ts";
import { readMakefiles } from "./include.ts";
import { noteFor } from "./teach.ts";

/** One run of make from the first makefile to the last goal, with the restarts that remade makefiles cause. */
export class Run {
  readonly #state: BuildState;
  readonly #host: MakeHost;
  readonly #options: Options;
  readonly #words: StartWords;
  readonly #events: EventSink | undefined;
  readonly #explanation: Explanation | undefined;
  #auth: readonly [number, number] = [3, 4];
  #joined: Jobserver | undefined;
  #restarts = 0;
  #directory: "not told" | "to be named" | "named" = "not told";

  constructor(host: MakeHost, options: Options, cwd: string, words: StartWords, events: EventSink | undefined) {
    this.#host = host;
    this.#options = options;
    this.#words = words;
    const explanation = options.explain ? new Explanation() : undefined;
    this.#explanation = explanation;
    this.#events =
      explanation === undefined
        ? events
        : (event) => {
            explanation.add(event);
            events?.(event);
          };
    this.#state = this.#newState(cwd);
  }

  #newState(cwd: string): BuildState {
    const state = new BuildState(this.#host, this.#options, cwd, builtinFunctions, new SearchPath(), this.#events);
    state.opening = () => this.#open(state);
    return state;
  }

  #sayVersion(state: BuildState): void {
    if (state.debug.basic) state.say(`GNU Make ${MAKE_VERSION} (compatible; MLOps Companion)\nBuilt for ${MAKE_HOST}`);
  }

  #settleDirectory(): void {
    const { outputSync, printDirectory } = this.#options;
    const collects = outputSync === "line" || outputSync === "target";
    if (this.#directory !== "not told" || !printDirectory || (collects && this.#isParallel())) return;
    this.#directory = "to be named";
  }

  /** Names the directory before the first output; a make that is silent to the end names none. */
  #open({ programName, disk }: BuildState): void {
    if (this.#directory !== "to be named") return;
    this.#directory = "named";
    this.#host.write(1, `${programName}: Entering directory '${disk.cwd}'\n`);
  }

  async status(): Promise<number> {
    let state = this.#state;
    const options = this.#options;
    if (!options.silent && (state.level > 0 || options.directories.length > 0)) options.printDirectory = true;
    if (options.noPrintDirectory) options.printDirectory = false;
    this.#settleDirectory();
    this.#sayVersion(state);
    let status: number;
    try {
      this.#joinJobserver(state);
      for (;;) {
        const result = await this.#once(state);
        if (result !== "restart") {
          status = result;
          break;
        }
        this.#restarts += 1;
        if (state.debug.basic) {
          const { command } = this.#host;
          state.say(`Re-executing[${this.#restarts}]: ${[command, ...this.#words.arguments].join(" ")}`);
        }
        options.alwaysMake = false;
        state = this.#newState(state.disk.cwd);
        this.#sayVersion(state);
      }
    } catch (error) {
      status = this.#fail(state, error);
    }
    if (options.printDatabase) printDatabase(state);
    if (state.clockSkew) state.warn("warning:  Clock skew detected.  Your build may be incomplete.");
    if (this.#directory === "named") state.say(`${state.programName}: Leaving directory '${state.disk.cwd}'`);
    this.#events?.({ type: "ended", status, at: this.#host.now() });
    if (this.#explanation !== undefined) for (const line of this.#explanation.lines()) state.say(line);
    return status;
  }

  #isParallel(): boolean {
    return (this.#options.jobs ?? this.#words.jobsAbove ?? 1) > 1;
  }

  #fail(state: BuildState, error: unknown): number {
    if (error instanceof MakeError) {
      state.warn(`*** ${error.message}.  Stop.`, error.location);
      const note = noteFor(error, state);
      if (note !== undefined) this.#events?.({ type: "note", ...note });
      return 2;
    }
    if (error instanceof RangeError) {
      state.warn("*** expansion goes too deep: does a function call itself without end?.  Stop.");
      return 2;
    }
    throw error;
  }

  async #once(state: BuildState): Promise<number | "restart"> {
    const options = this.#options;
    await defineStartVariables(state, this.#words, this.#restarts);
    if (state.debug.basic) state.say("Reading makefiles...");
    await readMakefiles(state);
    const had = { rules: options.noBuiltinRules, variables: options.noBuiltinVariables };
    const { evals } = options;
    options.evals = [];
    const words = ["GNUMAKEFLAGS", "MAKEFLAGS"].flatMap((name) => makeflagsWords(state.globalText(name)));
    for (const word of parseMakeflags(words, options)) await setOnCommandLine(state, word);
    state.globals.define("GNUMAKEFLAGS", "", "override", "simple");
    options.evals = evals;
    state.debug.settle();
    this.#settleDirectory();
    if (options.noBuiltinVariables && !had.variables) forgetBuiltins(state);
    await expandAllLate(state);
    const special = finishReading(state, had.rules !== options.noBuiltinRules);
    const slots = this.#prepareJobs(state, special);
    state.building = true;
    settleMakeflags(state, this.#auth);
    for (const name of options.oldFiles) {
      const target = state.target(name);
      target.pretended = VERY_OLD;
      target.state = "done";
      target.status = "success";
    }
    for (const name of options.newFiles) state.target(name).pretended = VERY_NEW;
    const recipes = new RecipeRun(state, special, slots);
    const builder = new Builder(state, special, recipes, slots, slots.parallel);
    const stopListening = this.#host.onSignal?.((signal) => void this.#interrupted(recipes, builder, signal));
    try {
      const remade = await remakeMakefiles(state, builder);
      if (remade === "restart" || remade === "stop") return remade === "stop" ? 2 : remade;
      const status = await updateGoals(state, builder, await goalNames(state, this.#words.goals));
      return remade === "failed" ? 2 : status;
    } catch (error) {
      const status = this.#fail(state, error);
      await builder.abandon();
      return status;
    } finally {
      stopListening?.();
      builder.files.removeIntermediates(this.#words.goals);
      slots.close();
    }
  }

  /** The jobserver of the make above is joined, or left when this make was told a number of its own. */
  #joinJobserver(state: BuildState): void {
    const options = this.#options;
    const auth = options.jobserverAuth;
    options.jobserverAuth = undefined;
    if (auth === undefined) {
      options.jobs ??= this.#words.jobsAbove;
      return;
    }
    if (options.jobs !== undefined) {
      const given = options.jobs === Infinity ? 0 : options.jobs;
      state.warn(`warning: -j${given} forced in submake: resetting jobserver mode.`);
      this.#auth = [5, 6];
      return;
    }
    const numbers = /^(\d+),(\d+)$/.exec(auth);
    if (numbers === null) throw new MakeError(`internal error: invalid --jobserver-auth string '${auth}'`);
    const descriptors = [Number(numbers[1]), Number(numbers[2])] as const;
    this.#joined = this.#host.joinJobserver?.(descriptors);
    if (this.#joined === undefined) {
      state.warn("warning: jobserver unavailable: using -j1.  Add '+' to parent make rule.");
      options.jobs = 1;
    } else {
      this.#auth = descriptors;
      options.jobs = this.#words.jobsAbove;
    }
  }

  #prepareJobs(state: BuildState, special: SpecialTargets): JobSlots & { readonly parallel: boolean } {
    const { loadLimit, outputSync } = this.#options;
    const jobs = this.#options.jobs ?? 1;
    const overloaded = (): boolean => loadLimit !== undefined && (this.#host.loadAverage?.() ?? 0) >= loadLimit;
    state.makeJobserver = (tokens) => this.#host.createJobserver?.(tokens, this.#auth);
    if (jobs > 1 || this.#joined !== undefined) state.outputSync = outputSync ?? "none";
    const each = state.outputSync === "line" || state.outputSync === "target";
    state.announcesEachOutput = each && this.#options.printDirectory;
    const slots = new JobSlots(jobs, this.#joined, overloaded);
    return Object.assign(slots, { parallel: !special.notParallel && (jobs > 1 || this.#joined !== undefined) });
  }

  /**
   * A signal came: half-made targets go, the recipes that run are waited for (the terminal has told them already; only
   * SIGTERM is passed on), nothing new starts, and make ends by the same signal. Manual: "Interrupts".
   */
  async #interrupted(recipes: RecipeRun, builder: Builder, signal: number): Promise<void> {
    if (recipes.interrupted) return;
    recipes.interrupted = true;
    builder.stopping = true;
    const running = [...recipes.running];
    for (const { command, target } of running) {
      if (signal === signalNumber("SIGTERM")) command.kill(signal);
      builder.files.deleteHalfMade(target);
    }
    await this.#host.flush();
    await Promise.all(running.map(({ reported }) => reported));
    builder.files.removeIntermediates(this.#words.goals);
    await this.#host.flush();
    this.#host.die?.(signal);
  }
}
