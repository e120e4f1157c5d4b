import type { LabSession, SessionEvent } from "#session";
import { button } from "./dom.ts";
import type { SidePanel } from "./lab-panel.ts";
import "./panels.css";
import { PreviewPanel } from "./preview-panel.ts";
import { RequestsPanel } from "./requests-panel.ts";

/** The panels that a lab asks for, as tabs beside its terminals. */
export class LabPanels {
  readonly #panels: readonly { readonly panel: SidePanel; readonly tab: HTMLButtonElement }[];
  readonly #release: () => void;

  /** `onChoose` hides the terminals. */
  constructor(session: LabSession, onChoose: () => void) {
    const wanted = session.data.panels ?? [];
    const panels: SidePanel[] = [
      ...(wanted.includes("preview") ? [new PreviewPanel(session)] : []),
      ...(wanted.includes("requests") ? [new RequestsPanel(session)] : []),
    ];
    this.#panels = panels.map((panel) => {
      const tab = button(panel.name, "pane-tab", () => {
        onChoose();
        this.#choose(panel);
      });
      tab.setAttribute("role", "tab");
      panel.element.hidden = true;
      return { panel, tab };
    });
    const ports = new Set<number>();
    this.#release = session.listen((event: SessionEvent) => {
      if (event.kind === "machine" && (event.state === "off" || event.state === "failed")) {
        // A machine that is gone tells of its servers no more.
        for (const port of ports) for (const { panel } of this.#panels) panel.port(port, false);
        ports.clear();
      }
      if (event.kind !== "port") return;
      if (event.open) ports.add(event.port);
      else ports.delete(event.port);
      for (const { panel } of this.#panels) panel.port(event.port, event.open);
    });
  }

  /** Puts the tabs and the panels into the lab's markup. */
  place(tabs: HTMLElement, stack: HTMLElement): void {
    for (const { panel, tab } of this.#panels) {
      tabs.append(tab);
      stack.append(panel.element);
    }
    this.hide();
  }

  /** A terminal was chosen instead. */
  hide(): void {
    this.#choose(undefined);
  }

  close(): void {
    this.#release();
    for (const { panel } of this.#panels) panel.close();
  }

  #choose(chosen: SidePanel | undefined): void {
    for (const { panel, tab } of this.#panels) {
      panel.element.hidden = panel !== chosen;
      tab.setAttribute("aria-selected", String(panel === chosen));
    }
    chosen?.show();
  }
}
