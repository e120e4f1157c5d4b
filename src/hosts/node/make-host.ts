import { readFileSync, statSync, writeSync } from "node:fs";
import { loadavg } from "node:os";
import { encodeUtf8, signalNumber } from "#base";
import { NodeFileSystem } from "#files/node";
import type { CommandEnd, MakeHost, RecipeCommand, RunningCommand } from "#make";
import { childProcess } from "./child-process.ts";
import { createJobserver, joinJobserver, type NodeJobserver } from "./make-jobserver.ts";
import { collectOutput, type NodeCollector } from "./make-output.ts";

/** Where a make on real files stands: its own process, or a test's that runs many of them. */
export interface NodePlace {
  /** What make was called; `$(MAKE)`. */
  readonly command: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** File descriptors of make and of the commands that it starts. */
  readonly stdin: number;
  readonly stdout: number;
  readonly stderr: number;
}

type CapturedCommand = Parameters<MakeHost["runner"]["capture"]>[0];

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let rest = bytes;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = (error as { code?: string }).code;
      if (code === "EPIPE") process.exit(2);
      if (code !== "EAGAIN") throw error;
    }
  }
}

function failure(command: CapturedCommand, code: string | undefined): CommandEnd {
  if (code === "EACCES") return { kind: "failed", reason: "Permission denied" };
  if (code === "E2BIG") return { kind: "failed", reason: "Argument list too long" };
  const path = command.argv[0] ?? "";
  if (code === "ENOENT" && path.includes("/") && statSync(path, { throwIfNoEntry: false }) !== undefined) {
    return { kind: "failed", reason: "No such file or directory" };
  }
  return { kind: "failed", reason: code === "ENOEXEC" ? "Exec format error" : "No such file or directory" };
}

/** A NUL cannot be in an argument: as in C, the rest of it is cut off. */
function plain(argv: readonly string[]): string[] {
  return argv.map((word) => (word.includes("\0") ? word.slice(0, word.indexOf("\0")) : word));
}

function start(command: RecipeCommand, place: NodePlace): RunningCommand {
  const [program = "", ...args] = plain(command.argv);
  const collector = command.output as NodeCollector | undefined;
  const stdio: ("ignore" | number)[] = [
    command.stdin === "inherit" ? place.stdin : "ignore",
    collector?.stdout ?? place.stdout,
    collector?.stderr ?? place.stderr,
  ];
  for (const [there, here] of (command.jobserver as NodeJobserver | undefined)?.descriptors ?? []) {
    while (stdio.length <= there) stdio.push("ignore");
    stdio[there] = here;
  }
  const child = childProcess().spawn(program, args, { env: command.env, cwd: command.cwd, stdio });
  const end = new Promise<CommandEnd>((done) => {
    child.once("error", (error: { code?: string }) => done(failure(command, error.code)));
    child.once("exit", (status, signal) => {
      if (signal === null) done({ kind: "exited", status: status ?? 0 });
      else done({ kind: "signaled", signal: signalNumber(signal) ?? 11, core: false });
    });
  });
  return { end, kill: (signal) => void child.kill(signal) };
}

function capture(command: CapturedCommand, place: NodePlace): { end: CommandEnd; output: string } {
  const [program = "", ...args] = plain(command.argv);
  const result = childProcess().spawnSync(program, args, {
    env: command.env,
    cwd: command.cwd,
    stdio: [place.stdin, "pipe", place.stderr],
    maxBuffer: 1 << 30,
  });
  // There is none when the command could not be started.
  const text = (result.stdout as Buffer | null | undefined)?.toString("utf8") ?? "";
  if (result.error !== undefined) {
    return { end: failure(command, (result.error as { code?: string }).code), output: text };
  }
  if (result.signal !== null) {
    return { end: { kind: "signaled", signal: signalNumber(result.signal) ?? 11, core: false }, output: text };
  }
  return { end: { kind: "exited", status: result.status ?? 0 }, output: text };
}

/** Real files and the machine's own shell, for `make`. Signals are the process's business: see `make-node.ts`. */
export function nodeMakeHost(place: NodePlace): MakeHost {
  return {
    files: new NodeFileSystem(),
    cwd: place.cwd,
    env: place.env,
    command: place.command,
    runner: { start: (command) => start(command, place), capture: (command) => capture(command, place) },
    write: (stream, text) =>
      writeAll(stream === 1 ? place.stdout : place.stderr, typeof text === "string" ? encodeUtf8(text) : text),
    flush: () => undefined,
    readStandardInput: () => readFileSync(place.stdin, "utf8"),
    now: () => Date.now(),
    createJobserver,
    joinJobserver,
    collectOutput: () => collectOutput(place.stdout, place.stderr),
    loadAverage: () => loadavg()[0] ?? 0,
  };
}
