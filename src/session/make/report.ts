/** What is known of the last run of make in the lab: its graph, and how each target came out. */
import type { MakeNews, NewsNode } from "./news.ts";

export type TargetState = "waiting" | "running" | "made" | "current" | "failed";

export interface GraphTarget {
  readonly name: string;
  readonly prerequisites: readonly string[];
  /** Only their existence counts. */
  readonly orderOnly: readonly string[];
  readonly phony: boolean;
  readonly hasRecipe: boolean;
  readonly goal: boolean;
  readonly state: TargetState;
  /** Why it was remade or not: "'b.txt' is older than 'b.md'". */
  readonly reason: string | undefined;
  /** The place in the order of the recipes, counted from 1; undefined when none ran. */
  readonly order: number | undefined;
  /** How long its recipe took. */
  readonly seconds: number | undefined;
}

type Mutable = { -readonly [Key in keyof GraphTarget]: GraphTarget[Key] };

/** The last run of make. */
export class MakeReport {
  readonly #targets = new Map<string, Mutable>();
  readonly #started = new Map<string, number>();
  #goals: readonly string[] = [];
  #order = 0;
  /** A run goes on. */
  running = false;
  /** make's exit status; undefined while it runs or when it could not say. */
  status: number | undefined;

  get targets(): readonly GraphTarget[] {
    return [...this.#targets.values()];
  }

  /** A new run of make begins to tell. */
  begin(): void {
    this.#targets.clear();
    this.#started.clear();
    this.#goals = [];
    this.#order = 0;
    this.running = true;
    this.status = undefined;
  }

  /** The terminal has nothing to do any more: what did not end was stopped. */
  end(): void {
    this.running = false;
    for (const target of this.#targets.values()) if (target.state === "running") target.state = "waiting";
  }

  add(news: MakeNews): void {
    switch (news.type) {
      case "graph":
        this.#goals = news.goals;
        for (const node of news.nodes) this.#node(node);
        return;
      case "node":
        this.#node(news.node);
        return;
      case "started": {
        const target = this.#target(news.target);
        this.#order += 1;
        this.#started.set(news.target, news.at);
        Object.assign(target, { state: "running", reason: news.reason, order: this.#order });
        return;
      }
      case "finished": {
        const started = this.#started.get(news.target);
        const state = news.outcome === "up-to-date" ? "current" : news.outcome;
        const seconds = started === undefined ? undefined : (news.at - started) / 1000;
        Object.assign(this.#target(news.target), { state, reason: news.reason, seconds });
        return;
      }
      case "ended":
        this.status = news.status;
        this.end();
        if (news.status === 0) this.#settle();
        return;
    }
  }

  /** Of a target without a recipe make says nothing: when all went well, what it needs is there. */
  #settle(): void {
    for (const target of this.#targets.values()) {
      if (target.state !== "waiting" || target.hasRecipe) continue;
      Object.assign(target, { state: "current", reason: "it has no recipe of its own" });
    }
  }

  #node({ name, prerequisites, orderOnly, phony, hasRecipe }: NewsNode): void {
    // The rules of a double-colon target come one by one.
    const known = this.#target(name);
    const join = (old: readonly string[], more: readonly string[]): string[] => [...new Set([...old, ...more])];
    known.prerequisites = join(known.prerequisites, prerequisites);
    known.orderOnly = join(known.orderOnly, orderOnly);
    known.phony ||= phony;
    known.hasRecipe ||= hasRecipe;
    for (const other of [...prerequisites, ...orderOnly]) this.#target(other);
  }

  #target(name: string): Mutable {
    const known = this.#targets.get(name);
    if (known !== undefined) return known;
    const made: Mutable = {
      name,
      prerequisites: [],
      orderOnly: [],
      phony: false,
      hasRecipe: false,
      goal: this.#goals.includes(name),
      state: "waiting",
      reason: undefined,
      order: undefined,
      seconds: undefined,
    };
    this.#targets.set(name, made);
    return made;
  }
}
