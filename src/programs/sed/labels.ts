import { Refusal } from "../tool/tool.ts";
import type { Command } from "./command.ts";

/** Finds where b, t and T lead; the end of the script without a label. */
export function resolveLabels(commands: readonly Command[]): void {
  const labels = new Map(
    commands.flatMap((command, index) => (command.letter === ":" ? [[command.text, index] as const] : [])),
  );
  for (const command of commands) {
    if (!"btT".includes(command.letter)) continue;
    const target = command.text === "" ? commands.length : labels.get(command.text);
    if (target === undefined) throw new Refusal(`can't find label for jump to \`${command.text}'`, { status: 4 });
    command.target = target;
  }
}
