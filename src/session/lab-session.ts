import type { FileSystemTree } from "@webcontainer/api";
import type { Engine } from "#engines";
import { zipArchive } from "./archive.ts";
import { filesOfMachine } from "./machine-files.ts";
import { compareRun } from "./comparison.ts";
import type { CommandRun } from "./command-run.ts";
import { EditKeeper } from "./edit-keeper.ts";
import { FileMirror } from "./file-mirror.ts";
import type { LabAction, LabData, LabPanel } from "./lab-data.ts";
import { LabTerminal, type StopOutcome } from "./lab-terminal.ts";
import { explainOutput } from "./notes.ts";
import { openEditStore, type EditStore } from "./saved-edits.ts";
import { TestReport } from "./tests/report.ts";
import { MakeReport } from "./make/report.ts";
import { watchMake } from "./make/watch.ts";
import type { NewsWatch } from "./news-watch.ts";
import { watchTests } from "./tests/watch.ts";
import type { MachineState, RestoreReport, SessionEvent } from "./session-event.ts";
import { WorkingTree, type Content, type TreeFile } from "./working-tree.ts";

/** More terminals than this are refused: each is a shell of its own. */
export const MOST_TERMINALS = 6;

export interface SessionHost {
  /** Starts a machine whose working directory has this name. */
  openEngine: (folder: string) => Promise<Engine>;
  openStore?: () => Promise<EditStore>;
}

/** What a reset took away, to put it back. */
export type Undo = () => void;

interface Machine {
  readonly engine: Engine;
  readonly mirror: FileMirror;
  readonly watches: readonly NewsWatch[];
  readonly releases: (() => void)[];
}

/** A lab that is open on the page: its files, its machine once it is needed, its terminals. No DOM. */
export class LabSession {
  readonly data: LabData;
  readonly tree: WorkingTree;
  /** Settles when saved edits are back in place. */
  readonly restored: Promise<RestoreReport>;
  /** What pytest said in this lab's terminals; empty unless the lab has a panel for it. */
  readonly tests = new TestReport();
  /** What make said of its last run in this lab's terminals; empty unless the lab has a panel for it. */
  readonly make = new MakeReport();
  readonly #host: SessionHost;
  readonly #keeper: EditKeeper;
  readonly #listeners = new Set<(event: SessionEvent) => void>();
  readonly #terminals: LabTerminal[] = [];
  #machine: Promise<Machine> | undefined;
  #state: MachineState = "off";
  #history: string[] = [];
  #size = { columns: 80, rows: 24 };
  #closed = false;
  /** Where the machine has the lab. */
  #folder = "";

  constructor(data: LabData, host: SessionHost) {
    this.data = data;
    this.#host = host;
    this.tree = new WorkingTree(data);
    this.#keeper = new EditKeeper(data.name, this.tree, host.openStore ?? openEditStore, {
      storage: (state) => this.#tell({ kind: "storage", state }),
      otherTab: (offer) => this.#tell({ kind: "other-tab", open: true, ...(offer && { offer }) }),
    });
    this.restored = this.#keeper.restore().then((restored) => {
      if (restored.files.length > 0) this.#tell({ kind: "restored", restored });
      return restored;
    });
    this.tree.listen((changes) => {
      for (const { path, by, kind } of changes) {
        const own = this.tree.original(path) !== undefined;
        if (by !== "page" && (by === "reader" || (own && kind !== "removed"))) this.#keeper.keep(path);
      }
      this.#tell({ kind: "files", changes });
    });
  }

  get terminals(): readonly LabTerminal[] {
    return this.#terminals;
  }

  get state(): MachineState {
    return this.#state;
  }

  /** Leaving the page now would lose text that the browser refuses to keep. */
  get atRisk(): boolean {
    return this.#keeper.atRisk;
  }

  listen(listener: (event: SessionEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts the machine, unless it runs, and the lab's terminals. Rejects when it cannot start; call it again then. */
  async start(): Promise<void> {
    await this.#running();
  }

  /** The machine's engine, for panels that look into it. */
  async engine(): Promise<Engine> {
    return (await this.#running()).engine;
  }

  /** The lab's own name of a file that a program named: relative, or by the machine's path. Undefined for others. */
  pathOf(file: string): string | undefined {
    const folder = `${this.#folder}/`;
    const path = file.startsWith(folder) ? file.slice(folder.length) : file.replace(/^\.\//, "");
    return this.tree.get(path) === undefined ? undefined : path;
  }

  /** The size that terminals are opened with. */
  setSize(columns: number, rows: number): void {
    this.#size = { columns, rows };
    for (const terminal of this.#terminals) terminal.resize(columns, rows);
  }

  async openTerminal(): Promise<LabTerminal> {
    return this.#open(await this.#running());
  }

  closeTerminal(terminal: LabTerminal): void {
    terminal.close();
  }

  /** A terminal that would run this action now; undefined when all are busy and no more may be opened. */
  terminalFor(action: LabAction): LabTerminal | "new" | undefined {
    const wanted = this.#terminals.find((terminal) => terminal.number === action.terminal);
    if (wanted?.free === true) return wanted;
    if (action.terminal === undefined) {
      const idle = this.#terminals.find((terminal) => terminal.free);
      if (idle !== undefined) return idle;
    }
    return this.#terminals.length < MOST_TERMINALS ? "new" : undefined;
  }

  /** Types an action's command into a terminal that is free, and waits for its end. */
  async run(action: LabAction, onTerminal?: (terminal: LabTerminal) => void): Promise<CommandRun> {
    const machine = await this.#running();
    const found = this.terminalFor(action);
    if (found === undefined) throw new Error(`All ${MOST_TERMINALS} terminals are busy. Stop one of them first.`);
    const terminal = found === "new" ? await this.#open(machine) : found;
    onTerminal?.(terminal);
    return terminal.run(action.command, machine.mirror.written());
  }

  /** Ends what runs in a terminal, within a second; a machine that does not answer is replaced, its files kept. */
  async stop(terminal: LabTerminal): Promise<StopOutcome> {
    const outcome = await terminal.stop();
    if (outcome === "unanswered") await this.restart();
    return outcome;
  }

  /** Ends the machine and starts a new one with the files as they are. */
  async restart(): Promise<void> {
    await this.#drop();
    await this.#running("restarted");
  }

  /** The reader's text of a file, as it is typed. */
  edit(path: string, content: Content): void {
    this.#put(path, content, "reader");
  }

  /** Deletes a file. */
  remove(path: string): Undo {
    return this.#undoable([path], () => this.#takeAway(path));
  }

  /** Puts a file back as the lab came. A file made here is removed. */
  resetFile(path: string): Undo {
    return this.#undoable([path], () => this.#putBack(path));
  }

  /** Puts all files back, and removes what was made here. */
  resetAll(): Undo {
    const paths = new Set([...this.tree.list().map((file) => file.path), ...this.tree.missing()]);
    const history = this.#history;
    this.#history = [];
    const undo = this.#undoable([...paths], () => paths.forEach((path) => this.#putBack(path)));
    return () => {
      undo();
      this.#history = history;
    };
  }

  /** The folder as it is now, as a zip archive; `left` are files whose content went with a lost machine. */
  async archive(): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly left: readonly string[] }> {
    let files = this.tree.list();
    if (this.#machine !== undefined && this.#state !== "failed") {
      const { mirror, engine } = await this.#machine;
      await mirror.settle();
      files = await filesOfMachine(engine, this.tree.list());
    }
    const left = files.filter((file) => file.content === undefined).map((file) => file.path);
    return { bytes: await zipArchive(this.data.folder, files, new Date()), left };
  }

  /** Saves at once: the page is about to go away. */
  async flush(): Promise<void> {
    await this.#keeper.flush();
  }

  close(): void {
    this.#closed = true;
    this.#keeper.close();
    void this.#drop();
  }

  #has(panel: LabPanel): boolean {
    return this.data.panels?.includes(panel) === true;
  }

  #running(as: "ready" | "restarted" = "ready"): Promise<Machine> {
    this.#machine ??= this.#start(as);
    return this.#machine;
  }

  async #start(as: "ready" | "restarted"): Promise<Machine> {
    this.#enter("starting");
    try {
      const [engine] = await Promise.all([this.#host.openEngine(this.data.folder), this.restored]);
      this.#folder = engine.workdir;
      const mirror = new FileMirror(engine, this.tree);
      const releases = [
        engine.on("error", ({ message }) => void this.#fail(message)),
        engine.on("download", (progress) => this.#tell({ kind: "download", progress })),
        engine.on("port", (port, type, url) => this.#tell({ kind: "port", port, open: type === "open", url })),
      ];
      const watches = [
        ...(this.#has("tests") ? [watchTests(engine, this.tests, () => this.#tell({ kind: "tests" }))] : []),
        ...(this.#has("graph") ? [watchMake(engine, this.make, () => this.#tell({ kind: "make" }))] : []),
      ];
      const machine = { engine, mirror, watches, releases };
      const files = this.tree.list();
      await engine.mount(mountTree(files));
      await setModes(engine, files);
      mirror.open();
      for (const watch of watches) await watch.open();
      const count = Math.max(1, this.data.terminals ?? 1);
      for (let number = 1; number <= count; number++) await this.#open(machine);
      this.#enter(as);
      return machine;
    } catch (error) {
      this.#machine = undefined;
      this.#enter("failed", error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  async #open({ engine, watches }: Machine): Promise<LabTerminal> {
    const { columns, rows } = this.#size;
    const process = await engine.spawn("bash", ["-i"], {
      terminal: { cols: columns, rows },
      env: {
        TERM: "xterm-256color",
        ...Object.fromEntries(watches.flatMap((watch) => Object.entries(watch.environment))),
      },
    });
    let number = 1;
    while (this.#terminals.some((terminal) => terminal.number === number)) number++;
    const terminal = new LabTerminal(number, process);
    this.#terminals.push(terminal);
    this.#terminals.sort((one, other) => one.number - other.number);
    terminal.listen({
      state: (state) => {
        if (state === "running") this.#tell({ kind: "run-started", terminal });
        if (state === "ended") this.#closeTerminal(terminal);
      },
      finished: (run) => this.#finish(terminal, run),
    });
    this.#tell({ kind: "terminal", terminal, change: "opened" });
    return terminal;
  }

  #closeTerminal(terminal: LabTerminal): void {
    const at = this.#terminals.indexOf(terminal);
    if (at < 0) return;
    this.#terminals.splice(at, 1);
    this.#tell({ kind: "terminal", terminal, change: "closed" });
  }

  /** A run of pytest or make whose terminal has nothing to do any more is over, also when it could not say so. */
  #endReports(): void {
    if (this.#terminals.some((terminal) => terminal.state === "running")) return;
    for (const kind of ["tests", "make"] as const) {
      if (!this[kind].running) continue;
      this[kind].end();
      this.#tell({ kind });
    }
  }

  #finish(terminal: LabTerminal, run: CommandRun): void {
    const told = this.#machine?.then(({ watches }) => Promise.all(watches.map((watch) => watch.settle())));
    told?.then(() => this.#endReports()).catch(() => undefined);
    const action = this.data.actions.find((candidate) => candidate.command === run.command);
    const beside = this.#terminals.filter((other) => other !== terminal).map((other) => other.command);
    const comparison = compareRun(run, action, {
      ...{ before: this.#history, beside, edited: this.tree.isEdited() },
      columns: this.#size.columns,
    });
    this.#history = [...this.#history, run.command];
    this.#tell({
      kind: "run-finished",
      terminal,
      run,
      comparison,
      diagnostics: explainOutput(run.output, run.status),
    });
  }

  async #fail(message: string): Promise<void> {
    await this.#drop();
    this.#enter("failed", message);
  }

  async #drop(): Promise<void> {
    const pending = this.#machine;
    this.#machine = undefined;
    // Before anything is waited for: a terminal may end first, and whoever sees that must not ask for another machine.
    if (pending !== undefined) this.#state = "off";
    const machine = await pending?.catch(() => undefined);
    if (machine === undefined) return;
    machine.mirror.close();
    for (const watch of machine.watches) watch.close();
    for (const release of machine.releases) release();
    machine.engine.teardown();
    // Off before its terminals go: a view that misses one must not ask for another.
    this.#enter("off");
    for (const terminal of [...this.#terminals]) terminal.abandon();
    this.#endReports();
  }

  #put(path: string, content: Content, by: "reader" | "page", mode?: number): void {
    this.tree.set(path, content, by, mode);
    void this.#machine?.then(({ mirror }) => mirror.write(path, content)).catch(() => undefined);
  }

  #takeAway(path: string): void {
    this.tree.remove(path, "reader");
    void this.#machine?.then(({ mirror }) => mirror.remove(path)).catch(() => undefined);
  }

  #putBack(path: string): void {
    const own = this.tree.original(path);
    if (own === undefined) return this.#takeAway(path);
    this.#put(path, own, "reader");
  }

  #undoable(paths: readonly string[], work: () => void): Undo {
    const before = paths.map((path) => [path, this.tree.get(path)] as const);
    work();
    return () => {
      for (const [path, file] of before) {
        if (file?.content === undefined) this.#takeAway(path);
        else this.#put(path, file.content, "reader", file.mode);
      }
    };
  }

  #enter(state: MachineState, problem?: string): void {
    this.#state = state;
    if (this.#closed) return;
    this.#tell({ kind: "machine", state, ...(problem !== undefined && { problem: { message: problem } }) });
  }

  #tell(event: SessionEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

/** The files in the shape that `Engine.mount` takes. */
function mountTree(files: readonly TreeFile[]): FileSystemTree {
  const root: FileSystemTree = {};
  for (const { path, content } of files) {
    if (content === undefined) continue;
    const names = path.split("/");
    const name = names.pop() ?? path;
    let folder = root;
    for (const part of names) {
      const next = folder[part];
      const directory = next !== undefined && "directory" in next ? next : { directory: {} };
      folder[part] = directory;
      folder = directory.directory;
    }
    folder[name] = { file: { contents: content } };
  }
  return root;
}

/** `mount` knows no permission bits: those that differ from the usual are set by chmod. */
async function setModes(engine: Engine, files: readonly TreeFile[]): Promise<void> {
  for (const mode of new Set(files.map((file) => file.mode))) {
    if (mode === 0o644) continue;
    const paths = files.filter((file) => file.mode === mode).map((file) => `./${file.path}`);
    const chmod = await engine.spawn("chmod", [mode.toString(8), ...paths], { output: false });
    await chmod.exit;
  }
}
