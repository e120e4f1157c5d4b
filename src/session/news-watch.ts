import type { Engine } from "#engines";

/** Files are read again this long after they were, in milliseconds: 500 tests are told in 2000 lines. */
const GATHER = 60;

/** Reads what programs tell of their runs in a folder, a file each, as it is written and in the order of the runs. */
export class NewsWatch {
  /** What a shell is given so that the programs that it starts tell. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #engine: Engine;
  /** Seen from the lab's folder, as the engine's paths are. */
  readonly #folder: string;
  readonly #take: (lines: readonly string[], first: boolean) => boolean;
  readonly #changed: () => void;
  readonly #read = new Map<string, number>();
  readonly #waiting = new Set<string>();
  #watcher: { close(): void } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading: Promise<void> = Promise.resolve();
  #closed = false;

  /**
   * `environment` names a folder of this watch alone to who is to tell there. `take` gets whole lines (`first`: those that begin a run) and answers
   * whether the run has ended; `changed` is called after each piece of news.
   */
  constructor(
    engine: Engine,
    environment: (folder: string) => Readonly<Record<string, string>>,
    take: (lines: readonly string[], first: boolean) => boolean,
    changed: () => void,
  ) {
    // Outside the lab's own folder. Labs of a page may share one container, and what ended early leaves its news behind.
    const folder = `/tmp/.companion/${crypto.randomUUID()}`;
    this.environment = environment(folder);
    this.#engine = engine;
    this.#folder = "../".repeat(engine.workdir.split("/").length - 1) + folder.slice(1);
    this.#take = take;
    this.#changed = changed;
  }

  async open(): Promise<void> {
    await this.#engine.fs.mkdir(this.#folder, { recursive: true });
    this.#watcher = this.#engine.fs.watch(this.#folder, (_event, name) => {
      if (this.#closed || typeof name !== "string" || !name.endsWith(".jsonl")) return;
      this.#waiting.add(name);
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        void this.#readWaiting();
      }, GATHER);
    });
  }

  /** Reads all that is there, told of or not: what a program wrote before it ended may be seen before its change is. */
  async settle(): Promise<void> {
    const names = await this.#engine.fs.readdir(this.#folder).catch((): string[] => []);
    for (const name of names) if (name.endsWith(".jsonl")) this.#waiting.add(name);
    await this.#readWaiting();
  }

  /** Settles when the report has it. */
  #readWaiting(): Promise<void> {
    this.#reading = this.#reading.then(async () => {
      const names = [...this.#waiting].sort();
      this.#waiting.clear();
      for (const name of names) await this.#readOn(name);
    });
    return this.#reading;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#watcher?.close();
  }

  async #readOn(name: string): Promise<void> {
    const bytes = await this.#engine.fs.readFile(`${this.#folder}/${name}`).catch(() => undefined);
    if (bytes === undefined || this.#closed) return;
    const from = this.#read.get(name) ?? 0;
    const end = bytes.lastIndexOf(10) + 1;
    if (end <= from) return;
    this.#read.set(name, end);
    const lines = new TextDecoder().decode(bytes.subarray(from, end)).split("\n");
    const ended = this.#take(lines, from === 0);
    this.#changed();
    if (ended) await this.#engine.fs.rm(`${this.#folder}/${name}`, { force: true }).catch(() => undefined);
  }
}
