import { decodeUtf8, encodeUtf8, signalNumber } from "#base";
import type { OpenFile } from "#files";
import type { Child, Process, Program, WaitStatus } from "#kernel";
import {
  make as runMake,
  type CommandEnd,
  type Jobserver,
  type MakeEvent,
  type MakeHost,
  type OutputCollector,
  type RecipeCommand,
  type RunningCommand,
} from "#make";

/** The signals on which make cleans up before it ends. Manual: "Interrupts". */
const FATAL = (["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"] as const).map((name) => signalNumber(name) ?? 0);

/**
 * make(1) of the page. GNU's words go to the terminal; the graph and the teaching notes go, as lines of JSON, into
 * the folder that COMPANION_MAKE_NEWS names, when it is set.
 */
export const make: Program = async (process) => {
  const pending: { readonly stream: 1 | 2; readonly text: Uint8Array | string }[] = [];
  const flush = async (): Promise<void> => {
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      await process.write(next.stream, next.text);
    }
  };
  const host: MakeHost = {
    files: process.files,
    cwd: process.cwd,
    env: process.env,
    command: process.argv[0] ?? "make",
    runner: {
      start: (command) => start(process, command),
      capture: (command) => capture(process, command),
    },
    write: (stream, text) => void pending.push({ stream, text }),
    flush,
    readStandardInput: async () => {
      let text = "";
      for (let bytes = await process.read(0); bytes !== null; bytes = await process.read(0)) text += decodeUtf8(bytes);
      return text;
    },
    now: () => Date.now(),
    onSignal: (listener) => {
      const before = FATAL.map((signal) => [signal, process.onSignal(signal, listener)] as const);
      for (const [signal, action] of before) if (action === "ignore") process.onSignal(signal, "ignore");
      return () => before.forEach(([signal, action]) => void process.onSignal(signal, action));
    },
    die: (signal) => {
      process.onSignal(signal, "default");
      process.kill(process.pid, signal);
    },
    createJobserver: (tokens, auth) => createJobserver(process, tokens, auth),
    joinJobserver: (auth) => joinJobserver(process, auth),
    collectOutput: () => collectOutput(process),
  };
  const news = openNews(process);
  try {
    return await runMake(process.argv.slice(1), host, news?.tell);
  } finally {
    await news?.written();
  }
};

/** Where the events of a run are told. */
interface News {
  readonly tell: (event: MakeEvent) => void;
  /** Settles when all that was told is there to be read: the end of the process would cut the rest off. */
  written(): Promise<void>;
}

/** Tells of this run in a file of its own, below the folder that COMPANION_MAKE_NEWS names; makes below it tell nothing. */
function openNews(process: Process): News | undefined {
  const folder = process.env.COMPANION_MAKE_NEWS;
  if (folder === undefined || folder === "" || (process.env.MAKELEVEL ?? "0") !== "0") return undefined;
  const name = `${folder}/${String(Date.now()).padStart(15, "0")}-${process.pid}.jsonl`;
  let file: OpenFile | undefined;
  let lines = "";
  let writing: Promise<void> | undefined;
  const write = async (): Promise<void> => {
    try {
      while (lines !== "") {
        const bytes = encodeUtf8(lines);
        lines = "";
        file ??= process.open(name, { write: true, append: true, create: true });
        await file.write(bytes);
      }
    } catch {
      lines = ""; // Nobody reads them any more.
    }
    writing = undefined;
  };
  return {
    tell: (event) => {
      lines += `${JSON.stringify(event)}\n`;
      writing ??= write();
    },
    written: async () => writing,
  };
}

function endOf(status: WaitStatus): CommandEnd | undefined {
  if (status.kind === "exited") return { kind: "exited", status: status.status };
  if (status.kind === "signaled") return { kind: "signaled", signal: status.signal, core: false };
  return undefined;
}

async function waitForEnd(child: Child): Promise<CommandEnd> {
  for (;;) {
    const end = endOf(await child.wait());
    if (end !== undefined) return end;
  }
}

/** undefined when the command is there; otherwise how its start failed. */
function missing(process: Process, command: CapturedCommand): CommandEnd | undefined {
  const [program = ""] = command.argv;
  if (process.which(program) !== undefined) return undefined;
  const there = program.includes("/") && process.files.tryStat(program) !== undefined;
  return { kind: "failed", reason: there ? "Permission denied" : "No such file or directory" };
}

function start(process: Process, command: RecipeCommand): RunningCommand {
  const failed = missing(process, command);
  if (failed !== undefined) return { end: Promise.resolve(failed), kill: () => undefined };
  const { argv, env, cwd } = command;
  const collector = command.output as PageCollector | undefined;
  const server = command.jobserver as PageJobserver | undefined;
  const descriptors = new Map(process.descriptors);
  if (collector !== undefined) descriptors.set(1, collector.file).set(2, collector.file);
  for (const [number, file] of server?.descriptors ?? []) descriptors.set(number, file);
  const child = process.spawn({ argv, env, cwd, descriptors });
  return { end: waitForEnd(child), kill: (signal) => child.kill(signal) };
}

/** A jobserver over a pipe of the kernel. */
interface PageJobserver extends Jobserver {
  readonly descriptors: readonly (readonly [number, OpenFile])[];
}

function jobserver(readEnd: OpenFile, writeEnd: OpenFile, auth: readonly [number, number]): PageJobserver {
  const stop = new AbortController();
  return {
    descriptors: [
      [auth[0], readEnd],
      [auth[1], writeEnd],
    ],
    tryAcquire: () => {
      const bytes = readEnd.readable() ? readEnd.read(1) : null;
      return bytes === null || bytes instanceof Promise ? undefined : bytes[0];
    },
    acquire: async () => {
      try {
        return (await readEnd.read(1, stop.signal))?.[0];
      } catch {
        return undefined; // make ended first
      }
    },
    release: (token) => void writeEnd.write(new Uint8Array([token])),
    close: () => stop.abort(),
  };
}

function createJobserver(process: Process, tokens: number, auth: readonly [number, number]): PageJobserver {
  const [readEnd, writeEnd] = process.pipe();
  if (tokens > 0) void writeEnd.write(new Uint8Array(tokens).fill(43));
  return jobserver(readEnd, writeEnd, auth);
}

function joinJobserver(process: Process, auth: readonly [number, number]): PageJobserver | undefined {
  const [readEnd, writeEnd] = auth.map((number) => process.descriptors.get(number));
  return readEnd?.kind === "pipe" && writeEnd?.kind === "pipe" ? jobserver(readEnd, writeEnd, auth) : undefined;
}

interface PageCollector extends OutputCollector {
  readonly file: OpenFile;
}

/** The words of one target, both streams in one file as on a terminal. */
function collectOutput(process: Process): PageCollector {
  const path = `/tmp/make-output-${process.pid}-${(collectors += 1)}`;
  const file = process.open(path, { read: true, write: true, append: true, create: true, truncate: true });
  let taken = 0;
  return {
    file,
    write: (_stream, text) => void file.write(encodeUtf8(text)),
    take: () => {
      const bytes = process.files.readFile(path).slice(taken);
      taken += bytes.length;
      return bytes.length === 0 ? [] : [{ stream: 1, bytes }];
    },
    close: () => {
      file.close();
      process.files.unlink(path);
    },
  };
}

let collectors = 0;

type CapturedCommand = Parameters<MakeHost["runner"]["capture"]>[0];

async function capture(process: Process, command: CapturedCommand): Promise<{ end: CommandEnd; output: string }> {
  const failed = missing(process, command);
  if (failed !== undefined) return { end: failed, output: "" };
  const [readEnd, writeEnd] = process.pipe();
  const descriptors = new Map<number, OpenFile>();
  for (const number of [0, 2]) {
    const file = process.descriptors.get(number);
    if (file !== undefined) descriptors.set(number, file);
  }
  descriptors.set(1, writeEnd);
  const child = process.spawn({ argv: command.argv, env: command.env, cwd: command.cwd, descriptors });
  writeEnd.close();
  const decoder = new TextDecoder();
  let output = "";
  for (let bytes = await readEnd.read(65536); bytes !== null; bytes = await readEnd.read(65536)) {
    output += decoder.decode(bytes, { stream: true });
  }
  output += decoder.decode();
  readEnd.close();
  return { end: await waitForEnd(child), output };
}
