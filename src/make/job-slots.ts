/** How many recipes run at once; those that wait go in the order in which they were found ready. */
export class JobSlots {
  #free: number;
  #next = 0;
  readonly #waiting: { readonly order: number; readonly start: () => void }[] = [];

  constructor(jobs: number) {
    this.#free = jobs;
  }

  ticket(): number {
    this.#next += 1;
    return this.#next;
  }

  acquire(order: number): Promise<void> | void {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    return new Promise((start) => {
      this.#waiting.push({ order, start });
    });
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next.start();
  }
}
