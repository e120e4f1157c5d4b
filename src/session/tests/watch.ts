import type { Engine } from "#engines";
import { parseTestEvent } from "./event.ts";
import type { TestReport } from "./report.ts";

/** Where runs of pytest tell of themselves, a file each; outside the lab's folder. */
const FOLDER = "/tmp/.companion-tests";

/** What a shell is given so that pytest tells. */
export const TELLING: Readonly<Record<string, string>> = {
  PYTEST_PLUGINS: "_companion.tests",
  COMPANION_TESTS: FOLDER,
};

/** Files are read again this long after they were, in milliseconds: 500 tests are told in 2000 lines. */
const GATHER = 60;

/** Reads what pytest tells as it is written, in the order of the runs. */
export class TestWatch {
  readonly #engine: Engine;
  /** Seen from the lab's folder, as the engine's paths are. */
  readonly #folder: string;
  readonly #report: TestReport;
  readonly #changed: () => void;
  readonly #read = new Map<string, number>();
  readonly #waiting = new Set<string>();
  #watcher: { close(): void } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading: Promise<void> = Promise.resolve();
  #closed = false;

  /** `changed` is called after each piece of news. */
  constructor(engine: Engine, report: TestReport, changed: () => void) {
    this.#engine = engine;
    this.#folder = "../".repeat(engine.workdir.split("/").length - 1) + FOLDER.slice(1);
    this.#report = report;
    this.#changed = changed;
  }

  async open(): Promise<void> {
    await this.#engine.fs.mkdir(this.#folder, { recursive: true });
    this.#watcher = this.#engine.fs.watch(this.#folder, (_event, name) => {
      if (this.#closed || typeof name !== "string" || !name.endsWith(".jsonl")) return;
      this.#waiting.add(name);
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        void this.settle();
      }, GATHER);
    });
  }

  /** Reads what is there; settles when the report has it. */
  settle(): Promise<void> {
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
    const events = lines.map(parseTestEvent).filter((event) => event !== undefined);
    for (const event of events) this.#report.add(event);
    this.#changed();
    if (events.at(-1)?.event === "ended")
      await this.#engine.fs.rm(`${this.#folder}/${name}`, { force: true }).catch(() => undefined);
  }
}
