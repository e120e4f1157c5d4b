import type { Diagnostic } from "#base";

/** What a page shows beside GNU's words: the graph, each target's state, and teaching notes. NON-GNU. */
export type MakeEvent =
  /** The targets that the goals need, before anything runs. */
  | { readonly type: "graph"; readonly goals: readonly string[]; readonly nodes: readonly GraphNode[] }
  | { readonly type: "started"; readonly target: string; readonly reason: string; readonly at: number }
  | {
      readonly type: "finished";
      readonly target: string;
      readonly outcome: "made" | "up-to-date" | "failed" | "skipped";
      readonly reason: string;
      readonly at: number;
    }
  | ({ readonly type: "note" } & Diagnostic);

export interface GraphNode {
  readonly name: string;
  readonly prerequisites: readonly string[];
  readonly orderOnly: readonly string[];
  readonly phony: boolean;
  readonly hasRecipe: boolean;
  readonly exists: boolean;
}

export type EventSink = (event: MakeEvent) => void;
