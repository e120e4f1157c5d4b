import "./search.css";
import { addSection, nameResult, textResult } from "./search-result.ts";
import { findByName, findInText, loadNames, type Filters, type Names } from "./search-sources.ts";

/**
 * The search: in a dialog, on its page (`data-in="address"`, which holds query and filters) and on the page that is
 * shown for a wrong address (`data-in="wrong"`, which starts with the words of that). Names answer at once; the full
 * text follows when the reader pauses, or when asked where data are to be saved. Nothing is fetched before the first
 * key in the field.
 */

/** How long the reader has stopped typing when the full text is read. */
const PAUSE = 350;

const MARKUP = `
<form class="search-form ui" role="search">
  <label class="visually-hidden" for="search-field">Search the site</label>
  <input id="search-field" name="q" type="search" autocomplete="off" spellcheck="false" enterkeyhint="search"
    placeholder="feature store, k8s, make -n …" />
  <fieldset class="search-filters">
    <legend class="visually-hidden">Show only</legend>
    <label>Kind <select name="kind"><option value="">any</option><option value="note">notes</option><option value="concept">concepts</option><option value="certification">certifications</option><option value="lab">labs</option><option value="handbook">handbook</option></select></label>
    <label>Week <select name="week"><option value="">any</option></select></label>
    <label>Tool <select name="tool"><option value="">any</option></select></label>
    <label><input type="checkbox" name="runs" value="1" /> runs here</label>
  </fieldset>
</form>
<p class="search-status ui" role="status"></p>
<ol class="search-results"></ol>
<button type="button" class="search-more ui" hidden>Search the full text too</button>`;

/** An element of our own markup, which is there unless this file is wrong. */
function part<Kind extends Element>(root: ParentNode, selector: string, kind: new () => Kind): Kind {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`[this is a bug] the search has no ${selector}`);
  return found;
}

const savesData = () =>
  (navigator as Navigator & { connection?: { readonly saveData?: boolean } }).connection?.saveData === true;

class SiteSearch extends HTMLElement {
  #turn = 0;
  #stop = new AbortController();

  connectedCallback(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.innerHTML = MARKUP;
    const form = this.#form;
    if (this.dataset.in === "address") this.#readAddress();
    if (this.dataset.in === "wrong") this.#field.value = wordsOfAddress();
    form.addEventListener("input", () => void this.#search(), { signal });
    form.addEventListener(
      "submit",
      (event) => {
        event.preventDefault();
        this.querySelector<HTMLAnchorElement>(".search-results a")?.click();
      },
      { signal },
    );
    this.addEventListener("keydown", (event) => this.#move(event), { signal });
    if (this.dataset.in !== "wrong") this.#field.focus();
    if (this.#field.value !== "") void this.#searchAtOnce();
  }

  /** What an address asks for is shown when it is whole: nobody types yet, and nothing is to move under the eyes. */
  async #searchAtOnce(): Promise<void> {
    this.#list.hidden = true;
    await this.#search();
    this.#list.hidden = false;
  }

  disconnectedCallback(): void {
    this.#stop.abort();
  }

  get #form(): HTMLFormElement {
    return part(this, "form", HTMLFormElement);
  }

  get #field(): HTMLInputElement {
    return part(this, "input[type=search]", HTMLInputElement);
  }

  get #list(): HTMLOListElement {
    return part(this, "ol", HTMLOListElement);
  }

  get #filters(): Filters {
    const data = new FormData(this.#form);
    const text = (name: string) => {
      const value = data.get(name);
      return typeof value === "string" ? value : "";
    };
    return { kind: text("kind"), week: text("week"), tool: text("tool"), runs: data.has("runs") };
  }

  #select(name: string): HTMLSelectElement {
    return part(this, `select[name=${name}]`, HTMLSelectElement);
  }

  #readAddress(): void {
    const asked = new URLSearchParams(location.search);
    this.#field.value = asked.get("q") ?? "";
    for (const name of ["week", "tool"] as const) {
      const value = asked.get(name);
      if (value) this.#addOption(name, value);
    }
    for (const name of ["kind", "week", "tool"]) {
      const select = this.#select(name);
      select.value = asked.get(name) ?? "";
      if (select.selectedIndex === -1) select.value = "";
    }
    part(this, "input[name=runs]", HTMLInputElement).checked = asked.has("runs");
  }

  #writeAddress(query: string, filters: Filters): void {
    if (this.dataset.in !== "address") return;
    const asked = new URLSearchParams();
    if (query !== "") asked.set("q", query);
    for (const name of ["kind", "week", "tool"] as const) if (filters[name] !== "") asked.set(name, filters[name]);
    if (filters.runs) asked.set("runs", "1");
    history.replaceState(null, "", `${location.pathname}${asked.size > 0 ? `?${asked.toString()}` : ""}`);
  }

  #addOption(name: "week" | "tool", value: string): void {
    const select = this.#select(name);
    if ([...select.options].some((option) => option.value === value)) return;
    select.add(new Option(value, value));
  }

  #say(text: string): void {
    part(this, ".search-status", HTMLElement).textContent = text;
  }

  #sayCount(): void {
    const count = this.#list.children.length;
    if (count === 0) this.#say("Nothing found. Try fewer words or another name, or take a filter off.");
    else this.#say(`${count} ${count === 1 ? "result" : "results"}`);
  }

  async #search(): Promise<void> {
    const turn = ++this.#turn;
    const query = this.#field.value.trim();
    const filters = this.#filters;
    this.#writeAddress(query, filters);
    const more = part(this, ".search-more", HTMLButtonElement);
    let names: Names;
    try {
      names = await loadNames();
    } catch {
      if (turn === this.#turn) this.#say("The index could not be loaded. Check the connection and type again.");
      return;
    }
    if (turn !== this.#turn) return;
    for (const document of names.documents) {
      if (document.week) this.#addOption("week", document.week);
      for (const tool of document.tools ?? []) this.#addOption("tool", tool);
    }
    more.hidden = true;
    this.#list.ariaBusy = query === "" ? "false" : "true";
    if (query === "") {
      this.#list.replaceChildren();
      this.#say("");
      return;
    }
    const { sure, loose } = findByName(names, query, filters);
    this.#list.replaceChildren(...[...sure, ...loose].map(nameResult));
    if (savesData() && sure.length > 0) {
      this.#sayCount();
      this.#list.ariaBusy = "false";
      more.hidden = false;
      more.onclick = () => {
        more.hidden = true;
        void this.#readText(turn, names, query, filters, sure.length);
      };
      return;
    }
    if (sure.length > 0) this.#sayCount();
    else this.#say("Reading the full text …");
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (turn === this.#turn) await this.#readText(turn, names, query, filters, sure.length);
  }

  /**
   * Adds what the full text has: sections to pages that are listed; other pages behind those that are sure, or at the
   * end when they have only some of the words.
   */
  async #readText(turn: number, names: Names, query: string, filters: Filters, sure: number): Promise<void> {
    let hits: Awaited<ReturnType<typeof findInText>>;
    try {
      hits = await findInText(names, query, filters);
    } catch {
      if (turn !== this.#turn) return;
      this.#sayCount();
      this.#list.ariaBusy = "false";
      const status = part(this, ".search-status", HTMLElement);
      status.append(" The full text could not be loaded: only names and headings were searched.");
      return;
    }
    if (turn !== this.#turn) return;
    const list = this.#list;
    let before = list.children.item(sure);
    for (const hit of hits) {
      const items = [...list.children].filter((one) => one instanceof HTMLLIElement);
      const at = items.findIndex((one) => one.dataset.key === hit.key);
      const listed = items[at];
      if (listed && (at < sure || !hit.whole || listed.dataset.text !== undefined)) {
        addSection(listed, hit);
        continue;
      }
      if (listed && listed === before) before = listed.nextElementSibling;
      listed?.remove();
      const item = textResult(hit);
      item.dataset.text = "";
      list.insertBefore(item, hit.whole ? before : null);
    }
    this.#sayCount();
    list.ariaBusy = "false";
  }

  /** Arrow keys go from the field through the results and back. */
  #move(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (event.target instanceof HTMLSelectElement) return;
    const stops = [this.#field, ...this.querySelectorAll<HTMLAnchorElement>(".search-results a")];
    const at = stops.findIndex((stop) => stop === document.activeElement);
    const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (at === -1 || next === undefined) return;
    event.preventDefault();
    next.focus();
  }
}

/** "/weeks/1/make-file.html" asks for "make file". */
function wordsOfAddress(): string {
  let path = location.pathname;
  try {
    path = decodeURIComponent(path);
  } catch {
    // A broken escape is searched for as it is written.
  }
  const parts = path.replace(/\.\w{2,4}$/, "").split("/");
  const last = parts.findLast((one) => /\p{L}/u.test(one)) ?? "";
  return last.replace(/[-_.+]+/g, " ").trim();
}

customElements.define("site-search", SiteSearch);

/** Opens the search over the page, with what was typed meanwhile. On a page that has it, it goes to the field. */
export function openSearch(typed = ""): void {
  const field = document.querySelector<HTMLInputElement>("site-search input[type=search]");
  if (field) {
    field.focus();
    field.select();
    return;
  }
  const dialog = document.createElement("dialog");
  dialog.className = "search-dialog";
  dialog.setAttribute("aria-label", "Search");
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || (event.target as Element).closest("a")) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault(); // a search field would be emptied by it first
    dialog.close();
  });
  dialog.showModal();
  dialog.append(document.createElement("site-search"));
  const close = document.createElement("button");
  close.type = "button";
  close.className = "search-close ui";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  part(dialog, "input[type=search]", HTMLInputElement).after(close);
  if (typed === "") return;
  const input = part(dialog, "input[type=search]", HTMLInputElement);
  input.value = typed;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}
