import type { LabData, LabFile } from "./lab-data.ts";

/** A file's content: text when its bytes are UTF-8, else the bytes. */
export type Content = string | Uint8Array;

/** Who changed a file: the reader in the editor, a program, or the page (opening, undoing, another tab's text). */
export type Author = "reader" | "program" | "page";

export interface TreeFile {
  readonly path: string;
  /** Undefined when the file is too large to be mirrored; it is listed, not shown. */
  readonly content: Content | undefined;
  readonly mode: number;
  /** As the lab came; undefined for a file that was made here. */
  readonly original: Content | undefined;
}

export interface TreeChange {
  readonly kind: "made" | "changed" | "removed";
  readonly path: string;
  readonly by: Author;
}

/** The page's own copy of a lab's folder: what the editor shows, what is saved, what a new machine is given. */
export class WorkingTree {
  readonly #originals: ReadonlyMap<string, { readonly content: Content; readonly mode: number }>;
  readonly #files = new Map<string, { content: Content | undefined; mode: number }>();
  readonly #listeners = new Set<(changes: readonly TreeChange[]) => void>();

  constructor(data: Pick<LabData, "files">) {
    this.#originals = new Map(
      data.files.map((file) => [file.path, { content: contentOf(file), mode: file.mode ?? 0o644 }]),
    );
    for (const [path, file] of this.#originals) this.#files.set(path, { ...file });
  }

  /** The files in the lab's order, then those made here by name. */
  list(): TreeFile[] {
    const made = [...this.#files.keys()].filter((path) => !this.#originals.has(path)).sort();
    const own = [...this.#originals.keys()].filter((path) => this.#files.has(path));
    return [...own, ...made].map((path) => this.#file(path)).filter((file) => file !== undefined);
  }

  get(path: string): TreeFile | undefined {
    return this.#file(path);
  }

  /** The lab's own content of a file, whether or not it is still there. */
  original(path: string): Content | undefined {
    return this.#originals.get(path)?.content;
  }

  /** Files of the lab that were deleted. */
  missing(): string[] {
    return [...this.#originals.keys()].filter((path) => !this.#files.has(path));
  }

  isChanged(path: string): boolean {
    const file = this.#files.get(path);
    return !sameContent(file?.content, this.#originals.get(path)?.content);
  }

  /** A file of the lab is not as it came. Files made here do not count: they are what programs are for. */
  isEdited(): boolean {
    return [...this.#originals.keys()].some((path) => this.isChanged(path));
  }

  set(path: string, content: Content | undefined, by: Author, mode?: number): void {
    const before = this.#files.get(path);
    const after = { content, mode: mode ?? before?.mode ?? this.#originals.get(path)?.mode ?? 0o644 };
    if (before !== undefined && sameContent(before.content, content) && before.mode === after.mode) return;
    this.#files.set(path, after);
    this.#tell([{ kind: before === undefined ? "made" : "changed", path, by }]);
  }

  /** Removes a file, or everything below a folder. */
  remove(path: string, by: Author): void {
    const gone = [...this.#files.keys()].filter((name) => name === path || name.startsWith(`${path}/`));
    for (const name of gone) this.#files.delete(name);
    if (gone.length > 0) this.#tell(gone.map((name) => ({ kind: "removed", path: name, by })));
  }

  listen(listener: (changes: readonly TreeChange[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #file(path: string): TreeFile | undefined {
    const file = this.#files.get(path);
    return file && { path, content: file.content, mode: file.mode, original: this.#originals.get(path)?.content };
  }

  #tell(changes: readonly TreeChange[]): void {
    for (const listener of [...this.#listeners]) listener(changes);
  }
}

/** What a lab's file holds. */
function contentOf(file: LabFile): Content {
  if (file.text !== undefined) return file.text;
  return Uint8Array.from(atob(file.base64 ?? ""), (character) => character.charCodeAt(0));
}

/** Bytes as text when they are UTF-8 without NUL, else as they are. */
export function readContent(bytes: Uint8Array): Content {
  if (bytes.includes(0)) return bytes;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
}

export function sameContent(one: Content | undefined, other: Content | undefined): boolean {
  if (one === other) return true;
  if (!(one instanceof Uint8Array) || !(other instanceof Uint8Array)) return false;
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
