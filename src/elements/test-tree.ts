import { make } from "./dom.ts";
import type { OutlineNode, TestState } from "#session";

/** How a state is drawn, and how it is said. */
const STATES: Readonly<Record<TestState, readonly [glyph: string, words: string]>> = {
  waiting: ["·", "not run"],
  running: ["…", "running"],
  passed: ["✓", "passed"],
  failed: ["✗", "failed"],
  error: ["!", "error"],
  skipped: ["–", "skipped"],
  xfailed: ["x", "failed as expected"],
  xpassed: ["X", "passed unexpectedly"],
};

/** Groups of more tests than this begin closed unless something in them went wrong. */
const MOST_OPEN = 60;

interface Row {
  /** What is in the list: the item and, behind it, the group of those below. */
  readonly place: HTMLElement;
  readonly item: HTMLElement;
  readonly group: HTMLElement | undefined;
  node: OutlineNode;
  shown: string;
}

/** The tests as a tree of the ARIA kind: arrows move, open and close; Enter goes to the line. */
export class TestTree {
  readonly element = make("ul", { class: "test-tree", role: "tree", "aria-label": "Tests" });
  readonly #rows = new Map<string, Row>();
  readonly #toggled = new Set<string>();
  readonly #onSelect: (node: OutlineNode) => void;
  readonly #onOpen: (node: OutlineNode, byKey: boolean) => void;
  #selected: string | undefined;

  constructor(onSelect: (node: OutlineNode) => void, onOpen: (node: OutlineNode, byKey: boolean) => void) {
    this.#onSelect = onSelect;
    this.#onOpen = onOpen;
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("click", (event) => this.#click(event));
  }

  get selected(): OutlineNode | undefined {
    return this.#selected === undefined ? undefined : this.#rows.get(this.#selected)?.node;
  }

  /** Draws what is new; rows that stay keep their focus and whether they are open. */
  update(nodes: readonly OutlineNode[]): void {
    const kept = new Set<string>();
    this.#fill(this.element, nodes, 1, kept);
    let lost = false;
    for (const [key, row] of this.#rows)
      if (!kept.has(key)) {
        lost ||= row.item === document.activeElement;
        row.place.remove();
        this.#rows.delete(key);
        if (this.#selected === key) this.#selected = undefined;
      }
    this.#keepOneReachable();
    if (lost) this.element.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  select(key: string): void {
    const row = this.#rows.get(key);
    if (row === undefined) return;
    for (const each of this.#rows.values()) {
      each.item.setAttribute("aria-selected", String(each === row));
      each.item.tabIndex = each === row ? 0 : -1;
    }
    this.#selected = key;
    this.#onSelect(row.node);
  }

  #fill(list: HTMLElement, nodes: readonly OutlineNode[], level: number, kept: Set<string>): void {
    let last: Element | null = null;
    for (const [at, node] of nodes.entries()) {
      kept.add(node.key);
      const row = this.#rows.get(node.key) ?? this.#make(node, level);
      row.node = node;
      const next: Element | null = last === null ? list.firstElementChild : last.nextElementSibling;
      if (next !== row.place) list.insertBefore(row.place, next);
      last = row.place;
      row.item.setAttribute("aria-posinset", String(at + 1));
      row.item.setAttribute("aria-setsize", String(nodes.length));
      this.#draw(row);
      if (row.group !== undefined) this.#fill(row.group, node.children, level + 1, kept);
    }
  }

  #make(node: OutlineNode, level: number): Row {
    const group = node.children.length > 0 ? make("ul", { role: "group" }) : undefined;
    const item = make("div", {
      class: "test-line",
      role: "treeitem",
      "aria-level": String(level),
      "aria-selected": "false",
      tabindex: "-1",
    });
    item.dataset.key = node.key;
    const place = make("li", { role: "none" }, item, ...(group === undefined ? [] : [group]));
    const row: Row = { place, item, group, node, shown: "" };
    this.#rows.set(node.key, row);
    return row;
  }

  #draw(row: Row): void {
    const { name, state, seconds, earlier, children } = row.node;
    const [glyph, words] = STATES[state];
    const time = seconds === 0 ? "" : duration(seconds);
    const shown = `${glyph}|${name}|${time}|${String(earlier)}`;
    if (row.shown !== shown) {
      row.shown = shown;
      row.item.dataset.state = state;
      row.item.classList.toggle("earlier", earlier);
      const parts = [name, words, ...(earlier ? ["in an earlier run"] : []), ...(time === "" ? [] : [time])];
      row.item.setAttribute("aria-label", parts.join(", "));
      row.item.replaceChildren(
        // Drawn by the style sheet: the item's name says both in words.
        make("span", { class: "test-state", "data-drawn": glyph }),
        make("span", { class: "test-name" }, name),
        make("span", { class: "test-time", "data-drawn": time }),
      );
    }
    if (row.group === undefined) return;
    const wrong = state === "failed" || state === "error";
    const open = (wrong || children.length <= MOST_OPEN) !== this.#toggled.has(row.node.key);
    row.item.setAttribute("aria-expanded", String(open));
    row.group.hidden = !open;
  }

  #toggle(row: Row): void {
    if (row.group === undefined) return;
    const { key } = row.node;
    if (!this.#toggled.delete(key)) this.#toggled.add(key);
    this.#draw(row);
  }

  #rowOf(target: EventTarget | null): Row | undefined {
    const item = target instanceof Element ? target.closest<HTMLElement>('[role="treeitem"]') : null;
    return item === null ? undefined : this.#rows.get(item.dataset.key ?? "");
  }

  #click(event: MouseEvent): void {
    const row = this.#rowOf(event.target);
    if (row === undefined) return;
    this.select(row.node.key);
    row.item.focus({ preventScroll: true });
    if (row.group === undefined) this.#onOpen(row.node, false);
    else this.#toggle(row);
  }

  #key(event: KeyboardEvent): void {
    const row = this.#rowOf(event.target);
    if (row === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const visible = [...this.element.querySelectorAll<HTMLElement>('[role="treeitem"]')].filter(
      (item) => item.closest("ul[hidden]") === null,
    );
    const at = visible.indexOf(row.item);
    const open = row.item.getAttribute("aria-expanded");
    let to: HTMLElement | null | undefined;
    if (event.key === "ArrowDown") to = visible[at + 1];
    else if (event.key === "ArrowUp") to = visible[at - 1];
    else if (event.key === "Home") to = visible[0];
    else if (event.key === "End") to = visible.at(-1);
    else if (event.key === "ArrowRight" && open === "false") this.#toggle(row);
    else if (event.key === "ArrowRight") to = open === "true" ? visible[at + 1] : undefined;
    else if (event.key === "ArrowLeft" && open === "true") this.#toggle(row);
    else if (event.key === "ArrowLeft")
      to = row.place.parentElement?.closest("li")?.querySelector<HTMLElement>('[role="treeitem"]');
    else if (event.key !== "Enter" && event.key !== " ") return;
    else if (row.group === undefined) this.#onOpen(row.node, event.key === "Enter");
    else this.#toggle(row);
    event.preventDefault();
    const next = this.#rowOf(to ?? null);
    if (next === undefined) return;
    this.select(next.node.key);
    next.item.focus();
  }

  #keepOneReachable(): void {
    if (this.#selected !== undefined) return;
    const first = this.element.querySelector<HTMLElement>('[role="treeitem"]');
    if (first !== null) first.tabIndex = 0;
  }
}

/** As short as it is useful: "3 ms", "1.24 s". */
export function duration(seconds: number): string {
  return seconds < 0.9995 ? `${String(Math.max(1, Math.round(seconds * 1000)))} ms` : `${seconds.toFixed(2)} s`;
}
