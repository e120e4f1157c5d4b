import type { OpenFile } from "#files";

/** What poll(2) can wait for. */
export interface Pollable {
  readable(): boolean;
  writable(): boolean;
  listen(listener: () => void): () => void;
}

/** Files that can tell changes of readiness: pipes, terminals, sockets. A regular file is always ready. */
export function pollable(file: OpenFile): Pollable | undefined {
  return "listen" in file && "writable" in file ? (file as unknown as Pollable) : undefined;
}

/** A wait of one system call: tried at once, then again at every change, until it has an answer, time or a signal. */
export class Wait {
  #stops: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  /**
   * `attempt` answers undefined to go on waiting. `end` is called once: with its answer, or undefined when the time
   * (milliseconds; below zero: none) is over. `cancel` ends it without a call.
   */
  constructor(
    attempt: () => number | undefined,
    changes: readonly Pick<Pollable, "listen">[],
    milliseconds: number,
    end: (answer: number | undefined) => void,
  ) {
    const finish = (answer: number | undefined): void => {
      if (this.#over) return;
      this.cancel();
      end(answer);
    };
    const first = attempt();
    if (first !== undefined || milliseconds === 0) {
      finish(first);
      return;
    }
    for (const source of changes)
      this.#stops.push(
        source.listen(() => {
          if (this.#over) return;
          const answer = attempt();
          if (answer !== undefined) finish(answer);
        }),
      );
    if (milliseconds > 0) this.#timer = setTimeout(() => finish(attempt()), milliseconds);
  }

  get over(): boolean {
    return this.#over;
  }

  cancel(): void {
    this.#over = true;
    for (const stop of this.#stops.splice(0)) stop();
    if (this.#timer !== undefined) clearTimeout(this.#timer);
  }
}
