import type { EngineProcess } from "#engines";
import { OutputRecorder, type CommandRun } from "./command-run.ts";
import { MarkReader, type TerminalMark } from "./terminal-marks.ts";

export type TerminalState = "starting" | "prompt" | "running" | "ended";

export interface TerminalListener {
  /** Raw output for the screen. Reading goes on when the promise settles: this is the back-pressure. */
  output?(data: string): Promise<void> | void;
  state?(state: TerminalState): void;
  finished?(run: CommandRun): void;
}

/** How a stop went: by Ctrl+C, by a stronger signal, or not at all (then the machine itself does not answer). */
export type StopOutcome = "idle" | "interrupted" | "killed" | "unanswered";

/** Milliseconds after Ctrl+C; the last is when we give the machine up. All within the second that is promised. */
const STOP_STEPS = { SIGTERM: 450, SIGKILL: 600, givenUp: 850 } as const;

/**
 * An interactive shell at a terminal. Everything that runs in it is typed, by the reader or for them, and what a
 * command wrote, how it ended and how long it took is told by the shell's marks.
 */
export class LabTerminal {
  /** Counted from 1, as the tabs are. */
  readonly number: number;
  readonly #process: EngineProcess;
  readonly #input: WritableStreamDefaultWriter<string>;
  readonly #listeners = new Set<TerminalListener>();
  readonly #marks = new MarkReader();
  #state: TerminalState = "starting";
  #recorder: OutputRecorder | undefined;
  #startedAt = 0;
  #command = "";
  /** `run` was asked for, and its command has not ended: no other one fits in before it. */
  #taken = false;
  /** What `run` typed and the shell has not yet begun. */
  #typed: string | undefined;
  /** The reader has typed on this command line. */
  #pending = false;
  /** A stop is under way: what was written before it and not yet shown is let go, as a terminal does at Ctrl+C. */
  #stopping = false;

  constructor(number: number, process: EngineProcess) {
    this.number = number;
    this.#process = process;
    this.#input = process.input.getWriter();
    void this.#read();
    void process.exit.then(() => this.#end());
  }

  get state(): TerminalState {
    return this.#state;
  }

  /** The command line that is running; "" when the shell did not tell it. */
  get command(): string {
    return this.#state === "running" ? this.#command : "";
  }

  /** A command that is run now would be the next that the shell reads. */
  get free(): boolean {
    return !this.#taken && (this.#state === "prompt" || this.#state === "starting");
  }

  /** The reader has begun a command line, or a program is there to take keys. */
  get wantsKeys(): boolean {
    return this.#pending || this.#state === "running";
  }

  listen(listener: TerminalListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sends keys as the reader pressed them. */
  type(keys: string): void {
    if (this.#state === "ended") return;
    this.#pending = this.#state === "prompt" && !/[\r\u0003\u0004]$/.test(keys);
    this.#send(keys);
  }

  /**
   * Types a command line and waits for its end. What the reader had begun to type on the line is wiped first. The
   * terminal is taken from now on, also while it waits for what the command is to find.
   */
  async run(command: string, ready?: Promise<void>): Promise<CommandRun> {
    this.#taken = true;
    await ready;
    await this.#reaches("prompt");
    const wipe = this.#pending ? "\u0005\u0015" : "";
    this.#pending = false;
    this.#typed = command;
    return new Promise((resolve) => {
      const stop = this.listen({
        finished: (run) => {
          stop();
          resolve(run);
        },
      });
      this.#send(`${wipe}${command}\r`);
    });
  }

  resize(columns: number, rows: number): void {
    if (this.#state !== "ended") this.#process.resize({ cols: columns, rows });
  }

  /** Ctrl+C, then SIGTERM, then SIGKILL; answers after at most a second. */
  async stop(): Promise<StopOutcome> {
    if (this.#state !== "running") return "idle";
    const ended = this.#reaches("prompt").then(() => true);
    const within = (milliseconds: number): Promise<boolean> =>
      Promise.race([ended, new Promise<boolean>((resolve) => setTimeout(() => resolve(false), milliseconds))]);
    this.#stopping = true;
    void ended.then(() => (this.#stopping = false));
    this.#send("\u0003");
    if (await within(STOP_STEPS.SIGTERM)) return "interrupted";
    this.#process.kill("SIGTERM");
    if (await within(STOP_STEPS.SIGKILL - STOP_STEPS.SIGTERM)) return "killed";
    this.#process.kill("SIGKILL");
    if (await within(STOP_STEPS.givenUp - STOP_STEPS.SIGKILL)) return "killed";
    return "unanswered";
  }

  /** Ends the shell as closing a terminal window does. */
  close(): void {
    if (this.#state !== "ended") this.#process.kill("SIGHUP");
    this.#end();
  }

  /** The machine is gone: a command that was running never ended. */
  abandon(): void {
    this.#end();
  }

  #send(keys: string): void {
    this.#input.write(keys).catch(() => this.#end());
  }

  /** Settles when the state is reached, or the terminal has ended. */
  #reaches(wanted: TerminalState): Promise<void> {
    if (this.#state === wanted || this.#state === "ended") return Promise.resolve();
    return new Promise((resolve) => {
      const stop = this.listen({
        state: (state) => {
          if (state !== wanted && state !== "ended") return;
          stop();
          resolve();
        },
      });
    });
  }

  async #read(): Promise<void> {
    const reader = this.#process.output.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        for (const piece of this.#marks.read(value)) this.#hear(piece);
        const shown = this.#stopping ? lastLines(value) : value;
        for (const listener of [...this.#listeners]) await listener.output?.(shown);
      }
    } catch {
      // The stream broke with the machine; `#end` tells it.
    }
    this.#end();
  }

  #hear(piece: string | TerminalMark): void {
    if (typeof piece === "string") return this.#recorder?.add(piece);
    switch (piece.kind) {
      case "prompt":
        return;
      case "input":
        // A line that is no command ends without having begun.
        if (this.#typed !== undefined) this.#taken = false;
        return this.#enter("prompt");
      case "start":
        this.#command = piece.command ?? this.#typed ?? "";
        this.#typed = undefined;
        this.#pending = false;
        this.#recorder = new OutputRecorder();
        this.#startedAt = performance.now();
        return this.#enter("running");
      case "end":
        return this.#finish(piece.status);
    }
  }

  #finish(status: number | undefined): void {
    const recorder = this.#recorder;
    if (recorder === undefined) return;
    this.#recorder = undefined;
    this.#taken = false;
    const run: CommandRun = {
      command: this.#command,
      output: recorder.output,
      dropped: recorder.dropped,
      lines: recorder.lines,
      status,
      milliseconds: performance.now() - this.#startedAt,
    };
    for (const listener of [...this.#listeners]) listener.finished?.(run);
  }

  #enter(state: TerminalState): void {
    if (this.#state === state || this.#state === "ended") return;
    this.#state = state;
    for (const listener of [...this.#listeners]) listener.state?.(state);
  }

  #end(): void {
    if (this.#state === "ended") return;
    this.#finish(undefined);
    this.#enter("ended");
  }
}

/** Characters of a chunk that are shown while a stop is under way. */
const LAST_WORDS = 2048;

/** The end of a long chunk, from a line's beginning; a short one whole. */
function lastLines(chunk: string): string {
  if (chunk.length <= LAST_WORDS) return chunk;
  const line = chunk.indexOf("\n", chunk.length - LAST_WORDS);
  return line < 0 ? "" : chunk.slice(line + 1);
}
