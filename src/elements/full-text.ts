/**
 * The full text, by Pagefind 1.5's searcher and index. Pagefind's own loader with its worker weighs 23 kB and unpacks
 * everything itself; this one lets the browser do it. It knows the searcher's calls as wasm-bindgen writes them, so the
 * build refuses an index of another version.
 */

/** How the files of the index are reached: a path below `pagefind/`. */
export type ReadIndex = (path: string) => Promise<Response>;

export interface TextHit {
  /** Below the site's root, with the section: "/weeks/1/make/#repaired". */
  readonly path: string;
  readonly title: string;
  readonly heading?: string;
  /** Whether all that was asked for is in it. */
  readonly whole: boolean;
  /** A few words around what was found, in pieces; those that were found are marked. */
  readonly excerpt: readonly { readonly text: string; readonly found: boolean }[];
}

type Text = [pointer: number, length: number];
interface Searcher extends WebAssembly.Exports {
  readonly memory: WebAssembly.Memory;
  readonly __wbindgen_externrefs: WebAssembly.Table;
  __wbindgen_start(): void;
  __wbindgen_malloc(length: number, align: number): number;
  __wbindgen_free(pointer: number, length: number, align: number): void;
  init_pagefind(meta: number, length: number): number;
  load_index_chunk(state: number, chunk: number, length: number): number;
  request_indexes(state: number, query: number, length: number): Text;
  search(state: number, ...rest: number[]): Text;
}

/** Whether a word of a text is what a typed word may mean. */
export type Resembles = (typed: string, word: string) => boolean;

/** A result as the searcher writes it: the text's name, its score, and where the words stand. */
interface Found {
  readonly p: string;
  readonly s: number;
  readonly l: readonly { readonly l: number; readonly s: number }[];
}

interface Fragment {
  readonly url: string;
  readonly content: string;
  readonly meta: { readonly title?: string; readonly heading?: string };
}

const SIGNATURE = 12;
const WORDS_SHOWN = 28;

export class FullText {
  readonly #read: ReadIndex;
  readonly #searcher: Searcher;
  #state: number;
  readonly #chunks = new Map<string, Promise<void>>();
  readonly #fragments = new Map<string, Promise<Fragment>>();

  private constructor(read: ReadIndex, searcher: Searcher, meta: Uint8Array) {
    this.#read = read;
    this.#searcher = searcher;
    this.#state = searcher.init_pagefind(this.#give(meta), meta.length) >>> 0;
  }

  static async open(read: ReadIndex): Promise<FullText> {
    const start = (await (await read("start.json")).json()) as { searcher: string; meta: string };
    const [searcher, meta] = await Promise.all([
      read(start.searcher).then(startSearcher),
      read(start.meta).then((response) => response.arrayBuffer()),
    ]);
    return new FullText(read, searcher, new Uint8Array(meta));
  }

  /**
   * The best sections, best first: those with all of the words, then those with more of them than others. A section is
   * left out when nothing in it resembles a word that was asked for: the searcher falls back to beginnings of words.
   */
  async search(words: readonly string[], limit: number, resembles: Resembles): Promise<TextHit[]> {
    const asked = words.map(plain).filter((word) => word !== "");
    if (asked.length === 0) return [];
    const hits = await this.#searchFor(asked, limit, (word) => words.some((one) => resembles(one, word)));
    const parts = words.flatMap((word) => word.split(/\p{Po}/u)).filter((word) => word !== "");
    if (hits.length > 0 || parts.length === words.length) return hits;
    return this.#searchFor(parts.map(plain), limit, (word) => parts.some((one) => resembles(one, word))); // app.route
  }

  async #searchFor(asked: readonly string[], limit: number, meant: (word: string) => boolean): Promise<TextHit[]> {
    const query = asked.join(" ");
    const wanted = JSON.parse(
      this.#ask(query, (at, length) => this.#searcher.request_indexes(this.#state, at, length)),
    ) as readonly string[];
    await Promise.all(wanted.filter((name) => name !== "").map((name) => this.#load(name)));
    const all = this.#find(query);
    const some = asked.length > 1 && all.length < limit ? this.#findSome(asked, all) : [];
    const found = [...all, ...some].slice(0, 2 * limit);
    const hits: TextHit[] = [];
    for (let from = 0; from < found.length && hits.length < limit; from += limit) {
      const part = found.slice(from, from + limit);
      const fragments = await Promise.all(part.map(({ p }) => this.#fragment(p)));
      fragments.forEach(({ url, content, meta }, at) => {
        const there = wordsAt(content);
        const places = (part[at]?.l ?? []).map((one) => one.l).filter((place) => meant(there[place] ?? ""));
        if (places.length === 0 || hits.length === limit) return;
        const heading = meta.heading === undefined ? {} : { heading: meta.heading };
        const whole = from + at < all.length;
        hits.push({ path: url, title: meta.title ?? url, ...heading, whole, excerpt: excerptOf(there, places) });
      });
    }
    return hits;
  }

  /** What has some of the words, by how many, at least half of them. Their chunks are there already. */
  #findSome(asked: readonly string[], known: readonly Found[]): Found[] {
    const counts = new Map<string, { found: Found; words: number; score: number }>();
    for (const word of new Set(asked)) {
      for (const found of this.#find(word)) {
        const before = counts.get(found.p);
        const score = (before?.score ?? 0) + found.s;
        const l = [...(before?.found.l ?? []), ...found.l];
        counts.set(found.p, { found: { ...found, l }, words: (before?.words ?? 0) + 1, score });
      }
    }
    for (const { p } of known) counts.delete(p);
    return [...counts.values()]
      .filter((one) => one.words >= asked.length / 2)
      .sort((one, other) => other.words - one.words || other.score - one.score)
      .map((one) => one.found);
  }

  #find(query: string): readonly Found[] {
    // The query, the query as typed, no filter, no order; not exact, accents as they come.
    const texts = [query, query, "{}", ""].flatMap((text) => {
      const bytes = new TextEncoder().encode(text);
      return [this.#give(bytes), bytes.length];
    });
    const { results } = JSON.parse(this.#take(this.#searcher.search(this.#state, ...texts, 0, 0))) as {
      results: readonly Found[];
    };
    return results;
  }

  #load(name: string): Promise<void> {
    const known = this.#chunks.get(name);
    if (known) return known;
    const loading = this.#read(`index/${name}.pf_index`)
      .then(unpack)
      .then((chunk) => {
        this.#state = this.#searcher.load_index_chunk(this.#state, this.#give(chunk), chunk.length) >>> 0;
      });
    this.#chunks.set(name, loading);
    loading.catch(() => this.#chunks.delete(name));
    return loading;
  }

  #fragment(name: string): Promise<Fragment> {
    const known = this.#fragments.get(name);
    if (known) return known;
    const loading = this.#read(`fragment/${name}.pf_fragment`)
      .then(unpack)
      .then((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as Fragment);
    this.#fragments.set(name, loading);
    loading.catch(() => this.#fragments.delete(name));
    return loading;
  }

  #ask(text: string, call: (pointer: number, length: number) => Text): string {
    const bytes = new TextEncoder().encode(text);
    return this.#take(call(this.#give(bytes), bytes.length));
  }

  /** Copies bytes into the searcher's memory, which it then owns. */
  #give(bytes: Uint8Array): number {
    const pointer = this.#searcher.__wbindgen_malloc(bytes.length, 1) >>> 0;
    new Uint8Array(this.#searcher.memory.buffer).set(bytes, pointer);
    return pointer;
  }

  #take([pointer, length]: Text): string {
    const at = pointer >>> 0;
    const text = new TextDecoder().decode(new Uint8Array(this.#searcher.memory.buffer, at, length));
    this.#searcher.__wbindgen_free(pointer, length, 1);
    return text;
  }
}

async function startSearcher(response: Response): Promise<Searcher> {
  const started: { searcher?: Searcher } = {};
  const imports = {
    "./pagefind_web_bg.js": {
      // The values that every wasm-bindgen program expects at these places of its table.
      __wbindgen_init_externref_table: () => {
        const table = started.searcher?.__wbindgen_externrefs;
        if (!table) return;
        const offset = table.grow(4);
        table.set(0, undefined);
        [undefined, null, true, false].forEach((value, at) => {
          table.set(offset + at, value);
        });
      },
    },
  };
  const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), imports);
  started.searcher = instance.exports as Searcher;
  started.searcher.__wbindgen_start();
  return started.searcher;
}

async function unpack(response: Response): Promise<Uint8Array> {
  if (!response.body) throw new Error("an empty file of the search index");
  const text = new Response(response.body.pipeThrough(new DecompressionStream("gzip")));
  return new Uint8Array(await text.arrayBuffer()).subarray(SIGNATURE);
}

/** A word as Pagefind has it in its index: small letters, no accents, no marks but those inside of names. */
const plain = (word: string) =>
  word
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}|\p{Po}/gu, "")
    .trim();

/** The words of a text, in the places that the searcher counts. */
const wordsAt = (content: string) => content.replaceAll("\u200B", "").split(/[\r\n\s]+/g);

/** The stretch of words with most of what was found in it. */
function excerptOf(words: readonly string[], places: readonly number[]): TextHit["excerpt"] {
  const found = new Set(places);
  const within = (start: number) => places.filter((place) => place >= start && place < start + WORDS_SHOWN - 4).length;
  const best = places.reduce((one, other) => (within(other) > within(one) ? other : one), places[0] ?? 0);
  const from = Math.max(0, Math.min(best - 4, words.length - WORDS_SHOWN));
  const shown = words.slice(from, from + WORDS_SHOWN);
  const pieces: { text: string; found: boolean }[] = [];
  shown.forEach((word, at) => {
    const is = found.has(from + at);
    const last = pieces.at(-1);
    if (last?.found === is) last.text += ` ${word}`;
    else if (last?.found === false) pieces.push({ text: word, found: is });
    else pieces.push({ text: at === 0 ? word : ` ${word}`, found: is });
    const piece = pieces.at(-1);
    if (piece?.found === false && found.has(from + at + 1)) piece.text += " ";
  });
  if (from > 0) pieces.unshift({ text: "… ", found: false });
  if (from + WORDS_SHOWN < words.length) pieces.push({ text: " …", found: false });
  return pieces;
}
