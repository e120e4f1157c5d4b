import type { MakeEvent } from "./events.ts";

/** What `--explain` says after a run: every target in the order in which it was settled, why, and how long it took. NON-GNU. */
export class Explanation {
  readonly #started = new Map<string, number>();
  readonly #lines: string[] = [];
  #current = 0;
  #notes = 0;

  add(event: MakeEvent): void {
    if (event.type === "started") this.#started.set(event.target, event.at);
    if (event.type === "note") {
      const { file, line, message, note = "", help = "" } = event;
      const where = file === undefined ? "" : `${file}:${line ?? 0}: `;
      this.#lines.push(`! ${where}${message}: ${note} ${help}`.trimEnd());
      this.#notes += 1;
      return;
    }
    if (event.type !== "finished") return;
    const { target, outcome, reason, at } = event;
    if (outcome === "up-to-date") {
      this.#current += 1;
      this.#lines.push(`  ${target}: not remade, ${reason}`);
      return;
    }
    const seconds = (at - (this.#started.get(target) ?? at)) / 1000;
    const what = outcome === "made" ? "remade" : "failed";
    this.#lines.push(`* ${target}: ${what} in ${seconds.toFixed(2)} s, because ${reason}`);
  }

  lines(): string[] {
    const made = this.#lines.length - this.#current - this.#notes;
    return [`explain: ${made} remade or tried, ${this.#current} not remade`, ...this.#lines];
  }
}
