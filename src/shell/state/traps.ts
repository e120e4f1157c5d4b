/** What to do at signals and events (`trap`). Number 0 is EXIT; ERR, DEBUG and RETURN of bash have negative ones. */
export const EVENT_NUMBERS: Readonly<Record<string, number>> = { EXIT: 0, ERR: -1, DEBUG: -2, RETURN: -3 };

export class Traps {
  /** Commands by signal; "" ignores it. */
  readonly actions = new Map<number, string>();
  /** In a fork: what the parent's traps were, for `trap` to print until one is set. */
  inherited: ReadonlyMap<number, string> | undefined;
  /** Signals that arrived and whose traps have not run. */
  readonly pending: number[] = [];
  /** Signals ignored when the shell started: they stay so. */
  ignoredAtStart = new Set<number>();
  /** Whether a trap's command is running, and which. */
  running = new Set<number>();
  #waiting: (() => void)[] = [];

  /** A fork keeps what is ignored; the rest goes back to default, but for events that `set -E` and `set -T` hand on. */
  fork(options: { has(name: string): boolean }): Traps {
    const copy = new Traps();
    for (const [signal, action] of this.actions) {
      if (action === "" && signal > 0) copy.actions.set(signal, "");
      if (signal < 0 && options.has(signal === EVENT_NUMBERS.ERR ? "errtrace" : "functrace"))
        copy.actions.set(signal, action);
    }
    copy.inherited = new Map(this.actions.size > 0 ? this.actions : (this.inherited ?? []));
    copy.ignoredAtStart = this.ignoredAtStart;
    return copy;
  }

  /** Whether something is to be done at any signal or event: to ignore one does not count. */
  get armed(): boolean {
    for (const action of this.actions.values()) if (action !== "") return true;
    return false;
  }

  /** Calls whoever waits for a signal. */
  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Resolves when a signal arrives. */
  arrival(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
