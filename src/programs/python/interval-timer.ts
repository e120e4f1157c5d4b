/** setitimer(2) of one process, ITIMER_REAL: times in milliseconds, 0 for none. */
export class IntervalTimer {
  readonly #fire: () => void;
  #handle: ReturnType<typeof setTimeout> | undefined;
  #due = 0;
  #interval = 0;

  constructor(fire: () => void) {
    this.#fire = fire;
  }

  /** What is left until it fires, 0 when it is not set. */
  get left(): number {
    return this.#handle === undefined ? 0 : Math.max(1, Math.ceil(this.#due - performance.now()));
  }

  get interval(): number {
    return this.#handle === undefined ? 0 : this.#interval;
  }

  set(milliseconds: number, interval: number): void {
    clearTimeout(this.#handle);
    this.#handle = undefined;
    this.#interval = interval;
    if (milliseconds <= 0) return;
    this.#due = performance.now() + milliseconds;
    this.#handle = setTimeout(() => {
      this.set(interval, interval);
      this.#fire();
    }, milliseconds);
  }
}
