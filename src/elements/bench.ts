import { LabSession, type LabData, type LabTerminal, type SessionEvent, type Undo } from "#session";
import xtermStyle from "@xterm/xterm/css/xterm.css?url";
import benchStyle from "./bench.css?url";
import panelsStyle from "./panels.css?url";
import { rememberEdits } from "./edited-labs.ts";
import type { CodeEditor } from "./code-editor.ts";
import { button, enable, make, wayOut } from "./dom.ts";
import { FilePane } from "./file-pane.ts";
import { LabPanels } from "./lab-panels.ts";
import { chooseEngine, engineSetting } from "./engine-setting.ts";
import { rememberPython } from "./kept-python.ts";
import { openMachine } from "./machine.ts";
import { Report } from "./report.ts";
import { addStyleSheet } from "./style-sheet.ts";
import { TabRow, type Tab } from "./tab-row.ts";
import { TerminalScreen } from "./terminal-screen.ts";

/** A lab that is awake: the view of one session. */
export interface Bench {
  /** Types an action's command into a terminal and runs it. */
  run(command: string): Promise<void>;
  /** Opens the editor on the file that is shown. */
  edit(): Promise<void>;
  close(): void;
}

/** Puts terminal, editor and buttons into a lab's markup. `response` is what its `data-src` answered. */
export async function openBench(element: HTMLElement, response: Response): Promise<Bench> {
  if (!response.ok) throw new Error(`${response.url} answered ${String(response.status)}`);
  const styles = [xtermStyle, benchStyle, panelsStyle].map((url) => addStyleSheet(url));
  const [data] = await Promise.all([response.json() as Promise<LabData>, ...styles]);
  return new LabBench(element, data);
}

class LabBench implements Bench {
  readonly #element: HTMLElement;
  readonly #data: LabData;
  readonly #session: LabSession;
  readonly #files: FilePane;
  readonly #report: Report;
  readonly #panels: LabPanels;
  readonly #output: HTMLElement;
  readonly #tabs: HTMLElement;
  readonly #row = new TabRow("Terminals and panels");
  readonly #stop: HTMLButtonElement;
  readonly #undo: HTMLButtonElement;
  readonly #screens = new Map<LabTerminal, { screen: TerminalScreen; tab: Tab; article: HTMLElement }>();
  #shown: LabTerminal | undefined;
  #undoing: Undo | undefined;
  /** The command that was pressed last. */
  #wanted: string | undefined;
  /** Commands that were pressed and have not ended, each with its terminal once it has one. */
  readonly #pressed = new Map<string, LabTerminal | undefined>();
  readonly #leaving = new AbortController();

  constructor(element: HTMLElement, data: LabData) {
    this.#element = element;
    this.#data = data;
    this.#session = new LabSession(data, {
      openEngine: (folder) =>
        openMachine({
          folder,
          setting: engineSetting(element),
          needsNode: element.dataset.needs === "node",
          onStage: (text) => this.#report.say(text),
        }),
    });
    const output = element.querySelector<HTMLElement>('[data-pane="output"] .stack');
    const tabs = element.querySelector<HTMLElement>('[data-pane="output"] .tabs');
    const files = element.querySelector<HTMLElement>('[data-pane="files"]');
    const bar = element.querySelector<HTMLElement>(".bar");
    if (output === null || tabs === null || files === null || bar === null)
      throw new Error("the lab's markup is not whole [this is a bug]");
    this.#output = output;
    this.#tabs = tabs;
    this.#report = new Report(element, bar);
    const door = {
      run: (command: string) => this.#run(command, false),
      showLine: (path: string, line: number, focus: boolean) => void this.#files.showLine(path, line, focus),
    };
    this.#panels = new LabPanels(this.#session, door, () => this.#hideScreens());
    this.#files = new FilePane(files, this.#session);
    this.#stop = button("Stop", "quiet stop", () => void this.#stopRun());
    enable(this.#stop, false);
    this.#undo = button("Undo", "quiet", () => this.#takeBack());
    this.#undo.hidden = true;
    const state = bar.querySelector("[data-state]");
    const add = (control: HTMLElement): void => void bar.insertBefore(control, state);
    add(this.#stop);
    add(
      button("Reset file", "quiet", () => {
        const { path } = this.#files;
        if (path === "") this.#report.say("No file is shown. Reset all brings the lab's own files back.");
        else this.#reset(this.#session.resetFile(path), `${path} is as it came.`);
      }),
    );
    add(button("Reset all", "quiet", () => this.#reset(this.#session.resetAll(), "All files are as they came.")));
    add(this.#undo);
    add(this.#files.differenceButton);
    add(button("Download", "quiet", () => void this.#download()));
    this.#session.listen((event) => this.#hear(event));
    addEventListener("engine-chosen", () => void this.#moved(), { signal: this.#leaving.signal });
    addEventListener("pagehide", () => void this.#session.flush());
    addEventListener("beforeunload", (event) => this.#session.atRisk && event.preventDefault());
  }

  run(command: string): Promise<void> {
    return this.#run(command, true);
  }

  /** `show` brings the terminal that it runs in to the front. */
  async #run(command: string, show: boolean): Promise<void> {
    if (this.#pressed.has(command)) return this.#pressedAgain(command, show);
    this.#pressed.set(command, undefined);
    const action = this.#data.actions.find((one) => one.command === command) ?? { command };
    this.#wanted = command;
    this.#report.explain([]);
    this.#files.blame(undefined);
    this.#report.say(this.#session.state === "off" ? "Starting…" : "Running…");
    try {
      await this.#session.start();
      await this.#session.run(action, (terminal) => {
        this.#pressed.set(command, terminal);
        if (!show) return;
        this.#show(terminal);
        this.#screens.get(terminal)?.screen.bringIntoView();
      });
    } catch (error) {
      this.#failed(error instanceof Error ? error.message : String(error));
    } finally {
      this.#pressed.delete(command);
    }
  }

  /** A double click runs a command once, and a server that listens is not started beside itself. */
  #pressedAgain(command: string, show: boolean): void {
    const terminal = this.#pressed.get(command);
    if (terminal?.state !== "running") return;
    if (show) this.#show(terminal);
    this.#report.say(`${command} is still running. Stop it to run it again.`);
  }

  async edit(): Promise<void> {
    const editor: CodeEditor = await this.#files.openEditor();
    editor.focus();
  }

  close(): void {
    this.#leaving.abort();
    this.#panels.close();
    for (const { screen } of this.#screens.values()) screen.dispose();
    this.#session.close();
  }

  /** The machine did not start, or went. The other one, where the lab can run there, is one press away. */
  #failed(message: string): void {
    this.#report.problem(message);
    const { place, container } = engineSetting(this.#element);
    const needsNode = this.#element.dataset.needs === "node";
    if (place === "page" ? !needsNode || container === undefined : needsNode) return;
    this.#report.choice(message, needsNode ? "Run it in WebContainer" : "Run it on this page", () => {
      chooseEngine(needsNode ? "webcontainer" : "page");
      if (this.#wanted !== undefined) void this.run(this.#wanted);
    });
  }

  /** The reader chose another engine: a machine that runs is replaced, with the files as they are. */
  async #moved(): Promise<void> {
    if (this.#session.state === "off" || this.#session.state === "failed") return;
    this.#report.say("Starting…");
    await this.#session.restart().catch((error: unknown) => {
      this.#failed(error instanceof Error ? error.message : String(error));
    });
  }

  #hear(event: SessionEvent): void {
    switch (event.kind) {
      case "terminal":
        if (event.change === "opened") this.#addScreen(event.terminal);
        else this.#removeScreen(event.terminal);
        return;
      case "run-started":
        enable(this.#stop, true);
        this.#report.running(event.terminal.command);
        return;
      case "run-finished": {
        enable(
          this.#stop,
          this.#session.terminals.some((terminal) => terminal.state === "running" && terminal !== event.terminal),
        );
        this.#report.finished(event.run, event.comparison);
        this.#report.explain(event.diagnostics);
        const blamed = event.diagnostics.find((one) => one.line !== undefined);
        if (blamed?.file !== undefined)
          void this.#files.show(blamed.file).then((shown) => shown && this.#files.blame(blamed.line));
        // The reader will want to change something next: the editor comes while nothing else is loading.
        void this.#files.openEditor();
        return;
      }
      case "machine":
        if (event.state === "failed" || event.state === "off") this.#pressed.clear();
        if (event.state === "failed") this.#failed(event.problem?.message ?? "The machine stopped.");
        else if (event.state === "restarted")
          this.#report.say("The machine was replaced; your files are as they were.");
        return;
      case "download":
        this.#report.download(event.progress);
        if (event.progress.what === "Python" && event.progress.received >= event.progress.total) rememberPython();
        return;
      case "restored":
        this.#report.restored(event.restored);
        return;
      case "storage":
        // What the last run came to stays in sight: nothing of it is lost.
        if (event.state.kind === "problem") this.#report.explain([{ message: event.state.message }]);
        else if (event.state.kind === "saved") {
          this.#report.saved();
          rememberEdits(this.#data.name, this.#session.tree.isEdited());
        }
        return;
      case "other-tab":
        if (event.offer === undefined)
          this.#report.say(
            "This lab is open in another tab as well: what you type there and here is saved under one name.",
          );
        else this.#offer(event.offer.path, event.offer.content);
        return;
      case "port":
        this.#report.port(event.port, event.open);
        return;
      case "files":
        return this.#files.update(event.changes);
      case "tests":
      case "make":
        return;
    }
  }

  #addScreen(terminal: LabTerminal): void {
    if (!this.#output.classList.contains("screens")) {
      // The transcript makes room: what was recorded is compared with from now on.
      this.#output.replaceChildren();
      this.#output.classList.add("screens");
      const another = button("+", "pane-tab", () => void this.#another());
      another.setAttribute("aria-label", "Open another terminal");
      this.#tabs.replaceChildren(this.#row.element, another, wayOut());
      this.#panels.place(this.#row, this.#output);
    }
    const article = make("article", { "aria-label": `Terminal ${String(terminal.number)}` });
    this.#output.append(article);
    const name = terminal.number === 1 ? "Terminal" : `Terminal ${String(terminal.number)}`;
    const choose = (): void => {
      this.#show(terminal);
      this.#screens.get(terminal)?.screen.focus();
    };
    const tab = this.#row.add(name, article, choose, this.#panels.first);
    const screen = new TerminalScreen(article, terminal, (columns, rows) => this.#session.setSize(columns, rows));
    const { columns, rows } = screen.size;
    terminal.resize(columns, rows);
    this.#session.setSize(columns, rows);
    this.#screens.set(terminal, { screen, tab, article });
    if (this.#shown === undefined) this.#show(terminal);
    else article.hidden = true;
  }

  async #another(): Promise<void> {
    try {
      this.#show(await this.#session.openTerminal());
    } catch (error) {
      this.#report.problem(error instanceof Error ? error.message : String(error));
    }
  }

  #removeScreen(terminal: LabTerminal): void {
    for (const [command, where] of this.#pressed) if (where === terminal) this.#pressed.delete(command);
    const view = this.#screens.get(terminal);
    if (view === undefined) return;
    const held = view.article.contains(document.activeElement) || view.tab.tab === document.activeElement;
    view.screen.dispose();
    view.article.remove();
    this.#row.remove(view.tab);
    this.#screens.delete(terminal);
    if (this.#shown !== terminal) return;
    this.#shown = undefined;
    const [next] = this.#screens.keys();
    const take = (other: LabTerminal): void => {
      this.#show(other);
      if (held) this.#screens.get(other)?.screen.focus();
    };
    if (next !== undefined) take(next);
    else if (this.#session.state === "ready" || this.#session.state === "restarted")
      void this.#session.openTerminal().then(take);
  }

  #show(terminal: LabTerminal): void {
    this.#shown = terminal;
    this.#panels.hide();
    for (const [each, { tab, article, screen }] of this.#screens) {
      article.hidden = each !== terminal;
      if (each !== terminal) continue;
      this.#row.mark(tab);
      screen.fit();
    }
  }

  #hideScreens(): void {
    for (const { article } of this.#screens.values()) article.hidden = true;
  }

  async #stopRun(): Promise<void> {
    const running =
      this.#shown?.state === "running"
        ? this.#shown
        : this.#session.terminals.find((terminal) => terminal.state === "running");
    if (running === undefined) return;
    this.#report.say("Stopping…");
    const outcome = await this.#session.stop(running);
    if (outcome === "unanswered")
      this.#report.say("It did not answer, so the machine was replaced; your files are as they were.");
  }

  #reset(undo: Undo, said: string): void {
    this.#report.restored(undefined);
    this.#undoing = undo;
    this.#undo.hidden = false;
    this.#report.say(said);
  }

  #takeBack(): void {
    this.#undoing?.();
    this.#undoing = undefined;
    if (document.activeElement === this.#undo) this.#files.differenceButton.focus();
    this.#undo.hidden = true;
    this.#report.say("Your text is back.");
  }

  /** Another tab's text of a file that has another text here: both are kept until the reader chooses. */
  #offer(path: string, content: string | Uint8Array): void {
    this.#report.choice(`${path} was changed in another tab.`, "Take that text", () => {
      const before = this.#session.tree.get(path)?.content;
      this.#session.edit(path, content);
      if (before !== undefined)
        this.#reset(() => this.#session.edit(path, before), `${path} is now as in the other tab.`);
    });
  }

  async #download(): Promise<void> {
    const { bytes, left } = await this.#session.archive();
    if (left.length > 0) {
      this.#report.say(`Not in the archive: ${left.join(", ")}. Too large to be kept here, and the machine is gone.`);
    }
    const url = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
    make("a", { href: url, download: `${this.#data.folder}.zip` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    this.#element.dispatchEvent(new CustomEvent("lab-downloaded"));
  }
}
