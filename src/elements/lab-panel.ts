import type { LabData } from "#session";

/** A panel beside the terminals: its tab's name, its element, and what it is told of servers. */
export interface SidePanel {
  readonly name: string;
  readonly element: HTMLElement;
  /** It was chosen: what it needs is loaded now. */
  show(): void;
  /** A server began or ended. */
  port(port: number, open: boolean): void;
  close(): void;
}

/** What to do while no server listens: the lab's own command that starts one. */
export function noServer(data: LabData): string {
  const start = data.actions.find(({ command }) => /\b(?:run|serve|start)\b/.test(command));
  return start === undefined
    ? "No server is listening: start one in the terminal."
    : `No server is listening: run \`${start.command}\`.`;
}
