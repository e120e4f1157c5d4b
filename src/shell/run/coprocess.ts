import { IndexedArray, newVariable, type Variable } from "../state/variable.ts";
import type { Shell } from "../state/shell.ts";
import type { Command } from "../syntax/ast.ts";
import { printNode } from "../syntax/print.ts";
import { wait, type Task } from "../task.ts";
import { runNode } from "./execute.ts";
import { fork } from "./fork.ts";

/** bash's `coproc`: a job whose output and input are descriptors in `NAME[0]` and `NAME[1]`. */
export function* runCoprocess(shell: Shell, command: Command & { kind: "coproc" }): Task<number> {
  if (shell.flushing !== undefined) yield* wait(shell.flushing);
  const { descriptors } = shell.process;
  const [fromRead, fromWrite] = shell.process.pipe();
  const [toRead, toWrite] = shell.process.pipe();
  const given = new Map(descriptors);
  given.set(0, toRead);
  given.set(1, fromWrite);
  const child = fork(shell, (copy) => runNode(copy, command.body), {
    command: command.name,
    descriptors: given,
  });
  fromWrite.close();
  toRead.close();
  const free = (from: number): number => {
    let number = from;
    while (descriptors.has(number)) number -= 1;
    return number;
  };
  const input = free(63);
  descriptors.set(input, fromRead);
  const output = free(60);
  descriptors.set(output, toWrite);
  shell.coprocessDescriptors.add(input).add(output);
  const variable = newVariable();
  variable.indexed = IndexedArray.of([String(input), String(output)]);
  shell.variables.put(command.name, variable);
  shell.variables.put(`${command.name}_PID`, newVariable(String(child.pid)));
  shell.lastBackground = child.pid;
  const job = shell.jobs.add([child], child.group, printNode(command), false, false);
  void job.changed.then(() => {
    if (job.state === "done") shell.ended.push(() => forget(shell, command.name, [input, output], variable));
  });
  return 0;
}

/** bash closes a coprocess's descriptors and unsets its variables once it has ended. */
function forget(shell: Shell, name: string, numbers: readonly number[], variable: Variable): void {
  for (const number of numbers) {
    if (!shell.coprocessDescriptors.delete(number)) continue;
    shell.process.descriptors.get(number)?.close();
    shell.process.descriptors.delete(number);
  }
  if (shell.variables.own(name) !== variable) return;
  shell.variables.unset(name);
  shell.variables.unset(`${name}_PID`);
}
