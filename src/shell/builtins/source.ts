import { concatBytes } from "#base";
import { FileError, resolvePath } from "#files";
import { ShellError } from "../errors.ts";
import { runEvent } from "../run/trap.ts";
import { EVENT_NUMBERS } from "../state/traps.ts";
import type { Shell } from "../state/shell.ts";
import { wait, type Task } from "../task.ts";
import { decodeText } from "../text.ts";
import { fail, type Builtin } from "./builtin.ts";
import { showUsage } from "./usage.ts";

/** `.` and `source`: a file's commands in this shell. */
export const dot: Builtin = {
  special: true,
  *run(shell, args, name): Task<number> {
    if (shell.bash && /^-[^-]/.test(args[0] ?? "")) {
      fail(shell, `${(args[0] ?? "").slice(0, 2)}: invalid option`, 2);
      return showUsage(shell);
    }
    const [file, ...rest] = args[0] === "--" ? args.slice(1) : args;
    if (file === undefined)
      return shell.bash
        ? fail(shell, `filename argument required\n${name}: usage: ${name} filename [arguments]`, 2)
        : 0;
    const path = findSource(shell, file);
    let text: string;
    try {
      text = decodeText(yield* wait(readWhole(shell, path ?? file)));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (!shell.bash && error.code === "EISDIR") return 0;
      if (!shell.bash)
        throw new ShellError(
          file.includes("/") || path !== undefined
            ? `${name}: cannot open ${file}: ${error.code === "ENOENT" ? "No such file" : error.reason}`
            : `${name}: ${file}: not found`,
        );
      if (shell.posix && path === undefined) throw new ShellError(`${name}: ${file}: file not found`, { status: 1 });
      shell.complain(error.code === "EISDIR" ? `${name}: ${file}: is a directory` : `${file}: ${error.reason}`);
      return 1;
    }
    const { positional } = shell;
    if (shell.bash && rest.length > 0) shell.positional = rest;
    const source = path ?? file;
    shell.sources.push(source);
    shell.frames.push({ name: "source", line: shell.line, source });
    const { loops, context, line, tested } = shell;
    // dash forgets in a sourced file that its status is asked about.
    if (!shell.bash) shell.tested = 0;
    shell.context = `${source}: `;
    shell.nesting += 1;
    try {
      let status = yield* shell.executor.evaluate(shell, text, { line: 1 });
      if (shell.jump === "return") {
        shell.jump = "none";
        status = shell.status;
      }
      if (shell.bash) yield* runEvent(shell, EVENT_NUMBERS.RETURN ?? 0);
      return status;
    } catch (error) {
      if (error instanceof ShellError) error.prefix ??= shell.prefix;
      throw error;
    } finally {
      shell.nesting -= 1;
      shell.loops = loops;
      shell.tested = tested;
      shell.context = context;
      shell.line = line;
      shell.sources.pop();
      shell.frames.pop();
      if (shell.bash && rest.length > 0) shell.positional = positional;
    }
  },
};

/** A file's bytes; a pipe or a device is read to its end. */
function readWhole(shell: Shell, path: string): Uint8Array | Promise<Uint8Array> {
  const { files, cwd } = shell.process;
  const place = resolvePath(cwd, path);
  const kind = files.tryStat(place)?.kind;
  if (kind === "directory") throw new FileError("EISDIR", path);
  return kind === "file" ? files.readFile(place) : readStream(shell, path);
}

async function readStream(shell: Shell, path: string): Promise<Uint8Array> {
  const file = shell.process.open(path, { read: true });
  try {
    const chunks: Uint8Array[] = [];
    for (;;) {
      const chunk = await file.read(65536, shell.process.signal);
      if (chunk === null) return concatBytes(chunks);
      chunks.push(chunk);
    }
  } finally {
    file.close();
  }
}

function findSource(shell: Shell, file: string): string | undefined {
  if (file.includes("/")) return file;
  const there = (path: string): boolean =>
    shell.process.files.tryStat(resolvePath(shell.process.cwd, path))?.kind === "file";
  for (const folder of (shell.variables.get("PATH") ?? "").split(":")) {
    const path = folder.endsWith("/") ? folder + file : `${folder === "" ? "." : folder}/${file}`;
    if (there(path)) return path;
  }
  return shell.bash && there(file) ? file : undefined;
}
