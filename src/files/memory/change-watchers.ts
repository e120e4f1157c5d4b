import type { ChangeEvent } from "../file-system.ts";

interface Watcher {
  readonly path: string;
  readonly listener: (event: ChangeEvent) => void;
}

/** Whether `path` is `folder` or lies below it. */
function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}

/** The listeners of a tree. A watched path hears of itself, of what is below it, and of a folder above it that goes. */
export class ChangeWatchers {
  readonly #watchers = new Set<Watcher>();

  /** False when nobody listens: then the tree need not work out the path of a change. */
  get any(): boolean {
    return this.#watchers.size > 0;
  }

  add(path: string, listener: (event: ChangeEvent) => void): () => void {
    const watcher = { path, listener };
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  emit(event: ChangeEvent): void {
    for (const { path, listener } of [...this.#watchers]) {
      if (isWithin(event.path, path) || (event.type !== "changed" && isWithin(path, event.path))) listener(event);
    }
  }
}
