import { button, make } from "./dom.ts";

/** A tab and the panel that it shows. */
export interface Tab {
  readonly tab: HTMLButtonElement;
  readonly panel: HTMLElement;
}

let rows = 0;

/**
 * One row of tabs (ARIA practices, "Tabs"): one tab is in the order of the Tab key, arrows move along the row and
 * choose. Which panel is shown is its owner's business: `choose` of a tab is called, and the owner calls `mark`.
 */
export class TabRow {
  readonly element: HTMLElement;
  readonly #prefix: string;
  #count = 0;

  constructor(label: string) {
    rows += 1;
    this.#prefix = `lab-tabs-${String(rows)}`;
    this.element = make("div", { class: "tab-list", role: "tablist", "aria-label": label });
    this.element.addEventListener("keydown", (event) => this.#move(event));
  }

  /** A tab at the end, or before another. */
  add(label: string, panel: HTMLElement, choose: () => void, before?: Tab): Tab {
    const id = `${this.#prefix}-${String(++this.#count)}`;
    const tab = button(label, "pane-tab", choose);
    panel.id ||= `${id}-panel`;
    for (const [name, value] of Object.entries({ id, role: "tab", tabindex: "-1", "aria-controls": panel.id }))
      tab.setAttribute(name, value);
    tab.setAttribute("aria-selected", "false");
    // An article may not be a tabpanel (ARIA in HTML), but a region.
    panel.setAttribute("role", panel.localName === "article" ? "region" : "tabpanel");
    if (!panel.hasAttribute("aria-label")) panel.setAttribute("aria-labelledby", id);
    this.element.insertBefore(tab, before?.tab ?? null);
    this.#keepOneReachable();
    return { tab, panel };
  }

  remove({ tab }: Tab): void {
    tab.remove();
    this.#keepOneReachable();
  }

  /** Shows which tab is chosen. */
  mark(chosen: Tab): void {
    for (const tab of this.#tabs) {
      const own = tab === chosen.tab;
      tab.setAttribute("aria-selected", String(own));
      tab.tabIndex = own ? 0 : -1;
    }
  }

  get #tabs(): HTMLButtonElement[] {
    return [...this.element.querySelectorAll<HTMLButtonElement>('[role="tab"]')];
  }

  #keepOneReachable(): void {
    const tabs = this.#tabs;
    if (!tabs.some((tab) => tab.tabIndex === 0) && tabs[0] !== undefined) tabs[0].tabIndex = 0;
  }

  #move(event: KeyboardEvent): void {
    const tabs = this.#tabs;
    const at = tabs.findIndex((tab) => tab === document.activeElement);
    if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    next?.click();
    next?.focus();
  }
}
