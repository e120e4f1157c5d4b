import type { LabSession, SessionEvent } from "#session";
import { GraphPanel } from "./graph-panel.ts";
import type { BenchDoor, SidePanel } from "./lab-panel.ts";
import { PreviewPanel } from "./preview-panel.ts";
import { FIRST_EPHEMERAL } from "./report.ts";
import { RequestsPanel } from "./requests-panel.ts";
import type { Tab, TabRow } from "./tab-row.ts";
import { TestsPanel } from "./tests-panel.ts";

/** The panels that a lab asks for, as tabs beside its terminals. */
export class LabPanels {
  readonly #panels: readonly SidePanel[];
  readonly #tabs = new Map<SidePanel, Tab>();
  readonly #onChoose: () => void;
  readonly #release: () => void;

  /** `onChoose` hides the terminals. */
  constructor(session: LabSession, bench: BenchDoor, onChoose: () => void) {
    const wanted = session.data.panels ?? [];
    this.#onChoose = onChoose;
    this.#panels = [
      ...(wanted.includes("graph") ? [new GraphPanel(session)] : []),
      ...(wanted.includes("tests") ? [new TestsPanel(session, bench)] : []),
      ...(wanted.includes("preview") ? [new PreviewPanel(session)] : []),
      ...(wanted.includes("requests") ? [new RequestsPanel(session)] : []),
    ];
    for (const { element } of this.#panels) element.hidden = true;
    const ports = new Set<number>();
    this.#release = session.listen((event: SessionEvent) => {
      if (event.kind === "tests" || event.kind === "make") this.#update();
      if (event.kind === "machine" && (event.state === "off" || event.state === "failed")) {
        // A machine that is gone tells of its servers no more.
        for (const port of ports) for (const panel of this.#panels) panel.port(port, undefined);
        ports.clear();
      }
      if (event.kind !== "port" || event.port >= FIRST_EPHEMERAL) return;
      if (event.open) ports.add(event.port);
      else ports.delete(event.port);
      for (const panel of this.#panels) panel.port(event.port, event.open ? event.url : undefined);
    });
  }

  /** The first panel's tab: terminals come before it. */
  get first(): Tab | undefined {
    const [panel] = this.#panels;
    return panel && this.#tabs.get(panel);
  }

  /** Puts the tabs and the panels into the lab's markup. */
  place(row: TabRow, stack: HTMLElement): void {
    for (const panel of this.#panels) {
      const tab = row.add(panel.name, panel.element, () => {
        this.#onChoose();
        row.mark(tab);
        this.#choose(panel);
      });
      this.#tabs.set(panel, tab);
      stack.append(panel.element);
    }
  }

  /** A terminal was chosen instead. */
  hide(): void {
    this.#choose(undefined);
  }

  close(): void {
    this.#release();
    for (const panel of this.#panels) panel.close();
  }

  #choose(chosen: SidePanel | undefined): void {
    for (const panel of this.#panels) panel.element.hidden = panel !== chosen;
    chosen?.show();
  }

  #update(): void {
    for (const panel of this.#panels) {
      panel.update?.();
      const tab = this.#tabs.get(panel)?.tab;
      const label = panel.label ?? panel.name;
      if (tab !== undefined && tab.textContent !== label) tab.textContent = label;
    }
  }
}
