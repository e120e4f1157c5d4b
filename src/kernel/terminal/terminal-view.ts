import { SIGNALS } from "#base";
import type { Caller } from "../description.ts";
import type { Pid, SignalAction, TerminalControl } from "../process.ts";
import type { Terminal } from "./terminal.ts";

interface Viewer extends Caller {
  actionOf(signal: number): SignalAction;
}

/**
 * A process's controlling terminal. Who changes it from the background gets SIGTTOU, and nothing changes, unless it
 * ignores that signal, as shells do.
 */
export class TerminalView implements TerminalControl {
  readonly #terminal: Terminal;
  readonly #viewer: Viewer;
  readonly #hasGroup: (group: Pid) => boolean;

  constructor(terminal: Terminal, viewer: Viewer, hasGroup: (group: Pid) => boolean) {
    this.#terminal = terminal;
    this.#viewer = viewer;
    this.#hasGroup = hasGroup;
  }

  get columns(): number {
    return this.#terminal.columns;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  get foreground(): Pid {
    return this.#terminal.foreground;
  }

  set foreground(group: Pid) {
    if (this.#mayChange()) this.#terminal.foreground = group;
  }

  get mode(): TerminalControl["mode"] {
    return this.#terminal.mode;
  }

  set mode(mode: TerminalControl["mode"]) {
    if (this.#mayChange()) this.#terminal.mode = mode;
  }

  get echo(): boolean {
    return this.#terminal.echo;
  }

  set echo(on: boolean) {
    if (this.#mayChange()) this.#terminal.echo = on;
  }

  #mayChange(): boolean {
    const { foreground } = this.#terminal;
    if (foreground === 0 || foreground === this.#viewer.group || !this.#hasGroup(foreground)) return true;
    if (this.#viewer.actionOf(SIGNALS.SIGTTOU) === "ignore") return true;
    this.#viewer.raiseInGroup(SIGNALS.SIGTTOU);
    return false;
  }
}
