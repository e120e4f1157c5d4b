import type { GraphTarget, LabSession } from "#session";
import { button, make, say } from "./dom.ts";
import type { GraphDrawing } from "./graph-drawing.ts";
import { drawn, sentence, stateWord, summary } from "./graph-words.ts";
import type { SidePanel } from "./lab-panel.ts";

/** Shown while no target is chosen. */
const HINT = "Arrow keys follow the edges: right to what a target needs (dashed: only to be there). Keys + − 0: size.";

const COLUMNS = ["Order", "Target", "State", "Why", "Time", "Needs"] as const;

/** make's dependency graph as a picture and as a table: what is made from what, what ran, in which order and why. */
export class GraphPanel implements SidePanel {
  readonly name = "Graph";
  readonly element: HTMLElement;
  readonly #session: LabSession;
  readonly #state = make("p", { class: "panel-state", role: "status" });
  readonly #picture = make("div", { class: "graph-picture" });
  readonly #reason = make("p", { class: "graph-reason" });
  readonly #bar: HTMLElement;
  readonly #rows = make("tbody");
  /** The table's rows by their targets, with what they say, so that only those change that must. */
  readonly #shown = new Map<string, { readonly row: HTMLElement; readonly said: string }>();
  readonly #table: HTMLElement;
  #drawing: Promise<GraphDrawing> | undefined;

  constructor(session: LabSession) {
    this.#session = session;
    this.#table = make(
      "div",
      { class: "graph-table", role: "region", "aria-label": "The graph as a table", tabindex: "0" },
      make(
        "table",
        {},
        make("thead", {}, make("tr", {}, ...COLUMNS.map((name) => make("th", { scope: "col" }, name)))),
        this.#rows,
      ),
    );
    const size = (label: string, change: (drawing: GraphDrawing) => void): HTMLElement =>
      button(label, "quiet", () => void this.#drawing?.then(change));
    this.#bar = make(
      "div",
      { class: "graph-bar" },
      this.#reason,
      make(
        "div",
        { class: "graph-sizes", role: "group", "aria-label": "Size of the picture" },
        size("Smaller", (drawing) => drawing.zoom(-1)),
        size("Larger", (drawing) => drawing.zoom(1)),
        size("Whole", (drawing) => drawing.fit()),
      ),
    );
    this.element = make("article", { class: "panel graph" }, this.#state, this.#picture, this.#bar, this.#table);
    this.update();
  }

  show(): void {
    this.update();
  }

  port(): void {
    // The graph needs no server.
  }

  close(): void {
    // Nothing is held.
  }

  /** make said something. Nothing is drawn while nobody looks. */
  update(): void {
    const report = this.#session.make;
    const { targets } = report;
    say(this.#state, summary(targets, report.running, report.status));
    this.#picture.hidden = this.#table.hidden = this.#bar.hidden = targets.length === 0;
    if (this.element.hidden || targets.length === 0) return;
    const ordered = [...targets].sort((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity) || 0);
    this.#fill(ordered);
    // The layout is a download of its own, for those who open the panel.
    this.#drawing ??= import("./graph-drawing.ts").then(
      ({ GraphDrawing }) => new GraphDrawing(this.#picture, (target) => this.#tell(target)),
    );
    void this.#drawing.then((drawing) => drawing.update(drawn(this.#session.make.targets)));
  }

  #fill(targets: readonly GraphTarget[]): void {
    const rows = targets.map((target) => {
      const said = JSON.stringify(target);
      const known = this.#shown.get(target.name);
      if (known?.said === said) return known.row;
      const made = row(target);
      this.#shown.set(target.name, { row: made, said });
      return made;
    });
    const there = this.#rows.children;
    if (rows.length === there.length && rows.every((one, index) => one === there[index])) return;
    this.#rows.replaceChildren(...rows);
    if (this.#shown.size > rows.length) {
      const names = new Set(targets.map((one) => one.name));
      for (const name of this.#shown.keys()) if (!names.has(name)) this.#shown.delete(name);
    }
  }

  #tell(target: GraphTarget | undefined): void {
    const text = target === undefined ? HINT : sentence(target);
    if (this.#reason.textContent !== text) this.#reason.textContent = text;
  }
}

function row(target: GraphTarget): HTMLElement {
  const { name, state, order, reason, seconds, prerequisites, orderOnly } = target;
  const needs = [
    prerequisites.join(", "),
    ...(orderOnly.length > 0 ? [`only to be there: ${orderOnly.join(", ")}`] : []),
  ];
  return make(
    "tr",
    { class: `is-${state}` },
    make("td", {}, order === undefined ? "–" : String(order)),
    make("th", { scope: "row" }, make("code", {}, name)),
    make("td", {}, stateWord(state)),
    make("td", {}, reason ?? ""),
    make("td", {}, seconds === undefined ? "" : `${seconds.toFixed(2)} s`),
    make("td", {}, needs.filter((one) => one !== "").join("; ")),
  );
}
