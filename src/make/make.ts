import { parseDefinition } from "./assignment.ts";
import { BuildState } from "./build-state.ts";
import { Builder } from "./builder.ts";
import { defineBuiltinVariables, defineSuffixRules, MAKE_HOST, MAKE_VERSION } from "./builtins.ts";
import { makeflagsWords, parseCommandLine, renderFlags } from "./command-line.ts";
import { VERY_NEW, VERY_OLD } from "./disk.ts";
import type { EventSink } from "./events.ts";
import { finishReading } from "./finish-reading.ts";
import { builtinFunctions } from "./functions/commands.ts";
import type { MakeHost } from "./host.ts";
import { readMakefile } from "./include.ts";
import { MakeError } from "./make-error.ts";
import { parseNames } from "./names.ts";
import { defaultOptions, type Options } from "./options.ts";
import { Reader } from "./reader.ts";
import { RecipeRun } from "./recipe-run.ts";
import { SearchPath } from "./search-path.ts";
import { setVariable } from "./set-variable.ts";
import { noteFor } from "./teach.ts";
import { splitWords } from "./text.ts";
import { USAGE } from "./usage.ts";
import { signalNumber } from "#base";
import { normalizePath } from "#files";

const VERSION = `GNU Make ${MAKE_VERSION} (compatible; MLOps Companion)
Built for ${MAKE_HOST}
`;

/** Runs make with the arguments behind its name; answers the exit status: 0, 1 (for `-q`) or 2. */
export async function make(
  args: readonly string[],
  host: MakeHost,
  events: EventSink = () => undefined,
): Promise<number> {
  const base = host.command.slice(host.command.lastIndexOf("/") + 1);
  const level = Number.parseInt(host.env.MAKELEVEL ?? "0", 10) || 0;
  const program = level > 0 ? `${base}[${level}]` : base;
  const options = defaultOptions();
  const fromEnvironment = parseCommandLine(
    [...makeflagsWords(host.env.GNUMAKEFLAGS ?? ""), ...makeflagsWords(host.env.MAKEFLAGS ?? "")],
    options,
  );
  let line;
  try {
    line = parseCommandLine(args, options);
  } catch (error) {
    if (!(error instanceof MakeError)) throw error;
    host.write(2, `${program}: *** ${error.message}.  Stop.\n`);
    await host.flush();
    return 2;
  }
  if (line.problem !== undefined || options.help) {
    const stream = options.help && line.problem === undefined ? 1 : 2;
    if (line.problem !== undefined) host.write(2, `${base}: ${line.problem}\n`);
    host.write(
      stream,
      `${USAGE.join("\n")}\n\nThis program built for ${MAKE_HOST}\nReport bugs to <bug-make@gnu.org>\n`,
    );
    await host.flush();
    return stream === 1 ? 0 : 2;
  }
  if (options.version) {
    host.write(1, VERSION);
    await host.flush();
    return 0;
  }
  let { cwd } = host;
  for (const directory of options.directories) {
    const next = normalizePath(directory.startsWith("/") ? directory : `${cwd}/${directory}`);
    let reason: string | undefined = "No such file or directory";
    try {
      const kind = host.files.tryStat(next)?.kind;
      reason = kind === "directory" ? undefined : kind === undefined ? reason : "Not a directory";
    } catch {
      reason = "Permission denied";
    }
    if (reason !== undefined) {
      host.write(2, `${program}: *** ${directory}: ${reason}.  Stop.\n`);
      await host.flush();
      return 2;
    }
    cwd = next;
  }
  const run = new Run(host, options, cwd, line.goals, [...fromEnvironment.assignments, ...line.assignments], events);
  const status = await run.status();
  await host.flush();
  return status;
}

class Run {
  readonly #state: BuildState;
  readonly #host: MakeHost;
  readonly #options: Options;
  readonly #goals: readonly string[];
  readonly #assignments: readonly string[];
  readonly #events: EventSink;
  #restarts = 0;

  constructor(
    host: MakeHost,
    options: Options,
    cwd: string,
    goals: readonly string[],
    assignments: readonly string[],
    events: EventSink,
  ) {
    this.#host = host;
    this.#options = options;
    this.#goals = goals;
    this.#assignments = [...new Set(assignments)];
    this.#events = events;
    this.#state = this.#newState(cwd);
  }

  #newState(cwd: string): BuildState {
    return new BuildState(this.#host, this.#options, cwd, builtinFunctions, new SearchPath(), this.#events);
  }

  async status(): Promise<number> {
    const state = this.#state;
    const announce =
      this.#options.printDirectory ??
      (!this.#options.silent && (state.level > 0 || this.#options.directories.length > 0));
    if (announce) state.say(`${state.programName}: Entering directory '${state.disk.cwd}'`);
    let status: number;
    try {
      let current = state;
      for (;;) {
        const result = await this.#once(current);
        if (result !== "restart") {
          status = result;
          break;
        }
        this.#restarts += 1;
        current = this.#newState(state.disk.cwd);
      }
    } catch (error) {
      status = this.#fail(error);
    }
    if (announce) state.say(`${state.programName}: Leaving directory '${state.disk.cwd}'`);
    return status;
  }

  #fail(error: unknown): number {
    const state = this.#state;
    if (error instanceof MakeError) {
      state.warn(`*** ${error.message}.  Stop.`, error.location);
      const note = noteFor(error, state);
      if (note !== undefined) this.#events({ type: "note", ...note });
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
    await this.#defineVariables(state);
    await this.#readMakefiles(state);
    parseCommandLine(makeflagsWords(state.globals.variables.get("MAKEFLAGS")?.value ?? ""), options);
    const special = finishReading(state);
    for (const name of options.oldFiles) {
      const target = state.node(name);
      target.pretended = VERY_OLD;
      target.state = "done";
      target.status = "success";
    }
    for (const name of options.newFiles) state.node(name).pretended = VERY_NEW;
    const recipes = new RecipeRun(state, special, () => this.#makeflags(state));
    const builder = new Builder(state, special, recipes);
    const stopListening = this.#host.onSignal?.((signal) => void this.#interrupted(state, recipes, signal));
    try {
      const remade = await this.#remakeMakefiles(state, builder);
      if (remade !== undefined) return remade;
      return await this.#build(state, builder);
    } finally {
      stopListening?.();
      builder.removeIntermediates();
    }
  }

  /**
   * A signal came: half-made targets go, the recipes that run are waited for (the terminal has told them already; only
   * SIGTERM is passed on), nothing new starts, and make ends by the same signal. Manual: "Interrupts".
   */
  async #interrupted(state: BuildState, recipes: RecipeRun, signal: number): Promise<void> {
    if (recipes.interrupted) return;
    recipes.interrupted = true;
    const running = [...recipes.running];
    for (const { command, target } of running) {
      if (signal === signalNumber("SIGTERM")) command.kill(signal);
      if (target.phony || target.precious) continue;
      const now = state.disk.mtime(target.name);
      if (now < 0 || now === (target.mtime ?? -1) || state.disk.isDirectory(target.name)) continue;
      state.warn(`*** Deleting file '${target.name}'`);
      state.disk.files.unlink(state.disk.path(target.name));
    }
    await this.#host.flush();
    await Promise.all(running.map(({ reported }) => reported));
    await this.#host.flush();
    this.#host.die?.(signal);
  }

  #makeflags(state: BuildState): string {
    return state.globals.variables.get("MAKEFLAGS")?.value ?? "";
  }

  async #defineVariables(state: BuildState): Promise<void> {
    const { globals } = state;
    const options = this.#options;
    defineBuiltinVariables(state);
    for (const [name, value] of Object.entries(this.#host.env)) {
      if (name === "SHELL" || name === "MAKEFLAGS" || name === "MAKELEVEL") continue;
      globals.define(name, value, options.environmentOverrides ? "environment override" : "environment", "recursive");
    }
    globals.define("CURDIR", state.disk.cwd, "file", "simple");
    globals.define("MAKELEVEL", String(state.level), "environment", "simple");
    globals.define("MAKECMDGOALS", this.#goals.join(" "), "default", "simple");
    if (this.#goals.length === 0) globals.variables.delete("MAKECMDGOALS");
    if (this.#restarts > 0) globals.define("MAKE_RESTARTS", String(this.#restarts), "environment", "simple");
    globals.define(".DEFAULT_GOAL", "", "file", "simple");
    const overrides: string[] = [];
    for (const word of this.#assignments) {
      const definition = parseDefinition(word);
      if (definition === undefined) continue;
      const around = { scope: globals, location: undefined };
      const name = await state.expander.expand(definition.name, around);
      await setVariable(state, {
        ...definition,
        name,
        origin: "command line",
        location: undefined,
        scope: globals,
        around,
      });
      overrides.unshift(word.replace(/[\\\s]/g, "\\$&").replaceAll("$", "$$$$"));
    }
    const flags = renderFlags(options);
    const all = overrides.length === 0 ? flags : `${flags} -- ${overrides.join(" ")}`;
    globals.define("MAKEFLAGS", all, "file", "recursive");
    const dashed = flags === "" || flags.startsWith(" ") || flags.startsWith("-") ? flags.trimStart() : `-${flags}`;
    globals.define("MFLAGS", dashed, "environment", "recursive");
    if (!options.noBuiltinRules) defineSuffixRules(state);
  }

  async #readMakefiles(state: BuildState): Promise<void> {
    for (const text of this.#options.evals) await new Reader(state, text, "command line", { fixedLine: 0 }).read();
    for (const name of splitWords(state.globalText("MAKEFILES"))) {
      await readMakefile(state, name, false, undefined, false);
    }
    if (this.#options.makefiles.length === 0) {
      const found = ["GNUmakefile", "makefile", "Makefile"].find((name) => state.disk.mtime(name) >= 0);
      if (found !== undefined) await readMakefile(state, found, true, undefined, true);
    }
    for (const name of this.#options.makefiles) {
      if (name === "-") {
        const text = await this.#host.readStandardInput();
        await new Reader(state, text, "-").read();
      } else await readMakefile(state, name, true, undefined, true);
    }
  }

  /** Manual: "How Makefiles Are Remade". */
  async #remakeMakefiles(state: BuildState, builder: Builder): Promise<number | "restart" | undefined> {
    builder.remakingMakefiles = true;
    let changed = false;
    let missing: (typeof state.makefiles)[number] | undefined;
    const options = this.#options;
    const saved = { justPrint: options.justPrint, question: options.question, touch: options.touch };
    Object.assign(options, { justPrint: false, question: false, touch: false });
    for (const use of [...state.makefiles].reverse()) {
      const target = state.node(use.name);
      if (target.phony || (target.doubleColon?.some((one) => one.declared.length === 0) ?? false)) continue;
      const before = state.disk.mtime(use.name);
      const status = await builder.update(target, 0);
      const now = state.disk.mtime(use.name);
      if (target.ran && now >= 0 && now !== before) changed = true;
      if (use.reason !== undefined && use.required && now < 0 && (status === "failed" || !target.ran)) missing = use;
      if (status === "failed" && target.recipe !== undefined && use.required) missing ??= use;
    }
    Object.assign(options, saved);
    builder.remakingMakefiles = false;
    for (const use of state.makefiles) {
      if (use.reason !== undefined && use.required && (missing !== undefined || !changed)) {
        state.warn(`${use.name}: ${use.reason}`, use.location);
      }
    }
    if (missing !== undefined) {
      const target = state.node(missing.name);
      if (target.recipe !== undefined) {
        state.warn(`*** Failed to remake makefile '${missing.name}'.`, missing.location);
        return 2;
      }
      throw new MakeError(`No rule to make target '${missing.name}'`, undefined, {
        kind: "no-rule",
        target: missing.name,
      });
    }
    return changed ? "restart" : undefined;
  }

  async #build(state: BuildState, builder: Builder): Promise<number> {
    const options = this.#options;
    let goals = [...this.#goals];
    if (goals.length === 0) {
      const text = await state.expander.valueOf(".DEFAULT_GOAL", { scope: state.globals, location: undefined });
      goals = parseNames(text, state);
      if (goals.length > 1) throw new MakeError(".DEFAULT_GOAL contains more than one target", undefined);
      if (goals.length === 0) {
        const read = state.makefiles.length > 0 || options.makefiles.includes("-");
        throw new MakeError(read ? "No targets" : "No targets specified and no makefile found", undefined, {
          kind: "no-targets",
        });
      }
    }
    let failed = false;
    let question = false;
    for (const name of goals) {
      const target = state.node(name);
      target.goal = true;
      const started = builder.started;
      const status = await builder.update(target, 0);
      if (status === "failed") failed = true;
      else if (status === "question") question = true;
      else if (builder.started === started && !options.silent && !options.question) {
        const nothing = target.phony || (target.recipe === undefined && target.doubleColon === undefined);
        state.say(
          nothing
            ? `${state.programName}: Nothing to be done for '${name}'.`
            : `${state.programName}: '${name}' is up to date.`,
        );
      }
      if (failed && !options.keepGoing) break;
      if (question) break;
    }
    return failed ? 2 : question ? 1 : 0;
  }
}
