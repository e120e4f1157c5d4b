import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Content } from "./working-tree.ts";

/** A file of a lab as the reader left it. Programs' products are not kept: they can be made again. */
export interface SavedEdit {
  readonly lab: string;
  readonly path: string;
  readonly content: Content;
  /** `contentKey` of the lab's own file that this is an edit of; "" when the reader made the file. */
  readonly original: string;
  /** Grows by one with each save, whichever tab makes it. */
  readonly revision: number;
  /** The tab that saved it. */
  readonly tab: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** Texts that another tab's save took the place of, newest first: nothing typed is lost. */
  readonly displaced: readonly { readonly content: Content; readonly tab: string; readonly savedAt: number }[];
}

export type NewEdit = Pick<SavedEdit, "lab" | "path" | "content" | "original" | "tab" | "savedAt">;

/** Where edits are kept. Every call rejects with a `StorageProblem` when the browser refuses. */
export interface EditStore {
  load(lab: string): Promise<readonly SavedEdit[]>;
  /** Saves over revision `seen`. What a tab saved after that, unseen here, moves to `displaced`. */
  save(edit: NewEdit, seen: number): Promise<SavedEdit>;
  remove(lab: string, path: string): Promise<void>;
  /** Tells when all that was saved is gone: the reader, the browser or a script cleared the site's storage. */
  onLost(listener: () => void): void;
  close(): void;
}

/** Why the browser does not keep edits, in words that the page can show. */
export class StorageProblem extends Error {
  readonly kind: "refused" | "full";

  constructor(kind: "refused" | "full", cause: unknown) {
    super(
      kind === "full"
        ? "This browser's storage is full, so your edits are not saved. They stay until you leave this page: download them to keep them."
        : "This browser does not let the page store anything, so your edits are not saved. They stay until you leave this page: download them to keep them.",
      { cause },
    );
    this.kind = kind;
  }
}

/** How many displaced texts a file keeps. */
const DISPLACED_KEPT = 8;

interface Schema extends DBSchema {
  edits: { key: [string, string]; value: SavedEdit; indexes: { lab: string } };
}

/** The browser's IndexedDB. */
export async function openEditStore(name = "companion-labs"): Promise<EditStore> {
  const store = new IndexedEdits(name);
  await refusing(() => store.database());
  return store;
}

class IndexedEdits implements EditStore {
  readonly #name: string;
  readonly #listeners: (() => void)[] = [];
  #database: Promise<IDBPDatabase<Schema>> | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  /** The open database; a new one when the last was taken away. */
  database(): Promise<IDBPDatabase<Schema>> {
    if (this.#database !== undefined) return this.#database;
    const opened = openDB<Schema>(this.#name, 1, {
      upgrade: (fresh) => {
        fresh.createObjectStore("edits", { keyPath: ["lab", "path"] }).createIndex("lab", "lab");
      },
      // Another page opens a later version, or somebody deletes it (then there is no later one).
      blocking: (_current, later, event) => {
        (event.target as IDBDatabase).close();
        if (later === null) this.#lose(opened);
      },
      terminated: () => this.#lose(opened),
    });
    this.#database = opened;
    opened.catch(() => {
      if (this.#database === opened) this.#database = undefined;
    });
    return opened;
  }

  #lose(database: Promise<IDBPDatabase<Schema>>): void {
    if (this.#database !== database) return;
    this.#database = undefined;
    for (const listener of this.#listeners) listener();
  }

  /** A database that was taken away is noticed here, or by its event, whichever is first. */
  #use<T>(work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    return refusing(async () => {
      const opened = this.database();
      try {
        return await work(await opened);
      } catch (error) {
        if (!(error instanceof DOMException) || error.name !== "InvalidStateError") throw error;
        this.#lose(opened);
        return work(await this.database());
      }
    });
  }

  onLost(listener: () => void): void {
    this.#listeners.push(listener);
  }

  load(lab: string): Promise<readonly SavedEdit[]> {
    return this.#use((database) => database.getAllFromIndex("edits", "lab", lab));
  }

  save(edit: NewEdit, seen: number): Promise<SavedEdit> {
    return this.#use(async (database) => {
      const transaction = database.transaction("edits", "readwrite");
      const before = await transaction.store.get([edit.lab, edit.path]);
      const saved = mergeEdit(before, edit, seen);
      await Promise.all([transaction.store.put(saved), transaction.done]);
      return saved;
    });
  }

  remove(lab: string, path: string): Promise<void> {
    return this.#use((database) => database.delete("edits", [lab, path]));
  }

  close(): void {
    this.#listeners.length = 0;
    void this.#database?.then((database) => database.close()).catch(() => undefined);
  }
}

/** The record after a save: the last writer's text, and what it took the place of unseen. */
export function mergeEdit(before: SavedEdit | undefined, edit: NewEdit, seen: number): SavedEdit {
  const unseen = before !== undefined && before.revision > seen && before.tab !== edit.tab;
  const lost = unseen && before.content !== edit.content ? [before] : [];
  const displaced = [...lost, ...(before?.displaced ?? [])].slice(0, DISPLACED_KEPT);
  return {
    ...edit,
    revision: (before?.revision ?? 0) + 1,
    displaced: displaced.map(({ content, tab, savedAt }) => ({ content, tab, savedAt })),
  };
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const full = cause instanceof DOMException && cause.name === "QuotaExceededError";
    throw new StorageProblem(full ? "full" : "refused", cause);
  }
}

/** A short name of a content, equal for equal contents (cyrb53, no cryptography). */
export function contentKey(content: Content | undefined): string {
  if (content === undefined) return "";
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (const byte of bytes) {
    high = Math.imul(high ^ byte, 2654435761);
    low = Math.imul(low ^ byte, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}
