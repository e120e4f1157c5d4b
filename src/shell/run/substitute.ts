import { FileError } from "#files";
import { concatBytes } from "#base";
import type { Shell } from "../state/shell.ts";
import type { Part } from "../syntax/ast.ts";
import { wait, type Task } from "../task.ts";
import { decodeText } from "../text.ts";
import { expandString } from "../expand/expand.ts";
import { runStatements } from "./execute.ts";
import { fork } from "./fork.ts";

/** `$(…)`: what the commands write, without the newlines at the end. */
export function* substitute(shell: Shell, part: Part & { kind: "command" }): Task<string> {
  const { body } = part;
  const file = fileOf(shell, part);
  if (file !== undefined) return yield* readWhole(shell, yield* expandString(shell, file, "start"));
  if (body.length === 0) {
    shell.substituted = 0;
    return "";
  }
  if (shell.flushing !== undefined) yield* wait(shell.flushing);
  const { line } = shell;
  const [input, output] = shell.process.pipe();
  const descriptors = new Map(shell.process.descriptors);
  descriptors.set(1, output);
  const child = fork(
    shell,
    (copy) => {
      const [only] = body;
      copy.nesting += 1;
      if (shell.bash) {
        if (!shell.posix && !shell.options.shopt("inherit_errexit")) copy.options.set("errexit", false);
      } else copy.tested = 0;
      copy.tail = body.length === 1 && only?.node.kind === "simple" && !only.background && !copy.traps.armed;
      return runStatements(copy, body);
    },
    { command: shell.name, descriptors },
  );
  output.close();
  const chunks: Uint8Array[] = [];
  for (;;) {
    const chunk = yield* wait(input.read(65536, shell.process.signal));
    if (chunk === null) break;
    chunks.push(chunk);
  }
  input.close();
  shell.substituted = yield* wait(child.exit);
  if (shell.bash) shell.status = shell.substituted;
  shell.line = line;
  const bytes = concatBytes(chunks);
  if (shell.bash && bytes.includes(0)) shell.complain("warning: command substitution: ignored null byte in input");
  return trim(decodeText(bytes));
}

function trim(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === "\n") end -= 1;
  const kept = end === text.length ? text : text.slice(0, end);
  return kept.includes("\0") ? kept.replaceAll("\0", "") : kept;
}

/** bash's `$(< file)`. */
function fileOf(shell: Shell, part: Part & { kind: "command" }) {
  const [only] = part.body;
  if (!shell.bash || part.body.length !== 1 || only?.node.kind !== "simple") return undefined;
  const { words, assignments, redirects } = only.node;
  const [redirect] = redirects;
  if (words.length + assignments.length > 0 || redirects.length !== 1 || redirect?.operator !== "<") return undefined;
  return (redirect.descriptor ?? 0) === 0 ? redirect.word : undefined;
}

function* readWhole(shell: Shell, path: string): Task<string> {
  try {
    const file = shell.process.open(path, { read: true });
    const chunks: Uint8Array[] = [];
    for (;;) {
      const chunk = yield* wait(file.read(65536, shell.process.signal));
      if (chunk === null) break;
      chunks.push(chunk);
    }
    file.close();
    shell.substituted = 0;
    return trim(decodeText(concatBytes(chunks)));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    shell.complain(`${path}: ${error.reason}`);
    shell.substituted = 1;
    return "";
  }
}

/** `<(…)` and `>(…)`: a fork at the other end of a pipe, which is named by its descriptor. */
export function substituteProcess(shell: Shell, part: Part & { kind: "process" }): string {
  const [input, output] = shell.process.pipe();
  const [ours, theirs, end] = part.direction === "in" ? [input, output, 1] : [output, input, 0];
  const descriptors = new Map(shell.process.descriptors);
  descriptors.set(end, theirs);
  const run = (copy: Shell): Task<number> => {
    copy.nesting += 1;
    return runStatements(copy, part.body);
  };
  const child = fork(shell, run, { command: shell.name, descriptors });
  theirs.close();
  shell.lastBackground = child.pid;
  shell.jobs.substitution = child;
  let number = 63;
  while (shell.process.descriptors.has(number)) number -= 1;
  shell.process.descriptors.set(number, ours);
  shell.temporary.push(() => {
    shell.process.descriptors.delete(number);
    ours.close();
  });
  return `/dev/fd/${String(number)}`;
}
