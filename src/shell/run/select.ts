import { expandFields } from "../expand/expand.ts";
import type { Shell } from "../state/shell.ts";
import type { Command } from "../syntax/ast.ts";
import { printHead } from "../syntax/print.ts";
import { wait, type Task } from "../task.ts";
import { readLine } from "../builtins/read-line.ts";
import { afterBody, runStatements } from "./execute.ts";

/** bash's `select`: a menu on the standard error, answers from the standard input. */
export function* runSelect(shell: Shell, command: Extract<Command, { kind: "for" | "select" }>): Task<number> {
  const values = command.words === undefined ? [...shell.positional] : yield* expandFields(shell, command.words);
  if (values.length === 0) return 0;
  if (shell.options.has("xtrace")) shell.trace(printHead(command));
  let status: number;
  let show = true;
  shell.loops += 1;
  try {
    for (;;) {
      if (show) shell.warn(menu(values, Number(shell.variables.get("COLUMNS") ?? 80)));
      shell.warn(shell.variables.get("PS3") ?? "#? ");
      if (shell.flushing !== undefined) yield* wait(shell.flushing);
      const line = yield* wait(readLine(shell, 0));
      if (line.ended && line.text === "") {
        yield* wait(shell.print("\n"));
        return 1;
      }
      show = line.text === "";
      if (show) continue;
      shell.assign("REPLY", line.text);
      const number = /^\s*\d+\s*$/.test(line.text) ? Number(line.text) : 0;
      shell.assign(command.name, values[number - 1] ?? "");
      status = yield* runStatements(shell, command.body);
      if (afterBody(shell) === "leave") break;
      show = shell.variables.get("REPLY") === "";
    }
  } finally {
    shell.loops -= 1;
  }
  return status;
}

/** Blanks from one column to another, with tabs where they fit. */
function indent(from: number, to: number): string {
  let text = "";
  for (let at = from; at < to;) {
    const tab = Math.floor(to / 8) > Math.floor(at / 8);
    text += tab ? "\t" : " ";
    at += tab ? 8 - (at % 8) : 1;
  }
  return text;
}

/** The choices, in as many columns as fit. */
function menu(values: readonly string[], columns: number): string {
  const digits = String(values.length).length;
  const longest = Math.max(...values.map((value) => value.length)) + digits + 2;
  const width = longest + 2;
  let across = Math.max(1, Math.floor(columns / width));
  const down = Math.ceil(values.length / across);
  across = Math.ceil(values.length / down);
  if (down === 1) across = 1;
  const rows = across === 1 ? values.length : down;
  // The first column's numbers are as wide as they need to be, and what lies between columns is made of tabs.
  const firstDigits = String(rows).length;
  let text = "";
  for (let row = 0; row < rows; row += 1) {
    let line = "";
    let column = 0;
    for (let at = row; at < values.length; at += rows) {
      const item = `${String(at + 1).padStart(at < rows ? firstDigits : digits)}) ${values[at] ?? ""}`;
      line += at + rows < values.length ? item + indent(column + item.length, column + width) : item;
      column += width;
    }
    text += `${line}\n`;
  }
  return text;
}
