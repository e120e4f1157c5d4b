import { defineAutomaticVariables } from "./automatic-variables.ts";
import type { BuildState } from "./build-state.ts";
import { commandVector } from "./command-words.ts";
import { childEnvironment } from "./environment.ts";
import type { SpecialTargets } from "./finish-reading.ts";
import type { CommandEnd, RunningCommand } from "./host.ts";
import { mentionsMake, splitExpanded, takePrefixes, unexpandedLines, type RecipeLine } from "./recipe-lines.ts";
import { signalText } from "./signal-text.ts";
import { splitWords } from "./text.ts";
import { Scope } from "./variable.ts";
import type { Recipe, Target, UpdateStatus } from "./target.ts";

export interface RecipeOutcome {
  readonly status: UpdateStatus;
  /** Some command was really started. */
  readonly ran: boolean;
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
  readonly #makeflags: () => string;
  readonly running = new Set<RunningRecipe>();
  /** make was interrupted: what runs is reported when it ends, and nothing new starts. */
  interrupted = false;

  constructor(state: BuildState, special: SpecialTargets, makeflags: () => string) {
    this.#state = state;
    this.#special = special;
    this.#makeflags = makeflags;
  }

  async run(target: Target, recipe: Recipe, outer: Scope, reason: string): Promise<RecipeOutcome> {
    const state = this.#state;
    const { options } = state;
    const scope = new Scope(outer);
    scope.transparent = outer !== state.globals;
    defineAutomaticVariables(scope, target, target.stem ?? suffixStem(state, target));
    const lines = await this.#expand(recipe, scope);
    const silentTarget = this.#special.silentAll || this.#special.silent.has(target);
    const ignoreTarget = this.#special.ignoreAll || this.#special.ignore.has(target);
    const runnable = lines.filter((line) => line.text !== "");
    if (runnable.length === 0) return { status: "success", ran: false };
    if (options.question && !runnable.some((line) => line.always)) return { status: "question", ran: false };
    let ran = false;
    if (options.trace) {
      const where = recipe.location ? `${recipe.location.file}:${recipe.location.line}` : "<builtin>";
      const newer = scope.variables.get("?")?.value ?? "";
      state.say(`${where}: ${newer === "" ? reason : `update target '${target.name}' due to: ${newer}`}`);
    }
    const shell = await state.expander.valueOf("SHELL", { scope, location: undefined });
    const flags = splitWords(await state.expander.valueOf(".SHELLFLAGS", { scope, location: undefined }));
    let env: Record<string, string> | undefined;
    for (const line of runnable) {
      if (options.touch && !line.always) continue;
      if (options.question && !line.always) return { status: "question", ran };
      const dry = options.justPrint && !line.always;
      if (options.justPrint || options.trace || !(line.silent || silentTarget)) state.say(line.text);
      ran = true;
      if (dry) continue;
      const first = line.text.trim();
      if (first === ":" || first === "#") continue;
      env ??= await childEnvironment(state, this.#makeflags(), scope);
      await state.host.flush();
      const command = state.host.runner.start({
        argv: commandVector(line.text, shell, flags),
        env,
        cwd: state.disk.cwd,
        stdin: this.running.size === 0 ? "inherit" : "none",
        output: "inherit",
        recursive: line.always,
      });
      let tell = (): void => undefined;
      const reported = new Promise<void>((resolve) => (tell = resolve));
      const entry = { command, target, reported };
      this.running.add(entry);
      const end = await command.end;
      this.running.delete(entry);
      const good = end.kind === "exited" && end.status === 0;
      if (this.interrupted) {
        if (!good) this.#report(target, recipe, line, end, line.ignoreErrors || ignoreTarget);
        tell();
        return NEVER;
      }
      if (good) continue;
      if (end.kind === "failed") state.warn(`${commandVector(line.text, shell, flags)[0] ?? ""}: ${end.reason}`);
      const ignored = line.ignoreErrors || ignoreTarget;
      this.#report(target, recipe, line, end, ignored);
      if (!ignored) return { status: "failed", ran };
    }
    return { status: "success", ran };
  }

  async #expand(recipe: Recipe, scope: Scope): Promise<RecipeLine[]> {
    const state = this.#state;
    const raw = unexpandedLines(recipe);
    const result: RecipeLine[] = [];
    if (state.oneShell && raw.length > 0) {
      const prefixes = { silent: false, ignoreErrors: false, always: raw.some(mentionsMake) };
      const first = takePrefixes(raw[0] ?? "", prefixes);
      const location = recipe.location;
      const script = [first, ...raw.slice(1).map((line) => takePrefixes(line, { ...prefixes }))].join("\n");
      return [{ ...prefixes, text: await state.expander.expand(script, { scope, location }), index: 0 }];
    }
    for (let index = 0; index < raw.length; index += 1) {
      const line = raw[index] ?? "";
      const location = recipe.location ? { file: recipe.location.file, line: recipe.location.line + index } : undefined;
      const outer = { silent: false, ignoreErrors: false, always: mentionsMake(line) };
      takePrefixes(line, outer);
      const expanded = await state.expander.expand(line, { scope, location });
      for (const one of splitExpanded(expanded)) {
        const prefixes = { ...outer };
        const text = takePrefixes(one, prefixes);
        result.push({ ...prefixes, text: text.trim() === "" ? "" : text, index });
      }
    }
    return result;
  }

  #report(target: Target, recipe: Recipe, line: RecipeLine, end: CommandEnd, ignored: boolean): void {
    const where = recipe.location ? `${recipe.location.file}:${recipe.location.line + line.index}` : "<builtin>";
    const what =
      end.kind === "signaled"
        ? `${signalText(end.signal)}${end.core ? " (core dumped)" : ""}`
        : `Error ${end.kind === "exited" ? end.status : 127}`;
    const text = `[${where}: ${target.name}] ${what}`;
    this.#state.warn(ignored ? `${text} (ignored)` : `*** ${text}`);
  }
}

/** `$*` of an explicit rule: the name without a known suffix. Manual: "Automatic Variables". */
function suffixStem(state: BuildState, target: Target): string {
  for (const one of state.targets.get(".SUFFIXES")?.declared ?? []) {
    if (!("target" in one)) continue;
    const suffix = one.target.name;
    if (target.name.length > suffix.length && target.name.endsWith(suffix)) {
      return target.name.slice(0, target.name.length - suffix.length);
    }
  }
  return "";
}
