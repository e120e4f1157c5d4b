import type { FileSystem } from "#files";
import type { Maybe } from "./maybe.ts";

/** One command that make starts: a line of a recipe, or the argument of `$(shell)`. */
export interface RecipeCommand {
  /** The program, looked up on the PATH of `env`, and its arguments. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly cwd: string;
  /** "inherit": make's own standard input; "none": a broken one, for all but one of parallel jobs. */
  readonly stdin: "inherit" | "none";
  /** "inherit": straight to make's own output; otherwise kept for `RunningCommand.collected` (`-O`). */
  readonly output: "inherit" | "collect";
  /** The command may be a make: it is given the jobserver's descriptors. */
  readonly recursive: boolean;
}

/** How a command ended. `failed`: it could not be started, with strerror's text. */
export type CommandEnd =
  | { readonly kind: "exited"; readonly status: number }
  | { readonly kind: "signaled"; readonly signal: number; readonly core: boolean }
  | { readonly kind: "failed"; readonly reason: string };

export interface RunningCommand {
  /** Never rejects. */
  readonly end: Promise<CommandEnd>;
  kill(signal: number): void;
  /** What was written so far, when it is collected: chunks in order, 1 for stdout and 2 for stderr. */
  readonly collected: readonly CollectedOutput[];
}

export interface CollectedOutput {
  readonly stream: 1 | 2;
  readonly bytes: Uint8Array;
}

/** Runs what recipes say. In the page: the kernel's processes; in Node: the machine's. */
export interface RecipeRunner {
  start(command: RecipeCommand): RunningCommand;
  /** Runs to the end with its standard output kept: `$(shell …)`. */
  capture(command: RecipeCommand): Maybe<{ readonly end: CommandEnd; readonly output: string }>;
}

/** Permits to run one more job, shared with other makes. Manual: "POSIX Jobserver Interaction". */
export interface Jobserver {
  /** What `MAKEFLAGS` says after `--jobserver-auth=`. */
  readonly auth: string;
  /** A token, or undefined when `signal` is aborted first. */
  acquire(signal: AbortSignal): Promise<number | undefined>;
  release(token: number): void;
}

/** What make needs of the machine that it runs on. */
export interface MakeHost {
  readonly files: FileSystem;
  /** Absolute; where make was started. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What make was called: its messages begin with the last part of it, `$(MAKE)` is the whole of it. */
  readonly command: string;
  readonly runner: RecipeRunner;
  /** Takes text for 1 (stdout) or 2 (stderr), in order; `flush` waits until it is out. */
  write(stream: 1 | 2, text: string | Uint8Array): void;
  flush(): Maybe<void>;
  /** All of standard input, for `-f -`. */
  readStandardInput(): Maybe<string>;
  /** Milliseconds since the epoch, for "has modification time in the future". */
  now(): number;
  /** Makes a jobserver of so many extra tokens, or joins the one that `MAKEFLAGS` names; undefined when it cannot. */
  jobserver?(tokens: number): Jobserver | undefined;
  joinJobserver?(auth: string): Jobserver | undefined;
  /** The average load of the last minute, for `-l`; 0 when unknown. */
  loadAverage?(): number;
  /** Called with what to do when make is interrupted; the result undoes it. */
  onSignal?(listener: (signal: number) => void): () => void;
  /** Ends make itself by a signal after it cleaned up. */
  die?(signal: number): void;
}
