import { graphlib, layout } from "@dagrejs/dagre";
import type { GraphTarget } from "#session";

/** One letter of the picture's type, in its own units. */
const LETTER = 7.3;
const HEIGHT = 36;
/** Longer names are shortened in the middle; the whole name is in the reason and in the table. */
const LONGEST = 26;
/** Between two columns, where the edges bend. */
const GAP = 64;

/** Where a target's box is: its middle and its size. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly orderOnly: boolean;
  /** The `d` of a path. */
  readonly line: string;
}

export interface Layout {
  readonly places: ReadonlyMap<string, Place>;
  readonly edges: readonly Edge[];
  readonly width: number;
  readonly height: number;
}

/** A name as its box shows it. */
export function shortened(name: string): string {
  return name.length <= LONGEST ? name : `${name.slice(0, 11)}…${name.slice(-14)}`;
}

/** Puts goals at the left and what they are made from to the right of them, a column for each step. */
export function layoutOf(targets: readonly GraphTarget[]): Layout {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 12, edgesep: 10, ranksep: GAP, marginx: 8, marginy: 8 });
  for (const { name } of targets) {
    graph.setNode(name, { width: Math.max(shortened(name).length, 12) * LETTER + 16, height: HEIGHT + 12 });
  }
  const wanted: Omit<Edge, "line">[] = [];
  for (const { name, prerequisites, orderOnly } of targets) {
    for (const to of prerequisites) wanted.push({ from: name, to, orderOnly: false });
    for (const to of orderOnly) if (!prerequisites.includes(to)) wanted.push({ from: name, to, orderOnly: true });
  }
  const edges = wanted.filter(({ from, to }) => from !== to && graph.hasNode(to));
  for (const { from, to } of edges) graph.setEdge(from, to, {});
  layout(graph);
  const places = new Map(targets.map(({ name }) => [name, graph.node(name) as Place]));
  const columns = new Map<number, number>();
  for (const { x, width } of places.values()) {
    columns.set(Math.round(x), Math.max(columns.get(Math.round(x)) ?? 0, width));
  }
  const size = graph.graph() as { readonly width?: number; readonly height?: number };
  return {
    places,
    edges: edges.map((edge) => {
      const { points } = graph.edge(edge.from, edge.to) as { readonly points: readonly Point[] };
      return { ...edge, line: line(places.get(edge.from), places.get(edge.to), points, columns) };
    }),
    width: Math.ceil(size.width ?? 100),
    height: Math.ceil(size.height ?? 60),
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** From the right of one box to the left of another: straight where it passes a column, bent between two. */
function line(
  from: Place | undefined,
  to: Place | undefined,
  points: readonly Point[],
  columns: ReadonlyMap<number, number>,
): string {
  if (from === undefined || to === undefined) return "";
  const sign = to.x >= from.x ? 1 : -1; // an edge of a loop goes back
  const stops: Point[] = [{ x: from.x + (sign * from.width) / 2, y: from.y }];
  for (const { x, y } of points.slice(1, -1)) {
    const half = (columns.get(Math.round(x)) ?? -1) / 2;
    if (half > 0) stops.push({ x: x - sign * half, y }, { x: x + sign * half, y });
  }
  stops.push({ x: to.x - (sign * to.width) / 2, y: to.y });
  return stops.map((stop, index) => `${bend(stops[index - 1], stop)}${at(stop.x)} ${at(stop.y)}`).join(" ");
}

/** How a path comes to `stop` from `before`: it leaves level and arrives level. */
function bend(before: Point | undefined, stop: Point): string {
  if (before === undefined) return "M";
  const middle = at((before.x + stop.x) / 2);
  return `C${middle} ${at(before.y)} ${middle} ${at(stop.y)} `;
}

const at = (value: number): string => value.toFixed(1);
