import "./search.css";
import { indexOf, rank, type Index, type SearchDocument } from "./search-rank.ts";

/**
 * The search, in the dialog and on its page. Names and headings are ranked here; what Pagefind finds in the full text
 * follows where they do not suffice. Nothing is fetched before the first key in the field.
 */

interface Filters {
  kind: string;
  week: string;
  tool: string;
  runs: boolean;
}

interface FullText {
  search(
    query: string,
  ): Promise<{ results: { data(): Promise<{ url: string; excerpt: string; meta: { title?: string } }> }[] }>;
}

const KINDS: Readonly<Record<SearchDocument["kind"], string>> = {
  note: "Note",
  concept: "Concept",
  certification: "Certification",
  lab: "Lab",
  handbook: "Handbook",
};

const base = new URL(document.querySelector<HTMLAnchorElement>("a.name")?.href ?? "/", location.href).pathname;

let loading: Promise<{ index: Index; documents: readonly SearchDocument[] }> | undefined;
function load() {
  loading ??= fetch(`${base}search-index.json`)
    .then(async (response) => {
      if (!response.ok) throw new Error(`status ${response.status}`);
      const documents = (await response.json()) as SearchDocument[];
      return { documents, index: indexOf(documents) };
    })
    .catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
  return loading;
}

let fullText: Promise<FullText | undefined> | undefined;
function loadFullText() {
  const address = `${base}pagefind/pagefind.js`;
  fullText ??= (import(/* @vite-ignore */ address) as Promise<FullText>).catch(() => undefined);
  return fullText;
}

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

class SiteSearch extends HTMLElement {
  #turn = 0;
  #stop = new AbortController();

  connectedCallback(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.innerHTML = MARKUP;
    const form = this.#form;
    if (this.dataset.page !== undefined) this.#readAddress();
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
    this.#field.focus();
    if (this.#field.value !== "") void this.#search();
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

  get #filters(): Filters {
    const data = new FormData(this.#form);
    const text = (name: string) => {
      const value = data.get(name);
      return typeof value === "string" ? value : "";
    };
    return { kind: text("kind"), week: text("week"), tool: text("tool"), runs: data.has("runs") };
  }

  #readAddress(): void {
    const asked = new URLSearchParams(location.search);
    this.#field.value = asked.get("q") ?? "";
    for (const name of ["week", "tool"] as const) {
      const value = asked.get(name);
      if (value) this.#addOption(name, value);
    }
    for (const name of ["kind", "week", "tool"]) {
      const select = this.#form.elements.namedItem(name) as HTMLSelectElement;
      select.value = asked.get(name) ?? "";
    }
    (this.#form.elements.namedItem("runs") as HTMLInputElement).checked = asked.has("runs");
  }

  #writeAddress(query: string, filters: Filters): void {
    if (this.dataset.page === undefined) return;
    const asked = new URLSearchParams();
    if (query !== "") asked.set("q", query);
    for (const name of ["kind", "week", "tool"] as const) if (filters[name] !== "") asked.set(name, filters[name]);
    if (filters.runs) asked.set("runs", "1");
    history.replaceState(null, "", `${location.pathname}${asked.size > 0 ? `?${asked.toString()}` : ""}`);
  }

  #addOption(name: "week" | "tool", value: string): void {
    const select = this.#form.elements.namedItem(name) as HTMLSelectElement;
    if ([...select.options].some((option) => option.value === value)) return;
    select.add(new Option(value, value));
  }

  async #search(): Promise<void> {
    const turn = ++this.#turn;
    const query = this.#field.value.trim();
    const filters = this.#filters;
    this.#writeAddress(query, filters);
    const list = part(this, "ol", HTMLOListElement);
    const more = part(this, ".search-more", HTMLButtonElement);
    const say = (text: string) => {
      part(this, ".search-status", HTMLElement).textContent = text;
    };
    let loaded: Awaited<ReturnType<typeof load>>;
    try {
      loaded = await load();
    } catch {
      if (turn === this.#turn) say("The index could not be loaded. Check the connection and type again.");
      return;
    }
    if (turn !== this.#turn) return;
    const { documents, index } = loaded;
    for (const document of documents) {
      if (document.week) this.#addOption("week", document.week);
      for (const tool of document.tools ?? []) this.#addOption("tool", tool);
    }
    if (query === "") {
      more.hidden = true;
      list.replaceChildren();
      say("");
      return;
    }
    const passes = (document: SearchDocument) =>
      (filters.kind === "" || document.kind === filters.kind) &&
      (filters.week === "" || document.week === filters.week) &&
      (filters.tool === "" || (document.tools ?? []).includes(filters.tool)) &&
      (!filters.runs || document.runs === true);
    const hits = rank(index, query, 60)
      .filter((hit) => passes(hit.document))
      .slice(0, 12);
    list.replaceChildren(
      ...hits.map(({ document, heading }) =>
        resultItem(
          `${base}${document.path.slice(1)}${heading && !document.path.includes("#") ? `#${heading[1]}` : ""}`,
          document.title,
          [KINDS[document.kind], ...(document.runs ? ["runs here"] : []), ...(heading ? [heading[0]] : [])],
          document.summary,
        ),
      ),
    );
    const count = () => list.children.length;
    const verdict = () =>
      count() === 0
        ? "Nothing found. Try fewer words or another name, or take a filter off."
        : `${count()} ${count() === 1 ? "result" : "results"}`;
    const readText = async () => {
      say("Reading the full text …");
      const found = await this.#fullText(query);
      if (turn !== this.#turn) return;
      const shown = new Set(hits.map((hit) => hit.document.path.replace(/#.*/, "")));
      for (const { path, title, excerpt } of found) {
        const document = documents.find((one) => one.path === path);
        const open = filters.kind === "handbook" || Object.values(filters).every((one) => !one);
        if (shown.has(path) || !(document ? passes(document) : open)) continue;
        const kind = document ? KINDS[document.kind] : "Page";
        list.append(resultItem(`${base}${path.slice(1)}`, title, [kind, "in the text"], excerpt));
      }
      say(verdict());
    };
    more.hidden = true;
    if (hits.length < 3) {
      await new Promise((resolve) => setTimeout(resolve, 450)); // the reader may still be typing
      if (turn === this.#turn) await readText();
      return;
    }
    // Names answered it. The full text costs 130 kB at its first use, so it waits to be asked for.
    more.hidden = false;
    more.onclick = () => {
      more.hidden = true;
      void readText();
    };
    say(verdict());
  }

  async #fullText(query: string): Promise<{ path: string; title: string; excerpt: string }[]> {
    const pagefind = await loadFullText();
    if (pagefind === undefined) return [];
    const { results } = await pagefind.search(query);
    const pages = await Promise.all(results.slice(0, 8).map((result) => result.data()));
    return pages.map(({ url, excerpt, meta }) => ({
      path: `/${url.slice(base.length)}`,
      title: meta.title ?? url,
      excerpt: new DOMParser().parseFromString(excerpt, "text/html").body.textContent,
    }));
  }

  /** Arrow keys go from the field through the results and back. */
  #move(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (event.target instanceof HTMLSelectElement) return;
    const stops = [this.#field, ...this.querySelectorAll<HTMLAnchorElement>(".search-results a")];
    const at = stops.indexOf(document.activeElement as HTMLInputElement);
    const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (at === -1 || next === undefined) return;
    event.preventDefault();
    next.focus();
  }
}

function resultItem(href: string, title: string, facts: readonly string[], text: string): HTMLLIElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = href;
  link.textContent = title;
  const about = document.createElement("span");
  about.className = "search-facts ui";
  about.textContent = facts.join(" · ");
  const summary = document.createElement("p");
  summary.textContent = text;
  item.append(link, about, summary);
  return item;
}

customElements.define("site-search", SiteSearch);

/** Opens the search over the page. On the search page itself it goes to the field. */
export function openSearch(): void {
  const field = document.querySelector<HTMLInputElement>("site-search[data-page] input[type=search]");
  if (field) {
    field.focus();
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
  dialog.showModal();
  dialog.append(document.createElement("site-search"));
}
