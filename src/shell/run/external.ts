import { resolvePath } from "#files";
import { SIGNALS } from "#base";
import { quoteAnsi } from "../expand/quote.ts";
import type { ShellChild } from "../process.ts";
import { statusOf } from "../state/jobs.ts";
import type { Shell } from "../state/shell.ts";
import { printNode } from "../syntax/print.ts";
import { wait, type Task } from "../task.ts";
import { loadParts } from "../parts.ts";
import { spawn } from "./fork.ts";

/** Where a command is, or why it cannot be run. */
export type Located =
  | { readonly kind: "found"; readonly path: string }
  | { readonly kind: "missing" }
  | { readonly kind: "refused"; readonly reason: string; readonly path?: string };

/** Looks a command up: as a path when it has a slash, else along PATH. */
export function locate(shell: Shell, name: string, path = shell.variables.get("PATH")): Located {
  const { process } = shell;
  process.env = { ...process.env, PATH: path ?? "" };
  if (name === "") return { kind: "missing" };
  const found = process.which(name);
  if (found !== undefined) return { kind: "found", path: name.includes("/") ? name : placeOnPath(shell, name, found) };
  if (!name.includes("/")) return searchRefused(shell, name, path ?? "");
  const stat = process.files.tryStat(resolvePath(process.cwd, name));
  if (stat === undefined)
    return shell.bash && brokenFolder(shell, name) === NO_FOLDER
      ? { kind: "refused", reason: NO_FOLDER }
      : { kind: "missing" };
  if (stat.kind === "directory")
    return { kind: "refused", reason: shell.bash ? "Is a directory" : "Permission denied" };
  if ((stat.mode & 0o111) === 0) return { kind: "refused", reason: "Permission denied" };
  return { kind: "found", path: name };
}

const NO_FOLDER = "Not a directory";

/** Why the folders of a path, the last name aside, lead nowhere. A logical path is walked in words: `..` too. */
export function brokenFolder(shell: Shell, path: string): string | undefined {
  const { files, cwd } = shell.process;
  for (let at = path.indexOf("/", 1); at > 0; at = path.indexOf("/", at + 1)) {
    const kind = files.tryStat(resolvePath(cwd, path.slice(0, at)))?.kind;
    if (kind !== "directory") return kind === undefined ? "No such file or directory" : NO_FOLDER;
  }
  return undefined;
}

/** A command's path as its folder stands in PATH: relative where the folder is. */
function placeOnPath(shell: Shell, name: string, found: string): string {
  const path = shell.variables.get("PATH") ?? "";
  if (!/(?:^|:)(?!\/)|\/(?:[:/]|$)|\/\.{1,2}(?:[:/]|$)/.test(path)) return found;
  for (const folder of path.split(":")) {
    const place = resolvePath(shell.process.cwd, `${folder === "" ? "." : folder}/${name}`);
    if (place !== found) continue;
    if (folder === "") return shell.bash ? `./${name}` : name;
    return shell.bash && folder.endsWith("/") ? folder + name : `${folder}/${name}`;
  }
  return found;
}

/** Why a remembered path cannot be run. */
function locateHashed(shell: Shell, path: string): Exclude<Located, { kind: "found" }> {
  const located = locate(shell, path);
  return located.kind === "found" ? { kind: "missing" } : located;
}

/** Every place along PATH where a command is. */
export function locateAll(shell: Shell, name: string): string[] {
  if (name.includes("/")) return locate(shell, name).kind === "found" ? [name] : [];
  const found: string[] = [];
  for (const folder of (shell.variables.get("PATH") ?? "").split(":")) {
    const path = `${folder === "" ? "." : folder}/${name}`;
    if (shell.process.which(path) !== undefined) found.push(path);
  }
  return found;
}

/** A file on PATH that may not be run answers 126 in place of 127. */
function searchRefused(shell: Shell, name: string, path: string): Located {
  for (const folder of path.split(":")) {
    const place = `${folder === "" ? "." : folder}/${name}`;
    const stat = shell.process.files.tryStat(resolvePath(shell.process.cwd, place));
    if (stat?.kind === "file" && (stat.mode & 0o111) === 0)
      return { kind: "refused", reason: "Permission denied", path: place };
  }
  return { kind: "missing" };
}

/** Says that a command cannot be run: its status, 127 or 126. */
export function complainMissing(shell: Shell, name: string, located: Exclude<Located, { kind: "found" }>): number {
  if (located.kind === "refused") {
    shell.complain(`${shell.bash ? (located.path ?? name) : name}: ${located.reason}`);
    return shell.bash || name.includes("/") ? 126 : 127;
  }
  const nowhere = name.includes("/") || (shell.variables.get("PATH") ?? "") === "";
  if (!shell.bash) shell.complain(name === "" ? ": Permission denied" : `${name}: not found`);
  else {
    const shown = /[\x00-\x1f\x7f]/.test(name) ? quoteAnsi(name) : name;
    shell.complain(nowhere && name !== "" ? `${shown}: No such file or directory` : `${shown}: command not found`);
  }
  if (shell.interactive && shell.noteMissing !== undefined) {
    const note = shell.noteMissing(name);
    if (note !== undefined) shell.warn(`${note}\n`);
  }
  return 127;
}

/** Runs a program and waits for it. */
export function* runExternal(shell: Shell, called: readonly string[]): Task<number> {
  let words = called;
  const [name = ""] = words;
  const hashed = shell.hashed.get(name);
  let located: Located;
  const kept = hashed !== undefined && shell.process.which(hashed.path) !== undefined;
  if (hashed !== undefined && !kept && shell.bash && !shell.options.shopt("checkhash"))
    return complainMissing(shell, hashed.path, locateHashed(shell, hashed.path));
  if (hashed !== undefined && kept) {
    hashed.hits += 1;
    located = { kind: "found", path: hashed.path };
  } else located = locate(shell, name);
  if (located.kind !== "found") {
    const handler =
      shell.bash && located.kind === "missing" && !name.includes("/")
        ? shell.functions.get("command_not_found_handle")
        : undefined;
    if (handler !== undefined)
      return yield* shell.executor.command(shell, ["command_not_found_handle", ...words], {
        functions: true,
        builtins: false,
        externals: false,
      });
    return complainMissing(shell, name, located);
  }
  if (!name.includes("/") && hashed === undefined && (!shell.bash || shell.options.has("hashall")))
    shell.hashed.set(name, { path: located.path, hits: 1 });
  if (shell.flushing !== undefined) yield* wait(shell.flushing);
  // `hash -p` may call a program by a name that is not its own.
  if (hashed !== undefined && !hashed.path.endsWith(`/${name}`)) words = [hashed.path, ...words.slice(1)];
  // A script is told the path by which it was found.
  else if (!located.path.startsWith("/") && located.path.includes("/")) words = [located.path, ...words.slice(1)];
  if (shell.bash && isPlainScript(shell, located.path)) words = ["/bin/bash", located.path, ...words.slice(1)];
  const env = shell.environment(located.path);
  if (shell.tail) {
    shell.tail = false;
    return yield* wait(execute(shell, words, env));
  }
  const monitored = shell.options.has("monitor") && shell.depth === 0;
  const child = spawn(shell, { argv: words, env, ...(monitored ? { group: "new" } : {}) });
  return yield* waitForeground(shell, [child], commandText(shell, words), monitored);
}

/** Whether a text names no interpreter: bash runs it itself. What stands in the system's folders is a program. */
function isPlainScript(shell: Shell, path: string): boolean {
  if (/^\/(?:usr\/)?(?:local\/)?s?bin\/[^/]*$/.test(path)) return false;
  const file = shell.process.files.open(resolvePath(shell.process.cwd, path), { read: true });
  const head = file.read(0, 80);
  file.close();
  return !(head[0] === 35 && head[1] === 33) && head[0] !== 127 && !head.includes(0);
}

/** What jobs and messages call a command: in bash as it was written, in dash its words. */
function commandText(shell: Shell, words: readonly string[]): string {
  return shell.bash && shell.command?.kind === "simple" ? printNode(shell.command) : words.join(" ");
}

/** exec(2), keeping arguments that are no UTF-8 as they are. */
async function execute(shell: Shell, words: readonly string[], env: Record<string, string>): Promise<number> {
  return shell.process.exec(words, env);
}

/** Waits for a foreground job: its status, after saying what killed it. Under job control it may stop and be kept. */
export function* waitForeground(
  shell: Shell,
  children: readonly ShellChild[],
  command: string,
  monitored: boolean,
): Task<number> {
  const { terminal } = shell.process;
  const last = children.at(-1);
  if (last === undefined) return 0;
  if (!monitored) {
    const statuses: number[] = [];
    for (const child of children) {
      const end = yield* wait(child.wait());
      statuses.push(statusOf(end));
      if (end.kind === "signaled" && child === last) yield* sayKilled(shell, end.signal, child.pid, command);
    }
    shell.pipeStatus = statuses;
    return statuses.at(-1) ?? 0;
  }
  const group = children[0]?.group ?? last.pid;
  if (terminal !== undefined) terminal.foreground = group;
  const job = shell.jobs.add(children, group, command, true, !shell.bash);
  yield* wait(job.changed);
  if (job.state === "done") {
    const statuses: number[] = [];
    for (const child of children) statuses.push(statusOf(yield* wait(child.wait())));
    shell.pipeStatus = statuses;
    if (!shell.interactive && job.end?.kind === "signaled") yield* sayKilled(shell, job.end.signal, last.pid, command);
  }
  if (terminal !== undefined) terminal.foreground = shell.process.group;
  return shell.endForeground(job);
}

/** Says what killed a program, but for SIGINT and SIGPIPE, which go without words. */
export function* sayKilled(shell: Shell, signal: number, pid: number, command: string): Task<void> {
  if (signal !== SIGNALS.SIGINT && signal !== SIGNALS.SIGPIPE)
    (yield* wait(loadParts(shell))).killed(shell, signal, pid, command);
}
