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
  /** Undefined: straight to make's own output (`-O` collects). */
  readonly output: OutputCollector | undefined;
  /** Given to a command that may be a make. */
  readonly jobserver: Jobserver | undefined;
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
}

/** Keeps what one target writes until it is done. Manual: "Output During Parallel Execution". */
export interface OutputCollector {
  /** Make's own words among those of the commands. */
  write(stream: 1 | 2, text: string): void;
  /** What came since the last time. */
  take(): Maybe<readonly { readonly stream: 1 | 2; readonly bytes: Uint8Array }[]>;
  close(): void;
}

/** Runs what recipes say. In the page: the kernel's processes; in Node: the machine's. */
export interface RecipeRunner {
  start(command: RecipeCommand): RunningCommand;
  /** Runs to the end with its standard output kept: `$(shell …)`. */
  capture(
    command: Omit<RecipeCommand, "output" | "jobserver">,
  ): Maybe<{ readonly end: CommandEnd; readonly output: string }>;
}

/** Permits to run one more job, shared with other makes. Manual: "POSIX Jobserver Interaction". */
export interface Jobserver {
  /** A token at once, or undefined when there is none now. */
  tryAcquire(): number | undefined;
  /** A token as soon as there is one; undefined once `wanted` answers false. */
  acquire(wanted: () => boolean): Promise<number | undefined>;
  release(token: number): void;
  close(): void;
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
  /** Makes a jobserver of so many tokens, whose descriptors are those that `auth` names in the commands. */
  createJobserver?(tokens: number, auth: readonly [number, number]): Jobserver | undefined;
  /** Joins the jobserver on these descriptors; undefined when they are none. */
  joinJobserver?(auth: readonly [number, number]): Jobserver | undefined;
  /** For `-O`. */
  collectOutput?(): OutputCollector;
  /** The average load of the last minute, for `-l`; 0 when unknown. */
  loadAverage?(): number;
  /** Called with what to do when make is interrupted; the result undoes it. */
  onSignal?(listener: (signal: number) => void): () => void;
  /** Ends make itself by a signal after it cleaned up. */
  die?(signal: number): void;
}
