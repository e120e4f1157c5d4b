import { graphlib, layout } from "@dagrejs/dagre";
import type { GraphTarget } from "#session";
import { sentence, stateWord } from "./graph-words.ts";

const SVG = "http://www.w3.org/2000/svg";
/** One letter of the picture's type, in its own units. */
const LETTER = 7.3;
const HEIGHT = 36;
/** Longer names are shortened in the middle; the whole name is in the reason and in the table. */
const LONGEST = 26;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function svg(name: string, attributes: Readonly<Record<string, string>>, ...children: readonly Node[]): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function shortened(name: string): string {
  return name.length <= LONGEST ? name : `${name.slice(0, 11)}…${name.slice(-14)}`;
}

/** The graph as a picture: goals at the left, what they are made from to the right. Arrows move along it. */
export class GraphDrawing {
  readonly #box: HTMLElement;
  readonly #choose: (target: GraphTarget | undefined) => void;
  readonly #nodes = new Map<string, SVGElement>();
  #targets = new Map<string, GraphTarget>();
  #places = new Map<string, Place>();
  #shape = "";
  #chosen: string | undefined;

  /** `choose` is told of the target that the reader is at. */
  constructor(box: HTMLElement, choose: (target: GraphTarget | undefined) => void) {
    this.#box = box;
    this.#choose = choose;
  }

  update(targets: readonly GraphTarget[]): void {
    this.#targets = new Map(targets.map((one) => [one.name, one]));
    const shape = JSON.stringify(targets.map((one) => [one.name, one.prerequisites, one.orderOnly]));
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#draw(targets);
    }
    for (const target of targets) this.#mark(target);
    this.#choose(this.#chosen === undefined ? undefined : this.#targets.get(this.#chosen));
  }

  #mark(target: GraphTarget): void {
    const node = this.#nodes.get(target.name);
    if (node === undefined) return;
    node.setAttribute("class", `graph-node is-${target.state}${target.phony ? " is-phony" : ""}`);
    node.setAttribute("aria-label", sentence(target));
    const label = node.querySelector(".graph-mark");
    const words =
      target.order === undefined ? stateWord(target.state) : `${String(target.order)} ${stateWord(target.state)}`;
    if (label !== null && label.textContent !== words) label.textContent = words;
  }

  #draw(targets: readonly GraphTarget[]): void {
    const graph = new graphlib.Graph();
    graph.setGraph({ rankdir: "LR", nodesep: 12, ranksep: 40, marginx: 8, marginy: 8 });
    for (const { name } of targets) {
      graph.setNode(name, { width: Math.max(shortened(name).length, 12) * LETTER + 16, height: HEIGHT + 12 });
    }
    const edges: { from: string; to: string; orderOnly: boolean }[] = [];
    for (const { name, prerequisites, orderOnly } of targets) {
      for (const to of prerequisites) edges.push({ from: name, to, orderOnly: false });
      for (const to of orderOnly) edges.push({ from: name, to, orderOnly: true });
    }
    for (const { from, to } of edges) graph.setEdge(from, to, {});
    layout(graph);
    this.#places = new Map(targets.map(({ name }) => [name, graph.node(name) as Place]));
    const size = graph.graph() as { readonly width?: number; readonly height?: number };
    const width = Math.ceil(size.width ?? 100);
    const height = Math.ceil(size.height ?? 60);
    const lines = edges.map(({ from, to, orderOnly }) => {
      const { points } = graph.edge(from, to) as { readonly points: readonly { x: number; y: number }[] };
      const path = points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`);
      return svg("path", { class: orderOnly ? "graph-edge is-order-only" : "graph-edge", d: path.join(" ") });
    });
    this.#nodes.clear();
    const boxes = targets.map((target) => this.#node(target));
    const picture = svg(
      "svg",
      {
        width: String(width),
        height: String(height),
        viewBox: `0 0 ${String(width)} ${String(height)}`,
        role: "group",
        "aria-label": "What is made from what. The table below says the same.",
      },
      svg("g", { "aria-hidden": "true" }, ...lines),
      ...boxes,
    );
    this.#box.replaceChildren(picture);
    const first = targets.find((one) => one.goal) ?? targets[0];
    const chosen = this.#chosen !== undefined && this.#nodes.has(this.#chosen) ? this.#chosen : first?.name;
    if (chosen !== undefined) this.#nodes.get(chosen)?.setAttribute("tabindex", "0");
  }

  #node(target: GraphTarget): SVGElement {
    const { x, y, width, height } = this.#places.get(target.name) ?? { x: 0, y: 0, width: 0, height: 0 };
    const label = svg("text", { x: String(x), y: String(y - 4), class: "graph-name" });
    label.textContent = shortened(target.name);
    const mark = svg("text", { x: String(x), y: String(y + 12), class: "graph-mark" });
    const rect = svg("rect", {
      x: String(x - width / 2),
      y: String(y - height / 2),
      width: String(width),
      height: String(height),
      rx: "5",
    });
    const node = svg("g", { role: "img", tabindex: "-1" }, rect, label, mark);
    node.addEventListener("focus", () => this.#at(target.name));
    node.addEventListener("click", () => node.focus());
    node.addEventListener("keydown", (event) => this.#key(event, target.name));
    this.#nodes.set(target.name, node);
    return node;
  }

  #at(name: string): void {
    if (this.#chosen !== undefined) this.#nodes.get(this.#chosen)?.setAttribute("tabindex", "-1");
    for (const node of this.#nodes.values())
      if (node.getAttribute("tabindex") === "0") node.setAttribute("tabindex", "-1");
    this.#chosen = name;
    this.#nodes.get(name)?.setAttribute("tabindex", "0");
    this.#choose(this.#targets.get(name));
  }

  /** Right: to a prerequisite; left: to what needs it; up and down: among those that stand in one column. */
  #key(event: KeyboardEvent, name: string): void {
    const next = this.#neighbour(event.key, name);
    if (next === undefined) return;
    event.preventDefault();
    this.#nodes.get(next)?.focus();
  }

  #neighbour(key: string, name: string): string | undefined {
    const target = this.#targets.get(name);
    const here = this.#places.get(name);
    if (target === undefined || here === undefined) return undefined;
    const all = [...this.#places].map(([other, place]) => ({ other, place }));
    switch (key) {
      case "ArrowRight":
        return [...target.prerequisites, ...target.orderOnly][0];
      case "ArrowLeft":
        return [...this.#targets.values()].find((one) => [...one.prerequisites, ...one.orderOnly].includes(name))?.name;
      case "ArrowDown":
      case "ArrowUp": {
        const down = key === "ArrowDown";
        const column = all
          .filter(({ place }) => (down ? place.y > here.y : place.y < here.y))
          .sort((a, b) => distance(a.place, here) - distance(b.place, here));
        return column[0]?.other;
      }
      case "Home":
        return [...this.#targets.values()].find((one) => one.goal)?.name;
      default:
        return undefined;
    }
  }
}

/** Those in the same column are near, whatever their height. */
function distance(place: Place, here: Place): number {
  return Math.abs(place.x - here.x) * 3 + Math.abs(place.y - here.y);
}
