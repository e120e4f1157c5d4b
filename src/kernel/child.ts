import type { ExitStatus } from "#base";
import type { Child, Pid, WaitStatus } from "./process.ts";

/** The status a shell shows for a wait status: 128 + n for signal n. */
export function exitStatus(status: WaitStatus): ExitStatus {
  return status.kind === "exited" ? status.status : 128 + status.signal;
}

/** What the child's record asks of the child. */
export interface ChildSubject {
  readonly pid: Pid;
  group: Pid;
  raise(signal: number): void;
}

/**
 * A child as its parent knows it. It keeps the end for the parent, so the process itself can go at once: there are no
 * zombies. `settled` is the parent's gate: a stopped parent learns nothing, an ended one never.
 */
export class ChildRecord implements Child {
  readonly exit: Promise<ExitStatus>;
  readonly #subject: ChildSubject;
  readonly #gate: () => Promise<void>;
  readonly #untold: WaitStatus[] = [];
  #end: WaitStatus | undefined;
  #waiters: (() => void)[] = [];
  #resolveExit: (status: ExitStatus) => void = () => undefined;

  constructor(subject: ChildSubject, gate: () => Promise<void>) {
    this.#subject = subject;
    this.#gate = gate;
    this.exit = new Promise<ExitStatus>((resolve) => {
      this.#resolveExit = resolve;
    }).then(async (status) => {
      await this.#gate();
      return status;
    });
  }

  get pid(): Pid {
    return this.#subject.pid;
  }

  get group(): Pid {
    return this.#subject.group;
  }

  async wait(): Promise<WaitStatus> {
    for (;;) {
      await this.#gate();
      const status = this.#untold.shift() ?? this.#end;
      if (status !== undefined) return status;
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  kill(signal: number): void {
    if (this.#end === undefined && signal !== 0) this.#subject.raise(signal);
  }

  /** The child stopped or ended. */
  report(status: WaitStatus): void {
    if (this.#end !== undefined) return;
    this.#untold.push(status);
    if (status.kind !== "stopped") {
      this.#end = status;
      this.#resolveExit(exitStatus(status));
    }
    for (const wake of this.#waiters.splice(0)) wake();
  }

  /** The child goes on: a stop that nobody was told of is no news any more. */
  continued(): void {
    if (this.#untold.at(-1)?.kind === "stopped") this.#untold.pop();
  }
}
