import type { OtherText, RestoreReport, StorageState } from "./session-event.ts";
import { OtherTabs, type TabMessage } from "./other-tabs.ts";
import { contentKey, StorageProblem, type EditStore, type SavedEdit } from "./saved-edits.ts";
import { sameContent, type WorkingTree } from "./working-tree.ts";

/** Keys typed within this time are one save, in milliseconds. */
const PAUSE = 300;

export interface KeeperEvents {
  storage(state: StorageState): void;
  /** Another tab has this lab open; with an offer when it saved a text that differs from ours. */
  otherTab(offer?: OtherText): void;
}

/**
 * Keeps a lab's edits in the browser: restores them, saves what changes, and keeps both texts when two tabs write the
 * same file. The last writer's text is what a reload shows; the other's is offered, never dropped.
 */
export class EditKeeper {
  readonly #lab: string;
  readonly #tree: WorkingTree;
  readonly #store: Promise<EditStore>;
  readonly #events: KeeperEvents;
  readonly #tabs: OtherTabs;
  /** The newest revision of each file that this tab knows. */
  readonly #seen = new Map<string, number>();
  readonly #waiting = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> = Promise.resolve();
  #problem: string | undefined;

  constructor(lab: string, tree: WorkingTree, openStore: () => Promise<EditStore>, events: KeeperEvents) {
    this.#lab = lab;
    this.#tree = tree;
    this.#events = events;
    this.#store = openStore();
    this.#store.then((store) => store.onLost(() => this.#keepAgain())).catch(() => undefined);
    this.#tabs = new OtherTabs(lab, (message) => void this.#hear(message));
  }

  /** There are edits that are nowhere but in this page. */
  get atRisk(): boolean {
    return this.#waiting.size > 0 && this.#problem !== undefined;
  }

  /** Puts saved edits back. A store that refuses is told as a storage problem, once, and nothing is restored. */
  async restore(): Promise<RestoreReport> {
    const edits = await this.#attempt(async (store) => store.load(this.#lab));
    const files: string[] = [];
    const outdated: string[] = [];
    for (const edit of edits ?? []) {
      this.#seen.set(edit.path, edit.revision);
      const own = this.#tree.original(edit.path);
      if (sameContent(own, edit.content)) continue;
      files.push(edit.path);
      if (edit.original !== contentKey(own)) outdated.push(edit.path);
      this.#tree.set(edit.path, edit.content, "page");
    }
    return { files, outdated };
  }

  /** A file has a new content that is to outlive the page; `reset` files are forgotten instead. */
  keep(path: string): void {
    this.#waiting.add(path);
    this.#events.storage({ kind: "saving" });
    this.#timer ??= setTimeout(() => void this.flush(), PAUSE);
  }

  /** The browser's storage was cleared: what was kept in it is here still, and is saved again. */
  #keepAgain(): void {
    const kept = [...this.#seen.keys(), ...this.#waiting];
    this.#seen.clear();
    for (const path of kept) this.keep(path);
  }

  /** Saves at once what waits: before the page goes away. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#saving = this.#saving.then(async () => {
      for (const path of [...this.#waiting]) {
        if (!(await this.#save(path))) return;
      }
      if (this.#waiting.size === 0) this.#events.storage({ kind: "saved" });
    });
    return this.#saving;
  }

  close(): void {
    void this.flush().then(async () => {
      this.#tabs.close();
      (await this.#store.catch(() => undefined))?.close();
    });
  }

  /** False when the browser refused; the path then waits on. */
  async #save(path: string): Promise<boolean> {
    this.#waiting.delete(path);
    const file = this.#tree.get(path);
    const own = this.#tree.original(path);
    if (file?.content === undefined || sameContent(file.content, own)) {
      const done = await this.#attempt(async (store) => {
        await store.remove(this.#lab, path);
        this.#seen.delete(path);
        return true;
      });
      if (done) this.#tabs.reset(path);
      else this.#waiting.add(path);
      return done === true;
    }
    const { content } = file;
    const edit = {
      lab: this.#lab,
      path,
      content,
      original: contentKey(own),
      tab: this.#tabs.tab,
      savedAt: Date.now(),
    };
    const saved = await this.#attempt((store) => store.save(edit, this.#seen.get(path) ?? 0));
    if (saved === undefined) {
      this.#waiting.add(path);
      return false;
    }
    this.#seen.set(path, saved.revision);
    this.#tabs.saved(path, saved.revision);
    this.#offerDisplaced(saved);
    return true;
  }

  /** Our save took the place of a text that we had not seen: it is offered, and stays in the store. */
  #offerDisplaced(saved: SavedEdit): void {
    const [newest] = saved.displaced;
    if (newest === undefined || newest.tab === this.#tabs.tab || newest.savedAt < this.#openedAt) return;
    if (this.#offered.has(newest.savedAt)) return;
    this.#offered.add(newest.savedAt);
    this.#events.otherTab({ path: saved.path, content: newest.content, savedAt: newest.savedAt });
  }

  readonly #openedAt = Date.now();
  readonly #offered = new Set<number>();

  async #hear(message: TabMessage): Promise<void> {
    if (message.type !== "saved") return this.#events.otherTab();
    const edits = await this.#attempt((store) => store.load(this.#lab));
    const theirs = edits?.find((edit) => edit.path === message.path && edit.revision >= message.revision);
    if (theirs === undefined || theirs.tab === this.#tabs.tab) return;
    const ours = this.#tree.get(message.path)?.content;
    if (sameContent(ours, theirs.content)) {
      this.#seen.set(theirs.path, theirs.revision);
      return this.#events.otherTab();
    }
    this.#offered.add(theirs.savedAt);
    this.#events.otherTab({ path: theirs.path, content: theirs.content, savedAt: theirs.savedAt });
  }

  async #attempt<T>(work: (store: EditStore) => Promise<T>): Promise<T | undefined> {
    try {
      const result = await work(await this.#store);
      this.#problem = undefined;
      return result;
    } catch (error) {
      if (!(error instanceof StorageProblem)) throw error;
      this.#problem = error.message;
      this.#events.storage({ kind: "problem", message: error.message });
      return undefined;
    }
  }
}
