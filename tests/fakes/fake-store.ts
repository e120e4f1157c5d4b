import { mergeEdit, StorageProblem, type EditStore, type SavedEdit } from "../../src/session/saved-edits.ts";

/** A store in memory that several sessions may share, as tabs share the browser's; it can be told to refuse. */
export class FakeStore {
  readonly edits = new Map<string, SavedEdit>();
  refuses: "refused" | "full" | undefined;
  readonly #lost: (() => void)[] = [];

  readonly open = (): Promise<EditStore> => {
    const attempt = <T>(work: () => T): Promise<T> =>
      this.refuses === undefined
        ? Promise.resolve(work())
        : Promise.reject(new StorageProblem(this.refuses, undefined));
    return Promise.resolve({
      load: (lab) => attempt(() => [...this.edits.values()].filter((edit) => edit.lab === lab)),
      save: (edit, seen) =>
        attempt(() => {
          const key = JSON.stringify([edit.lab, edit.path]);
          const saved = mergeEdit(this.edits.get(key), edit, seen);
          this.edits.set(key, saved);
          return saved;
        }),
      remove: (lab, path) => attempt(() => void this.edits.delete(JSON.stringify([lab, path]))),
      onLost: (listener) => void this.#lost.push(listener),
      close: () => undefined,
    });
  };

  /** As when the reader clears the site's data. */
  clear(): void {
    this.edits.clear();
    for (const listener of this.#lost) listener();
  }

  text(path: string): unknown {
    return [...this.edits.values()].find((edit) => edit.path === path)?.content;
  }
}
