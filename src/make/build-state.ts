import { Debug } from "./debug.ts";
import { Disk } from "./disk.ts";
import type { EventSink } from "./events.ts";
import { Expander, type BuiltinFunction, readingLocation, type Surroundings } from "./expander.ts";
import type { Jobserver, MakeHost } from "./host.ts";
import type { MakefileUse } from "./makefile-use.ts";
import type { Location } from "./location.ts";
import type { Options } from "./options.ts";
import type { PatternRule } from "./pattern-rule.ts";
import { Target, type Recipe } from "./target.ts";
import { Scope } from "./variable.ts";
import type { PatternVariable } from "./pattern-variables.ts";
import type { SearchPath } from "./search-path.ts";

/** All that one run of make knows: filled by the reader, used by the builder. */
export class BuildState {
  readonly host: MakeHost;
  readonly options: Options;
  readonly disk: Disk;
  readonly globals = new Scope();
  readonly expander: Expander;
  readonly targets = new Map<string, Target>();
  /** The keys of `targets`, as they came. */
  readonly names: string[] = [];
  patternRules: PatternRule[] = [];
  readonly patternVariables: PatternVariable[] = [];
  readonly searchPath: SearchPath;
  readonly events: EventSink;
  /** Somebody listens to the events. */
  readonly watched: boolean;
  /** "make" or "make[1]": what messages begin with. */
  readonly programName: string;
  readonly level: number;
  readonly debug: Debug;
  posix = false;
  oneShell = false;
  secondExpansion = false;
  exportAll = false;
  /** Every makefile read or wanted, in order. */
  readonly makefiles: MakefileUse[] = [];
  /** The recipe of `.DEFAULT`. */
  defaultRecipe: Recipe | undefined;
  recipePrefix = "\t";
  /** How many makefiles are being read, each inside another. */
  includeDepth = 0;
  /** `-O`, as far as it is in force: only where recipes run in parallel. */
  outputSync: "none" | "line" | "target" | "recurse" = "none";
  /** The lines that name the directory stand around each target's output, not around all of it. */
  announcesEachOutput = false;
  /** Makes a jobserver when the first make below is started. */
  makeJobserver: (tokens: number) => Jobserver | undefined = () => undefined;
  /** Why an included makefile could not be read: said before the failure that comes of it. */
  pendingError: (() => void) | undefined;
  /** Lines that set a variable to a text with a blank at its end, kept where somebody listens to notes. */
  readonly blankEnds = new Set<Location>();
  /** Some file's time was later than now. */
  clockSkew = false;
  /** Reading is over: `eval` may not add prerequisites now. */
  building = false;

  constructor(
    host: MakeHost,
    options: Options,
    cwd: string,
    functions: (state: BuildState) => readonly BuiltinFunction[],
    searchPath: SearchPath,
    events: EventSink | undefined,
  ) {
    this.host = host;
    this.options = options;
    this.disk = new Disk(host.files, cwd);
    this.level = Number.parseInt(host.env.MAKELEVEL ?? "0", 10) || 0;
    const base = host.command.slice(host.command.lastIndexOf("/") + 1);
    this.programName = this.level > 0 ? `${base}[${this.level}]` : base;
    this.searchPath = searchPath;
    this.events = events ?? ((): void => undefined);
    this.watched = events !== undefined;
    this.debug = new Debug(options, (line) => this.say(line));
    this.expander = new Expander(functions(this), (name, around) => this.#undefinedVariable(name, around));
  }

  #undefinedVariable(name: string, around: Surroundings): void {
    if (!this.options.warnUndefined) return;
    this.warn(`warning: undefined variable '${name}'`, readingLocation(around));
  }

  /** Called before anything is written or started: only then `-w` names the directory. */
  opening: () => void = () => undefined;

  /** A line on standard output. */
  say(text: string): void {
    this.opening();
    this.host.write(1, `${text}\n`);
  }

  /** A line on standard error behind the makefile's line or the program's name. */
  warn(message: string, location?: Location): void {
    this.opening();
    const where =
      location === undefined || location.file === "" ? this.programName : `${location.file}:${location.line}`;
    this.host.write(2, `${where}: ${message}\n`);
  }

  /** Tells the page how a target ended. */
  explained(target: Target, outcome: "made" | "up-to-date" | "failed", reason: string): void {
    if (!this.watched) return;
    this.events({ type: "finished", target: target.name, outcome, reason, at: this.host.now() });
  }

  sayPending(): void {
    this.pendingError?.();
    this.pendingError = undefined;
  }

  /** The file of a name that a makefile mentions. */
  target(name: string): Target {
    const target = this.node(name);
    target.mentioned = true;
    return target;
  }

  /** The file of a name, made known if it was not. */
  node(name: string): Target {
    const known = this.targets.get(name);
    if (known !== undefined) return known;
    const target = new Target(name);
    this.targets.set(name, target);
    this.names.push(name);
    return target;
  }

  /** The current value of a global variable as text; the empty text when it must be waited for. */
  globalText(name: string): string {
    if (this.globals.lookup(name) === undefined) return "";
    const value = this.expander.valueOf(name, { scope: this.globals, location: undefined });
    return typeof value === "string" ? value : "";
  }
}
