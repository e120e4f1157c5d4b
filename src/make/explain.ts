import type { MakeEvent } from "./events.ts";

/** What `--explain` says after a run. NON-GNU. */
export class Explanation {
  readonly #events: MakeEvent[] = [];

  add(event: MakeEvent): void {
    this.#events.push(event);
  }

  lines(): string[] {
    return [];
  }
}
