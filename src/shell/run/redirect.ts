import { FileError, type OpenFile } from "#files";
import { ShellError } from "../errors.ts";
import { readElement } from "../expand/element.ts";
import { expandDocument, expandFields, expandString } from "../expand/expand.ts";
import type { Shell } from "../state/shell.ts";
import type { Redirect } from "../syntax/ast.ts";
import { wait, type Task } from "../task.ts";
import { encodeText } from "../text.ts";
import { DirectoryFile } from "./directory-file.ts";
import { BytesFile } from "./bytes-file.ts";

/** A redirection that failed, as was said already: the command is not run, its status is 1 (bash) or 2 (dash). */
export class RedirectError extends Error {}

/** What descriptors were before; undefined: closed. */
export type Saved = [number, OpenFile | undefined][];

/** Carries redirections out in the shell's own process and remembers what was there. */
export function* redirect(shell: Shell, redirects: readonly Redirect[]): Task<Saved> {
  const saved: Saved = [];
  yield* flush(shell);
  try {
    for (const each of redirects) yield* one(shell, each, saved);
  } catch (error) {
    // It is said where the redirections before it lead.
    if (error instanceof RedirectError) {
      shell.complain(error.message);
      yield* flush(shell);
    }
    restore(shell, saved);
    throw error;
  }
  return saved;
}

/** Waits until messages are out: a descriptor that is closed meanwhile would swallow them. */
export function* flush(shell: Shell): Task<void> {
  while (shell.flushing !== undefined) {
    const now: Promise<void> = shell.flushing;
    yield* wait(now);
    // A message may have come after one that had to fetch its words.
    if (shell.flushing === now) shell.flushing = undefined;
  }
}

/** Puts descriptors back, closing what the redirections opened. */
export function restore(shell: Shell, saved: Saved): void {
  const { descriptors } = shell.process;
  for (const [descriptor, file] of saved.reverse()) {
    const now = descriptors.get(descriptor);
    if (now === file) continue;
    now?.close();
    if (file === undefined) descriptors.delete(descriptor);
    else descriptors.set(descriptor, file);
  }
}

/** Closes what `<( )` opened for a command that is over; what the commands around it opened stays. */
export function closeOpened(shell: Shell, before: number): void {
  if (shell.temporary.length > before) for (const close of shell.temporary.splice(before)) close();
}

/** Makes redirections last (`exec`): closes what was there before. */
export function keep(saved: Saved): void {
  for (const [, file] of saved) file?.close();
}

function put(shell: Shell, descriptor: number, file: OpenFile | undefined, saved: Saved): void {
  const { descriptors } = shell.process;
  const old = descriptors.get(descriptor);
  // Only the first change of a descriptor is remembered; what a later one replaces was opened here.
  if (saved.some(([known]) => known === descriptor)) old?.close();
  else saved.push([descriptor, old]);
  if (file === undefined) descriptors.delete(descriptor);
  else descriptors.set(descriptor, file);
}

function* target(shell: Shell, each: Redirect): Task<string> {
  if (!shell.bash || shell.posix) return yield* expandString(shell, each.word, "start");
  const fields = yield* expandFields(shell, [each.word]);
  const [only] = fields;
  if (only === undefined || fields.length !== 1) throw new RedirectError(`${each.word.raw}: ambiguous redirect`);
  return only;
}

function* one(shell: Shell, each: Redirect, saved: Saved): Task<void> {
  const { operator } = each;
  let descriptor = each.descriptor ?? (operator.startsWith("<") ? 0 : 1);
  if (descriptor >= Number(shell.limits.get("n") ?? Infinity))
    throw new RedirectError(`${String(descriptor)}: Bad file descriptor`);
  if (each.variable !== undefined) {
    const variable = each.variable;
    if ((operator === ">&" || operator === "<&") && each.word.literal === "-") {
      const element = /^(\w+)\[(.*)\]$/s.exec(variable);
      const number =
        element === null ? shell.variables.get(variable) : readElement(shell, element[1] ?? "", element[2] ?? "");
      const saved: Saved = [];
      put(shell, Number(number ?? "-1"), undefined, saved);
      keep(saved);
      return;
    }
    descriptor = 10;
    while (shell.process.descriptors.has(descriptor)) descriptor += 1;
    shell.variables.set(variable, String(descriptor));
    // It outlives the command: that is what it is for.
    yield* perform(shell, each, descriptor, []);
    return;
  }
  yield* perform(shell, each, descriptor, saved);
}

function* perform(shell: Shell, each: Redirect, descriptor: number, saved: Saved): Task<void> {
  const { operator } = each;
  switch (operator) {
    case "<<":
    case "<<-": {
      const text = each.body === undefined ? "" : yield* expandDocument(shell, each.body);
      put(shell, descriptor, new BytesFile(encodeText(text)), saved);
      return;
    }
    case "<<<":
      put(shell, descriptor, new BytesFile(encodeText(`${yield* expandString(shell, each.word, "start")}\n`)), saved);
      return;
    case "<&":
    case ">&": {
      const name = yield* duplicateTarget(shell, each);
      duplicate(shell, each, descriptor, name, saved);
      return;
    }
    case "&>":
    case "&>>": {
      const file = open(shell, yield* target(shell, each), operator === "&>" ? ">" : ">>");
      put(shell, 1, file, saved);
      put(shell, 2, file.dup(), saved);
      return;
    }
    default:
      put(shell, descriptor, open(shell, yield* target(shell, each), operator), saved);
  }
}

function* duplicateTarget(shell: Shell, each: Redirect): Task<string> {
  return shell.bash ? yield* target(shell, each) : yield* expandString(shell, each.word);
}

function duplicate(shell: Shell, each: Redirect, descriptor: number, name: string, saved: Saved): void {
  if (name === "-") {
    put(shell, descriptor, undefined, saved);
    return;
  }
  const move = shell.bash && /^\d+-$/.test(name);
  const number = move ? name.slice(0, -1) : name;
  if (shell.bash ? !/^\d+$/.test(number) : !/^\d$/.test(number)) {
    if (!shell.bash) throw new ShellError("Syntax error: Bad fd number");
    if (each.operator === "<&" || each.descriptor !== undefined)
      throw new RedirectError(`${each.word.raw}: ambiguous redirect`);
    const file = open(shell, name, ">");
    put(shell, 1, file, saved);
    put(shell, 2, file.dup(), saved);
    return;
  }
  const source = Number(number);
  if (source === descriptor && shell.process.descriptors.has(source)) return;
  const file = shell.process.descriptors.get(source);
  if (file === undefined)
    throw new RedirectError(`${shell.bash && !move ? each.word.raw : number}: Bad file descriptor`);
  put(shell, descriptor, file.dup(), saved);
  if (move) put(shell, source, undefined, saved);
}

function open(shell: Shell, path: string, operator: string): OpenFile {
  const { process } = shell;
  const reading = operator === "<";
  try {
    if (path === "") throw new FileError("ENOENT", path);
    if (reading) {
      // open(2) takes a directory; reading from it is what fails.
      if (process.files.tryStat(absolute(process.cwd, path))?.kind === "directory") return new DirectoryFile();
      return process.open(path, { read: true });
    }
    if (operator === "<>") return process.open(path, { read: true, write: true, create: true });
    if (operator === ">>") return process.open(path, { write: true, append: true, create: true });
    if (operator === ">" && shell.options.has("noclobber")) {
      const existing = process.files.tryStat(absolute(process.cwd, path));
      if (existing?.kind === "file") {
        throw new RedirectError(
          shell.bash ? `${path}: cannot overwrite existing file` : `cannot create ${path}: File exists`,
        );
      }
    }
    return process.open(path, { write: true, create: true, truncate: true });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new RedirectError(shell.bash ? `${path}: ${error.reason}` : shMessage(path, error, reading));
  }
}

function absolute(cwd: string, path: string): string {
  return path.startsWith("/") ? path : `${cwd}/${path}`;
}

function shMessage(path: string, error: FileError, reading: boolean): string {
  if (reading) return `cannot open ${path}: ${error.code === "ENOENT" ? "No such file" : error.reason}`;
  return `cannot create ${path}: ${error.code === "ENOENT" ? "Directory nonexistent" : error.reason}`;
}
