import { archiveMember, defineAutomaticVariables } from "./automatic-variables.ts";
import type { BuildState } from "./build-state.ts";
import { commandVector } from "./command-words.ts";
import { childEnvironment } from "./environment.ts";
import { touchTarget } from "./file-changes.ts";
import type { SpecialTargets } from "./finish-reading.ts";
import type { CommandEnd, RunningCommand } from "./host.ts";
import type { JobSlots } from "./job-slots.ts";
import { andThen, mapInOrder, type Maybe } from "./maybe.ts";
import { mentionsMake, splitExpanded, takePrefixes, unexpandedLines, type RecipeLine } from "./recipe-lines.ts";
import { RecipeOutput } from "./recipe-output.ts";
import { signalText } from "./signal-text.ts";
import { splitWords } from "./text.ts";
import { Scope } from "./variable.ts";
import type { Recipe, Target, UpdateStatus } from "./target.ts";

export interface RecipeOutcome {
  readonly status: UpdateStatus;
  /** Some command was really started, or said to be. */
  readonly ran: boolean;
  /** No line ran: `-t` alone brought the file up to date. */
  readonly touched?: boolean;
}

/** A command of a recipe that was started and has not ended. */
interface RunningRecipe {
  readonly command: RunningCommand;
  readonly target: Target;
  /** Resolves when its end was told to the reader. */
  readonly reported: Promise<void>;
}

const NEVER = new Promise<never>(() => undefined);

/** Runs the recipe of one target, line by line. Manual: "Recipe Execution". */
export class RecipeRun {
  readonly #state: BuildState;
  readonly #special: SpecialTargets;
  readonly #slots: JobSlots;
  readonly running = new Set<RunningRecipe>();
  /** make was interrupted: what runs is reported when it ends, and nothing new starts. */
  interrupted = false;

  constructor(state: BuildState, special: SpecialTargets, slots: JobSlots) {
    this.#state = state;
    this.#special = special;
    this.#slots = slots;
  }

  run(target: Target, recipe: Recipe, outer: Scope): Maybe<RecipeOutcome> {
    const state = this.#state;
    const { options } = state;
    const scope = new Scope(outer);
    scope.transparent = outer !== state.globals;
    defineAutomaticVariables(scope, target, target.stem ?? suffixStem(state, target));
    if (options.touch && !recipe.lines.some(isRecursive)) return this.#touchOnly(target);
    return andThen(this.#expand(recipe, scope), (lines) => {
      const runnable = lines.filter((line) => line.text !== "");
      if (runnable.length === 0) {
        if (options.trace && recipe.lines.some(hasCommand)) state.say(traceLine(target, recipe, scope));
        return { status: "success", ran: false };
      }
      const said = options.trace || runnable.some((line) => line.always);
      if (options.question && !said) return { status: "question", ran: false };
      return this.#runExpanded(target, recipe, scope, runnable);
    });
  }

  async #runExpanded(
    target: Target,
    recipe: Recipe,
    scope: Scope,
    runnable: readonly RecipeLine[],
  ): Promise<RecipeOutcome> {
    const state = this.#state;
    const { options } = state;
    const output = new RecipeOutput(state, state.outputSync !== "none" && !options.justPrint);
    try {
      if (options.trace) output.say(traceLine(target, recipe, scope), false);
      const outcome = await this.#runLines(target, recipe, scope, runnable, output);
      const dumped = output.dump();
      if (dumped instanceof Promise) await dumped;
      return outcome;
    } finally {
      output.close();
    }
  }

  /** `-t` and no line that calls make. */
  #touchOnly(target: Target): RecipeOutcome {
    if (target.phony) return { status: "success", ran: false };
    return { status: touchTarget(this.#state, target.name, this.#special.silentAll), ran: true, touched: true };
  }

  async #runLines(
    target: Target,
    recipe: Recipe,
    scope: Scope,
    runnable: readonly RecipeLine[],
    output: RecipeOutput,
  ): Promise<RecipeOutcome> {
    const state = this.#state;
    const { options } = state;
    const silentTarget = this.#special.silentAll || this.#special.silent.has(target);
    const ignoreTarget = this.#special.ignoreAll || this.#special.ignore.has(target);
    const around = { scope, location: undefined };
    const shellText = state.expander.valueOf("SHELL", around);
    const shell = shellText instanceof Promise ? await shellText : shellText;
    const flagsText = state.expander.valueOf(".SHELLFLAGS", around);
    const flags = splitWords(flagsText instanceof Promise ? await flagsText : flagsText);
    let env: Record<string, string> | undefined;
    let ran = false;
    for (const line of runnable) {
      if (options.touch && !line.always) continue;
      if (options.question && !line.always) return { status: "question", ran };
      // A make below writes for itself, unless all of it is to be kept together.
      const direct = output.collector === undefined || (line.always && state.outputSync !== "recurse");
      if (direct && output.collector !== undefined) await output.dump();
      if (options.justPrint || options.trace || !(line.silent || silentTarget)) output.say(line.text, direct);
      ran = true;
      if (options.justPrint && !line.always) continue;
      const first = line.text.trim();
      if (first === ":" || first === "#") continue;
      if (env === undefined) {
        const made = childEnvironment(state, true, scope);
        env = made instanceof Promise ? await made : made;
      }
      state.opening();
      const flushed = state.host.flush();
      if (flushed instanceof Promise) await flushed;
      const argv = commandVector(line.text, shell, flags);
      const command = state.host.runner.start({
        argv,
        env,
        cwd: state.disk.cwd,
        stdin: this.running.size === 0 ? "inherit" : "none",
        output: direct ? undefined : output.collector,
        jobserver: line.always ? this.#slots.share(state.makeJobserver) : undefined,
      });
      let tell = (): void => undefined;
      const reported = new Promise<void>((resolve) => (tell = resolve));
      const entry = { command, target, reported };
      this.running.add(entry);
      const end = await command.end;
      this.running.delete(entry);
      if (end.kind === "failed") output.warn(`${argv[0] ?? ""}: ${end.reason}`, false);
      const good = end.kind === "exited" && end.status === 0;
      const ignored = line.ignoreErrors || ignoreTarget;
      // Below, too, it was only asked: that something is out of date is no error.
      if (options.question && !ignored && end.kind === "exited" && end.status === 1) return { status: "question", ran };
      if (!good) this.#report(target, recipe, line, end, ignored, output);
      if (this.interrupted) {
        await output.dump();
        tell();
        return NEVER;
      }
      if (!good && !ignored) return { status: "failed", ran };
      if (state.outputSync === "line") await output.dump();
    }
    if (options.touch && !target.phony && runnable.some((line) => !line.always)) {
      // As make says it: once more where the last line was passed over.
      if (runnable.at(-1)?.always === false) touchTarget(state, target.name, this.#special.silentAll);
      return { status: touchTarget(state, target.name, this.#special.silentAll), ran: true };
    }
    return { status: "success", ran };
  }

  #expand(recipe: Recipe, scope: Scope): Maybe<RecipeLine[]> {
    const state = this.#state;
    const raw = unexpandedLines(recipe);
    if (state.oneShell && raw.length > 0) {
      const prefixes = { silent: false, ignoreErrors: false, always: raw.some(mentionsMake) };
      const script = [takePrefixes(raw[0] ?? "", prefixes), ...raw.slice(1)].join("\n");
      const around = { scope, location: recipe.location };
      return andThen(state.expander.expand(script, around), (expanded) =>
        andThen(state.expander.valueOf("SHELL", around), (shell) => {
          const [first = "", ...rest] = splitExpanded(takePrefixes(expanded, prefixes));
          const lines = isPosixShell(shell) ? rest.map((line) => takePrefixes(line, { ...prefixes })) : rest;
          return [{ ...prefixes, text: [first, ...lines].join("\n"), index: 0 }];
        }),
      );
    }
    const each = mapInOrder(raw, (line, index) => {
      const location = recipe.location ? { file: recipe.location.file, line: recipe.location.line + index } : undefined;
      const outer = { silent: false, ignoreErrors: false, always: mentionsMake(line) };
      takePrefixes(line, outer);
      return andThen(state.expander.expand(line, { scope, location }), (expanded) =>
        splitExpanded(expanded).map((one): RecipeLine => {
          const prefixes = { ...outer };
          const text = takePrefixes(one, prefixes);
          return { ...prefixes, text: text.trim() === "" ? "" : text, index };
        }),
      );
    });
    return andThen(each, (lines) => lines.flat());
  }

  #report(
    target: Target,
    recipe: Recipe,
    line: RecipeLine,
    end: CommandEnd,
    ignored: boolean,
    output: RecipeOutput,
  ): void {
    if (ignored ? this.#special.silentAll : target.dontCare) return;
    const what =
      end.kind === "signaled"
        ? `${signalText(end.signal)}${end.core ? " (core dumped)" : ""}`
        : `Error ${end.kind === "exited" ? end.status : 127}`;
    const text = `[${placeOf(recipe, line.index)}: ${target.name}] ${what}`;
    this.#state.sayPending();
    output.warn(ignored ? `${text} (ignored)` : `*** ${text}`, false);
  }
}

/** What `--trace` says before the recipe runs. */
function traceLine(target: Target, recipe: Recipe, scope: Scope): string {
  const newer = scope.variables.get("?")?.value ?? "";
  const { name } = target;
  const why = newer === "" ? `target '${name}' does not exist` : `update target '${name}' due to: ${newer}`;
  return `${placeOf(recipe, 0)}: ${why}`;
}

/** Whether an unexpanded line has more than prefixes. */
function hasCommand(line: string): boolean {
  return takePrefixes(line, { silent: false, ignoreErrors: false, always: false }) !== "";
}

function placeOf(recipe: Recipe, index: number): string {
  const { location } = recipe;
  return location === undefined || location.file === "" ? "<builtin>" : `${location.file}:${location.line + index}`;
}

/** With `.ONESHELL`, prefixes inside the recipe are taken off for such a shell alone. Manual: "Using One Shell". */
function isPosixShell(path: string): boolean {
  return /^(?:sh|bash|dash|ksh|rksh|zsh|ash)$/.test(path.slice(path.lastIndexOf("/") + 1));
}

/** A line that runs even with `-n`, `-q` or `-t`. */
function isRecursive(line: string): boolean {
  const prefixes = { silent: false, ignoreErrors: false, always: mentionsMake(line) };
  takePrefixes(line, prefixes);
  return prefixes.always;
}

/** `$*` of an explicit rule: the name without a known suffix. Manual: "Automatic Variables". */
function suffixStem(state: BuildState, target: Target): string {
  const name = archiveMember(target.name)?.member ?? target.name;
  for (const one of state.targets.get(".SUFFIXES")?.declared ?? []) {
    if (!("target" in one)) continue;
    const suffix = one.target.name;
    if (name.length > suffix.length && name.endsWith(suffix)) return name.slice(0, name.length - suffix.length);
  }
  return "";
}
