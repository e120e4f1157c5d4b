import type { Engine } from "#engines";
import { readContent, type Content, type WorkingTree } from "./working-tree.ts";

/** A larger file is listed without its content, in bytes. */
const MIRRORED_SIZE = 2 * 1024 * 1024;
/** Programs write in bursts: changes are gathered this long before files are read, in milliseconds. */
const GATHER = 40;
/** Packages that npm unpacked: thousands of files that are nobody's text, and come again by `npm install`. */
const INSTALLED = /(^|\/)node_modules(\/|$)/;
/** While the reader types in a file it is not read back: its news may be older than the keys. In milliseconds. */
const QUIET = 250;

/**
 * Keeps a working tree equal to a machine's folder: what programs write is read back as the machine's watch tells it,
 * what the reader writes is written through. When the machine is lost, the tree still has the files.
 */
export class FileMirror {
  readonly #engine: Engine;
  readonly #tree: WorkingTree;
  readonly #dirty = new Set<string>();
  readonly #wroteAt = new Map<string, number>();
  #writing: Promise<unknown> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading: Promise<void> = Promise.resolve();
  #watcher: { close(): void } | undefined;
  #closed = false;

  constructor(engine: Engine, tree: WorkingTree) {
    this.#engine = engine;
    this.#tree = tree;
  }

  /** Begins to watch. Call it when the folder already holds the tree. */
  open(): void {
    this.#watcher = this.#engine.fs.watch(".", { recursive: true }, (_event, name) => {
      if (this.#closed) return;
      this.#gather(typeof name === "string" ? name.replace(/^\.?\//, "") : "", GATHER);
    });
  }

  #gather(path: string, milliseconds: number): void {
    if (INSTALLED.test(path)) return;
    this.#dirty.add(path);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.settle();
    }, milliseconds);
  }

  /** Reads whatever is known to have changed; settles when the tree has it. */
  settle(): Promise<void> {
    this.#reading = this.#reading.then(async () => {
      const paths = [...this.#dirty];
      this.#dirty.clear();
      for (const path of paths) await this.#refresh(path);
    });
    return this.#reading;
  }

  /** Writes what the reader made of a file; settles when the machine has it. */
  write(path: string, content: Content): Promise<void> {
    this.#wroteAt.set(path, performance.now());
    return this.#queue(async () => {
      const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
      if (folder !== "") await this.#engine.fs.mkdir(folder, { recursive: true });
      await this.#engine.fs.writeFile(path, content);
    });
  }

  remove(path: string): Promise<void> {
    return this.#queue(() => this.#engine.fs.rm(path, { recursive: true, force: true }));
  }

  /** Settles when the machine has everything that was written. */
  async written(): Promise<void> {
    await this.#writing.catch(() => undefined);
  }

  #queue(work: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(work, work);
    this.#writing = done.catch(() => undefined);
    return done;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#watcher?.close();
  }

  async #refresh(path: string): Promise<void> {
    if (this.#closed || INSTALLED.test(path)) return;
    if (performance.now() - (this.#wroteAt.get(path) ?? -QUIET) < QUIET) return this.#gather(path, QUIET);
    const file = path === "" ? undefined : await this.#read(path);
    if (file === undefined) await this.#refreshFolder(path);
    else this.#tree.set(path, file.content, "program");
  }

  /** A folder that came or went, or a name that the machine did not tell: its files one by one. */
  async #refreshFolder(path: string): Promise<void> {
    let names: string[];
    try {
      names = await this.#engine.fs.readdir(path === "" ? "." : path);
    } catch {
      return this.#tree.remove(path, "program");
    }
    const prefix = path === "" ? "" : `${path}/`;
    const listed = new Set(names.map((name) => prefix + name));
    for (const file of this.#tree.list()) {
      const top = prefix + (file.path.slice(prefix.length).split("/")[0] ?? "");
      if (file.path.startsWith(prefix) && !listed.has(top)) this.#tree.remove(top, "program");
    }
    for (const name of listed) await this.#refresh(name);
  }

  async #read(path: string): Promise<{ readonly content: Content | undefined } | undefined> {
    try {
      const bytes = await this.#engine.fs.readFile(path);
      return { content: bytes.length > MIRRORED_SIZE ? undefined : readContent(bytes) };
    } catch {
      return undefined;
    }
  }
}
