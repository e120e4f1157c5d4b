import type { LabData } from "#session";

/** What a panel may ask of the lab around it. */
export interface BenchDoor {
  /** Types a command into a free terminal and runs it; the panel stays in sight. */
  run(command: string): Promise<void>;
  /** Shows a line of a file of the lab, counted from 1, and moves the keyboard there if told. */
  showLine(path: string, line: number, focus: boolean): void;
}

/** A panel beside the terminals: its tab's name, its element, and what it is told of servers. */
export interface SidePanel {
  readonly name: string;
  readonly element: HTMLElement;
  /** What its tab says now, where that is more than its name. */
  readonly label?: string;
  /** It was chosen: what it needs is loaded now. */
  show(): void;
  /** A server began, at that address; or it ended. */
  port(port: number, address: string | undefined): void;
  /** pytest said something. */
  update?(): void;
  close(): void;
}

/** What to do while no server listens: the lab's own command that starts one. */
export function noServer(data: LabData): string {
  const start = data.actions.find(({ command }) => /\b(?:run|serve|start)\b/.test(command));
  return start === undefined
    ? "No server is listening: start one in the terminal."
    : `No server is listening: run \`${start.command}\`.`;
}
