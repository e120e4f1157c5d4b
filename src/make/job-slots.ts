import type { Jobserver } from "./host.ts";

/** The right to run one recipe: make's own one, one of `-jN`, or a token of the jobserver. */
export type Permit = "own" | "local" | number;

/** The byte that this make puts into a jobserver of its own making. */
const TOKEN = 43;

/**
 * How many recipes run at once. Those that wait go in the order in which they were found ready. Manual: "Parallel
 * Execution" and "POSIX Jobserver Interaction".
 */
export class JobSlots {
  #own = true;
  #local: number;
  #server: Jobserver | undefined;
  #running = 0;
  #asking = false;
  readonly #overloaded: () => boolean;
  readonly #waiting: ((permit: Permit) => void)[] = [];
  readonly #unwanted: (() => void)[] = [];

  /** `overloaded`: the machine's load is above the limit of `-l`, so only one recipe runs. */
  constructor(jobs: number, server: Jobserver | undefined, overloaded: () => boolean) {
    this.#local = server === undefined ? jobs - 1 : 0;
    this.#server = server;
    this.#overloaded = overloaded;
  }

  get running(): number {
    return this.#running;
  }

  /** Some recipe waits for its turn. */
  get wanted(): boolean {
    return this.#waiting.length > 0;
  }

  /** Resolves once no recipe waits. Who waits here is told in order, and looks again at `wanted`. */
  unwanted(): Promise<void> {
    return new Promise((told) => this.#unwanted.push(told));
  }

  acquire(): Permit | Promise<Permit> {
    const permit = this.#waiting.length === 0 ? this.#take() : undefined;
    if (permit !== undefined) {
      this.#running += 1;
      return permit;
    }
    return new Promise((start) => {
      this.#waiting.push(start);
      this.#ask();
    });
  }

  release(permit: Permit): void {
    this.#running -= 1;
    if (this.#waiting.length > 0 && (this.#running === 0 || !this.#overloaded())) {
      this.#start(permit);
      return;
    }
    this.#giveBack(permit);
  }

  /** A recipe is about to start a make of its own: what is free from now on is shared with it. */
  share(create: (tokens: number) => Jobserver | undefined): Jobserver | undefined {
    if (this.#server !== undefined || !Number.isFinite(this.#local)) return this.#server;
    this.#server = create(this.#local);
    if (this.#server !== undefined) this.#local = 0;
    return this.#server;
  }

  close(): void {
    this.#server?.close();
  }

  #take(): Permit | undefined {
    if (this.#running > 0 && this.#overloaded()) return undefined;
    if (this.#own) {
      this.#own = false;
      return "own";
    }
    if (this.#local > 0) {
      this.#local -= 1;
      return "local";
    }
    return this.#server?.tryAcquire();
  }

  #start(permit: Permit): void {
    this.#running += 1;
    this.#waiting.shift()?.(permit);
    if (this.#waiting.length === 0) for (const told of this.#unwanted.splice(0)) told();
  }

  #giveBack(permit: Permit): void {
    if (permit === "own") this.#own = true;
    else if (this.#server === undefined) this.#local += 1;
    else this.#server.release(permit === "local" ? TOKEN : permit);
  }

  /** Waits for a token of the jobserver while somebody waits here. */
  #ask(): void {
    if (this.#server === undefined || this.#asking) return;
    this.#asking = true;
    const server = this.#server;
    void server
      .acquire(() => this.#waiting.length > 0)
      .then((token) => {
        this.#asking = false;
        if (token === undefined) return;
        if (this.#waiting.length === 0) server.release(token);
        else {
          this.#start(token);
          if (this.#waiting.length > 0) this.#ask();
        }
      });
  }
}
