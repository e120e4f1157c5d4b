import type { Diagnostic } from "#base";

/** What a page shows beside GNU's words: the graph, each target's state, and teaching notes. NON-GNU. */
export type MakeEvent =
  /** What the makefile itself says of the targets that the goals need, before anything runs. `cwd`: make's folder. */
  | {
      readonly type: "graph";
      readonly goals: readonly string[];
      readonly nodes: readonly GraphNode[];
      readonly cwd: string;
    }
  /** A target is considered: what its prerequisites really are, with those of implicit rules. */
  | { readonly type: "node"; readonly node: GraphNode }
  | { readonly type: "started"; readonly target: string; readonly reason: string; readonly at: number }
  | {
      readonly type: "finished";
      readonly target: string;
      readonly outcome: "made" | "up-to-date" | "failed";
      readonly reason: string;
      readonly at: number;
    }
  | { readonly type: "ended"; readonly status: number; readonly at: number }
  | ({ readonly type: "note" } & Diagnostic);

/** One target. Names are as in the makefile. */
export interface GraphNode {
  readonly name: string;
  readonly prerequisites: readonly string[];
  readonly orderOnly: readonly string[];
  readonly phony: boolean;
  readonly hasRecipe: boolean;
  readonly exists: boolean;
}

export type EventSink = (event: MakeEvent) => void;
