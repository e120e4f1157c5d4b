import type { Shell } from "../state/shell.ts";
import type { Pipeline } from "../syntax/ast.ts";
import type { Task } from "../task.ts";

/** bash's `time`: how long a pipeline took. A program's processor time is not known here: real time is shown for it. */
export function* timed(shell: Shell, node: Pipeline, body: Task<number>): Task<number> {
  const started = performance.now();
  const status = yield* body;
  const seconds = (performance.now() - started) / 1000;
  if (node.timed === "posix") shell.warn(`real ${seconds.toFixed(2)}\nuser ${seconds.toFixed(2)}\nsys 0.00\n`);
  else {
    const format = shell.variables.get("TIMEFORMAT");
    if (format === undefined)
      shell.warn(`\nreal\t${long(seconds, 3)}\nuser\t${long(seconds, 3)}\nsys\t${long(0, 3)}\n`);
    else if (format !== "") shell.warn(`${render(format, seconds)}\n`);
  }
  return status;
}

function long(seconds: number, digits: number): string {
  return `${String(Math.floor(seconds / 60))}m${(seconds % 60).toFixed(digits)}s`;
}

function render(format: string, seconds: number): string {
  return format.replace(/%(?:%|([0-3])?(l)?([RUS])|P)/g, (whole, digits?: string, minutes?: string, which?: string) => {
    if (whole === "%%") return "%";
    if (which === undefined) return "100.00";
    const value = which === "S" ? 0 : seconds;
    const places = Number(digits ?? 3);
    return minutes === undefined ? value.toFixed(places) : long(value, places);
  });
}
