import type { BuildState } from "./build-state.ts";
import type { GraphNode } from "./events.ts";
import type { Prerequisite, Target } from "./target.ts";

/** More than this many targets are no picture any more: the rest comes as it is considered. */
const MOST = 2000;

export function graphNode(state: BuildState, target: Target, prerequisites: readonly Prerequisite[]): GraphNode {
  const names = (orderOnly: boolean): string[] => [
    ...new Set(prerequisites.filter((one) => one.orderOnly === orderOnly).map((one) => one.target.name)),
  ];
  return {
    name: target.name,
    prerequisites: names(false),
    orderOnly: names(true),
    phony: target.phony,
    hasRecipe: target.recipe !== undefined || target.doubleColon !== undefined,
    exists: state.disk.mtime(target.path) >= 0,
  };
}

/** What the explicit rules say of all that the goals need; nothing is searched or expanded for it. */
export function declaredGraph(state: BuildState, goals: readonly string[]): GraphNode[] {
  const seen = new Set<Target>();
  const waiting = goals.map((name) => state.node(name));
  const nodes: GraphNode[] = [];
  for (let target = waiting.shift(); target !== undefined && nodes.length < MOST; target = waiting.shift()) {
    if (seen.has(target)) continue;
    seen.add(target);
    const entries = target.doubleColon ?? [target];
    const known = entries.flatMap((entry) => entry.declared).filter((one) => "target" in one);
    nodes.push(graphNode(state, target, known));
    for (const one of known) waiting.push(one.target);
  }
  return nodes;
}
