import type { GraphTarget } from "#session";
import { layoutOf, shortened, type Edge, type Layout, type Place } from "./graph-layout.ts";
import { sentence, stateWord } from "./graph-words.ts";

const SVG = "http://www.w3.org/2000/svg";
/** The picture's sizes, as parts of its own. */
const SCALES = [0.35, 0.5, 0.7, 0.85, 1, 1.25, 1.6] as const;
/** While make tells more and more, a layout is followed by this many times its own duration without one. */
const REST = 5;

function svg(name: string, attributes: Readonly<Record<string, string>>, ...children: readonly Node[]): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** The graph as a picture: goals at the left, what they are made from to the right. Arrows move along it. */
export class GraphDrawing {
  readonly #box: HTMLElement;
  readonly #choose: (target: GraphTarget | undefined) => void;
  readonly #nodes = new Map<string, SVGElement>();
  readonly #lines = new Map<Edge, SVGElement>();
  #targets = new Map<string, GraphTarget>();
  #layout: Layout | undefined;
  #picture: SVGElement | undefined;
  #shape = "";
  #chosen: string | undefined;
  /** The targets that the reader came along, so that the way back is the same. */
  #way: string[] = [];
  #scale = 1;
  #restsUntil = 0;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  /** `choose` is told of the target that the reader is at. */
  constructor(box: HTMLElement, choose: (target: GraphTarget | undefined) => void) {
    this.#box = box;
    this.#choose = choose;
  }

  update(targets: readonly GraphTarget[]): void {
    this.#targets = new Map(targets.map((one) => [one.name, one]));
    const shape = JSON.stringify(targets.map((one) => [one.name, one.prerequisites, one.orderOnly]));
    if (shape !== this.#shape) this.#drawLater(shape, targets);
    for (const target of targets) this.#mark(target);
    this.#choose(this.#chosen === undefined ? undefined : this.#targets.get(this.#chosen));
  }

  /** Shows the picture larger (1) or smaller (-1). */
  zoom(step: 1 | -1): void {
    const next = SCALES.filter((scale) => (step > 0 ? scale > this.#scale : scale < this.#scale));
    this.#resize((step > 0 ? next[0] : next.at(-1)) ?? this.#scale);
  }

  /** As large as its box holds whole. */
  fit(): void {
    const { width = 1, height = 1 } = this.#layout ?? {};
    this.#resize(Math.min(1, this.#box.clientWidth / width, this.#box.clientHeight / height));
  }

  #resize(scale: number): void {
    const { width, height } = this.#layout ?? {};
    if (width === undefined || height === undefined) return;
    this.#scale = scale;
    this.#picture?.setAttribute("width", String(Math.floor(width * scale)));
    this.#picture?.setAttribute("height", String(Math.floor(height * scale)));
    this.#reveal();
  }

  #drawLater(shape: string, targets: readonly GraphTarget[]): void {
    clearTimeout(this.#waiting);
    const wait = this.#restsUntil - performance.now();
    if (wait > 0) {
      this.#waiting = setTimeout(() => this.update([...this.#targets.values()]), wait);
      return;
    }
    this.#shape = shape;
    const started = performance.now();
    this.#draw(targets);
    const ended = performance.now();
    this.#restsUntil = ended + REST * (ended - started);
  }

  #mark(target: GraphTarget): void {
    const node = this.#nodes.get(target.name);
    if (node === undefined) return;
    const near = node.classList.contains("is-near") ? " is-near" : "";
    node.setAttribute("class", `graph-node is-${target.state}${target.phony ? " is-phony" : ""}${near}`);
    node.setAttribute("aria-label", sentence(target));
    const label = node.querySelector(".graph-mark");
    const words =
      target.order === undefined ? stateWord(target.state) : `${String(target.order)} ${stateWord(target.state)}`;
    if (label !== null && label.textContent !== words) label.textContent = words;
  }

  #draw(targets: readonly GraphTarget[]): void {
    const hadFocus = this.#box.contains(document.activeElement) && this.#chosen !== undefined;
    const layout = layoutOf(targets);
    this.#layout = layout;
    this.#nodes.clear();
    this.#lines.clear();
    for (const edge of layout.edges) {
      const type = edge.orderOnly ? "graph-edge is-order-only" : "graph-edge";
      this.#lines.set(edge, svg("path", { class: type, d: edge.line }));
    }
    const boxes = targets.map((target) => this.#node(target, layout.places.get(target.name)));
    const { width, height } = layout;
    this.#picture = svg(
      "svg",
      {
        viewBox: `0 0 ${String(width)} ${String(height)}`,
        role: "group",
        "aria-label": "What is made from what. The table below says the same.",
      },
      svg("g", { "aria-hidden": "true" }, ...this.#lines.values()),
      ...boxes,
    );
    this.#box.replaceChildren(this.#picture);
    const first = targets.find((one) => one.goal) ?? targets[0];
    if (this.#chosen !== undefined && !this.#nodes.has(this.#chosen)) this.#chosen = undefined;
    this.#nodes.get(this.#chosen ?? first?.name ?? "")?.setAttribute("tabindex", "0");
    this.#resize(this.#scale);
    this.#show();
    if (hadFocus) this.#nodes.get(this.#chosen ?? first?.name ?? "")?.focus({ preventScroll: true });
  }

  /** Brings the target that the reader is at, or the first goal, to where it is seen. */
  #reveal(): void {
    const goal = [...this.#targets.values()].find((one) => one.goal && this.#nodes.has(one.name))?.name;
    const place = this.#layout?.places.get(this.#chosen ?? goal ?? "");
    if (place === undefined) return;
    const { clientWidth, clientHeight } = this.#box;
    const left = (place.x + place.width / 2) * this.#scale - clientWidth;
    this.#box.scrollTo({
      left: this.#chosen === undefined ? 0 : left + clientWidth / 2,
      top: place.y * this.#scale - clientHeight / 2,
    });
  }

  #node(target: GraphTarget, place: Place | undefined): SVGElement {
    const { x, y, width, height } = place ?? { x: 0, y: 0, width: 0, height: 0 };
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
    for (const node of this.#nodes.values())
      if (node.getAttribute("tabindex") === "0") node.setAttribute("tabindex", "-1");
    this.#chosen = name;
    this.#nodes.get(name)?.setAttribute("tabindex", "0");
    this.#show();
    this.#choose(this.#targets.get(name));
  }

  /** Marks the edges of the chosen target and what is at their other ends. */
  #show(): void {
    const name = this.#chosen;
    const ends = new Set<string>();
    for (const [{ from, to }, path] of this.#lines) {
      const near = from === name || to === name;
      path.classList.toggle("is-near", near);
      if (near) ends.add(from === name ? to : from);
    }
    for (const [other, node] of this.#nodes) node.classList.toggle("is-near", ends.has(other));
  }

  #key(event: KeyboardEvent, name: string): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") this.zoom(1);
    else if (event.key === "-") this.zoom(-1);
    else if (event.key === "0") this.fit();
    else {
      const next = this.#neighbour(event.key, name);
      if (next === undefined) return;
      this.#nodes.get(next)?.focus();
      this.#reveal();
    }
    event.preventDefault();
  }

  /** Right: to a prerequisite; left: to what needs it, by the way that was come; up and down: within the column. */
  #neighbour(key: string, name: string): string | undefined {
    const target = this.#targets.get(name);
    const here = this.#layout?.places.get(name);
    if (target === undefined || here === undefined) return undefined;
    const drawn = [...this.#targets.values()].filter((one) => this.#nodes.has(one.name));
    switch (key) {
      case "ArrowRight": {
        const next = needs(target).find((one) => this.#nodes.has(one));
        if (next !== undefined) this.#way.push(name);
        return next;
      }
      case "ArrowLeft": {
        const users = drawn.filter((one) => needs(one).includes(name)).map((one) => one.name);
        const from = this.#way.pop();
        if (from !== undefined && users.includes(from)) return from;
        this.#way = [];
        return users[0];
      }
      case "ArrowDown":
      case "ArrowUp": {
        const sign = key === "ArrowDown" ? 1 : -1;
        const column = [...(this.#layout?.places ?? [])]
          .filter(([, place]) => Math.abs(place.x - here.x) < 1 && sign * (place.y - here.y) > 0)
          .sort(([, a], [, b]) => sign * (a.y - b.y));
        return column[0]?.[0];
      }
      case "Home":
        this.#way = [];
        return drawn.find((one) => one.goal)?.name;
      default:
        return undefined;
    }
  }
}

function needs(target: GraphTarget): readonly string[] {
  return [...target.prerequisites, ...target.orderOnly];
}
