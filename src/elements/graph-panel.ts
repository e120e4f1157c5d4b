import type { GraphTarget, LabSession, TargetState } from "#session";
import { make, say } from "./dom.ts";
import type { GraphDrawing } from "./graph-drawing.ts";
import { sentence, stateWord } from "./graph-words.ts";
import type { SidePanel } from "./lab-panel.ts";

const COLUMNS = ["Order", "Target", "State", "Why", "Time", "Needs"] as const;

/** make's dependency graph as a picture and as a table: what is made from what, what ran, in which order and why. */
export class GraphPanel implements SidePanel {
  readonly name = "Graph";
  readonly element: HTMLElement;
  readonly #session: LabSession;
  readonly #state = make("p", { class: "panel-state", role: "status" });
  readonly #picture = make("div", { class: "graph-picture" });
  readonly #reason = make("p", { class: "graph-reason" });
  readonly #rows = make("tbody");
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
    this.element = make("article", { class: "panel graph" }, this.#state, this.#picture, this.#reason, this.#table);
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
    this.#picture.hidden = this.#table.hidden = this.#reason.hidden = targets.length === 0;
    if (this.element.hidden || targets.length === 0) return;
    const ordered = [...targets].sort((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity) || 0);
    this.#rows.replaceChildren(...ordered.map(row));
    // The layout is a download of its own, for those who open the panel.
    this.#drawing ??= import("./graph-drawing.ts").then(
      ({ GraphDrawing }) => new GraphDrawing(this.#picture, (target) => this.#tell(target)),
    );
    void this.#drawing.then((drawing) => drawing.update(this.#session.make.targets));
  }

  #tell(target: GraphTarget | undefined): void {
    this.#reason.textContent = target === undefined ? "" : sentence(target);
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

function summary(targets: readonly GraphTarget[], running: boolean, status: number | undefined): string {
  if (targets.length === 0) return "No graph yet: run `make`.";
  const count = (state: TargetState): number => targets.filter((one) => one.state === state).length;
  const parts = (["running", "made", "failed", "current"] as const)
    .filter((state) => count(state) > 0)
    .map((state) => `${String(count(state))} ${stateWord(state)}`);
  const end = running ? "Running" : status === undefined ? "Stopped" : status === 0 ? "Done" : "make failed";
  return `${end}: ${parts.join(", ") || "nothing ran"}, of ${String(targets.length)} targets.`;
}
