import { parseCoverage, type FileCoverage, type LabSession, type TreeChange } from "#session";
import type { CodeEditor } from "./code-editor.ts";
import { button, make, wayOut } from "./dom.ts";

/** What programs keep for themselves: in the folder and in the archive, but not among the tabs. */
const CACHES = /(?:^|\/)(?:__pycache__|\.pytest_cache|\.venv)\//;

/** Where coverage puts what it measured, unless it is told otherwise. */
const COVERAGE = "coverage.json";

/** The lab's files as tabs, and the one editor that shows them in turn. */
export class FilePane {
  readonly differenceButton: HTMLButtonElement;
  readonly #pane: HTMLElement;
  readonly #tabs: HTMLElement;
  readonly #stack: HTMLElement;
  readonly #session: LabSession;
  #editor: Promise<CodeEditor> | undefined;
  #open: CodeEditor | undefined;
  #comparing = false;
  #coverage: ReadonlyMap<string, FileCoverage> | undefined;
  /** Stands where a file is that the editor cannot show. */
  readonly #unshown = make("article", { class: "live unshown" });

  constructor(pane: HTMLElement, session: LabSession) {
    this.#pane = pane;
    this.#session = session;
    const tabs = pane.querySelector<HTMLElement>(".tabs");
    const stack = pane.querySelector<HTMLElement>(".stack");
    if (tabs === null || stack === null) throw new Error("the lab's markup has no files [this is a bug]");
    this.#tabs = tabs;
    this.#stack = stack;
    tabs.addEventListener("change", () => this.#open !== undefined && void this.#showChosen());
    this.differenceButton = button("Difference", "quiet", () => void this.#compare(!this.#comparing));
    this.differenceButton.setAttribute("aria-pressed", "false");
    void session.restored.then(({ files }) => {
      if (files.length > 0) void this.openEditor();
    });
    for (const file of session.tree.list()) this.#mark(file.path);
  }

  /** The file that is shown; "" when all are gone. */
  get path(): string {
    return this.#tabs.querySelector<HTMLInputElement>("input:checked")?.value ?? "";
  }

  openEditor(): Promise<CodeEditor> {
    this.#editor ??= this.#make();
    return this.#editor;
  }

  /** Chooses a file; one that has no tab yet gets it. False when there is no such file. */
  async show(path: string): Promise<boolean> {
    if (this.#session.tree.get(path) === undefined) return false;
    const input = this.#tab(path) ?? this.#addTab(path);
    input.checked = true;
    await this.openEditor();
    await this.#showChosen();
    return true;
  }

  /** Shows a line of a file, and puts the cursor there. */
  async showLine(path: string, line: number, focus: boolean): Promise<void> {
    if (!(await this.show(path))) return;
    this.blame(line);
    this.#open?.goTo(line);
    if (!focus) return;
    this.#open?.focus();
    this.#pane.scrollIntoView({ block: "nearest" });
  }

  blame(line: number | undefined): void {
    this.#open?.blame(line);
  }

  /** Programs made, changed or removed files; or the reader did, here or by a reset. */
  update(changes: readonly TreeChange[]): void {
    for (const { path, kind, by } of changes) {
      if (path === COVERAGE) this.#measure();
      if (kind === "removed") {
        const input = this.#tab(path);
        const removed = input?.closest("label");
        const chosen = input?.checked === true;
        removed?.remove();
        if (chosen) this.#chooseFirst();
        continue;
      }
      if (CACHES.test(path)) continue;
      if (this.#tab(path) === undefined && (kind === "made" || this.#session.tree.original(path) !== undefined))
        this.#addTab(path);
      if (this.path === "") this.#chooseFirst();
      this.#mark(path);
      const content = this.#session.tree.get(path)?.content;
      const typedHere = by === "reader" && this.#open?.path === path && this.#typing;
      if (!typedHere && typeof content === "string") {
        if (this.#open === undefined && path === this.path) void this.openEditor();
        else this.#open?.replace(path, content);
      }
    }
  }

  /** The file that was shown is gone, or the first one came. */
  #chooseFirst(): void {
    const first = this.#tabs.querySelector<HTMLInputElement>("input");
    if (first === null) void this.openEditor().then(() => this.#showChosen());
    else first.click();
  }

  #measure(): void {
    const text = this.#session.tree.get(COVERAGE)?.content;
    this.#coverage = typeof text === "string" ? parseCoverage(text) : undefined;
    this.#open?.cover(this.#coverage?.get(this.#open.path));
  }

  /** The change that is being told comes from the editor itself. */
  #typing = false;

  async #make(): Promise<CodeEditor> {
    const { CodeEditor } = await import("./code-editor.ts");
    const article = make("article", { class: "live" });
    this.#unshown.hidden = true;
    this.#stack.append(article, this.#unshown);
    this.#tabs.append(wayOut());
    const editor = new CodeEditor({
      element: article,
      onEdit: (path, text) => {
        this.#typing = true;
        this.#session.edit(path, text);
        this.#typing = false;
      },
    });
    this.#open = editor;
    await this.#showChosen();
    // The page's own text of the files lies below: it is out of the way of keys and of readers that listen.
    const held = document.activeElement?.closest("article[data-file]") ?? null;
    for (const still of this.#stack.querySelectorAll<HTMLElement>("article[data-file]")) still.hidden = true;
    if (held !== null && this.#stack.contains(held)) editor.focus();
    return editor;
  }

  async #showChosen(): Promise<void> {
    const { path } = this;
    const content = this.#session.tree.get(path)?.content;
    const live = this.#stack.querySelector<HTMLElement>("article.live");
    if (live !== null) live.hidden = typeof content !== "string";
    this.#unshown.hidden = typeof content === "string";
    if (typeof content !== "string") {
      this.#unshown.textContent =
        path === ""
          ? "There is no file here now. Reset all brings the lab's own files back."
          : content === undefined
            ? "This file is too large to be shown here. The terminal can: try head."
            : `Not a text file: ${content.length.toLocaleString("en")} bytes.`;
      return;
    }
    await this.#open?.show(path, content);
    if (this.#open?.path !== this.path) return;
    this.#open.compare(this.#originalShown());
    const measured = this.#coverage?.get(path);
    if (measured !== undefined) this.#open.cover(measured);
  }

  async #compare(on: boolean): Promise<void> {
    this.#comparing = on;
    this.differenceButton.setAttribute("aria-pressed", String(on));
    const editor = await this.openEditor();
    editor.compare(this.#originalShown());
  }

  /** What the shown file is compared with; undefined when it is not. */
  #originalShown(): string | undefined {
    if (!this.#comparing) return undefined;
    const original = this.#session.tree.original(this.path);
    return typeof original === "string" ? original : "";
  }

  #tab(path: string): HTMLInputElement | undefined {
    return [...this.#tabs.querySelectorAll<HTMLInputElement>("input")].find((input) => input.value === path);
  }

  #addTab(path: string): HTMLInputElement {
    const name = this.#tabs.querySelector("input")?.name ?? "file";
    const input = make("input", { type: "radio", name, value: path, autocomplete: "off" });
    this.#tabs.insertBefore(make("label", {}, input, path), this.#after(path));
    // Where there is no article for it, only the editor can show it.
    input.addEventListener("change", () => void this.openEditor());
    return input;
  }

  /** The tab that a new one stands before: the lab's own files keep their order, what was made here comes behind. */
  #after(path: string): Element | null {
    const own = this.#session.data.files.map((file) => file.path);
    const place = (name: string): number => (own.includes(name) ? own.indexOf(name) : own.length);
    const later = [...this.#tabs.querySelectorAll("input")].find((input) => place(input.value) > place(path));
    return later?.closest("label") ?? this.#tabs.querySelector(".way-out");
  }

  #mark(path: string): void {
    const label = this.#tab(path)?.closest("label");
    const changed = this.#session.tree.original(path) !== undefined && this.#session.tree.isChanged(path);
    label?.classList.toggle("changed", changed);
    if (label) label.title = changed ? "Changed here" : "";
    this.#pane.dataset.edited = String(this.#session.tree.isEdited());
  }
}
