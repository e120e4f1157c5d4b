import { decodeUtf8, encodeUtf8, signalNumber } from "#base";
import type { OpenFile } from "#files";
import type { Child, Process, Program, WaitStatus } from "#kernel";
import { make as runMake, type CommandEnd, type MakeHost, type RecipeCommand, type RunningCommand } from "#make";

/** The signals on which make cleans up before it ends. Manual: "Interrupts". */
const FATAL = (["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"] as const).map((name) => signalNumber(name) ?? 0);

/**
 * make(1) of the page. GNU's words go to the terminal; the graph and the teaching notes go, as lines of JSON, to the
 * file that COMPANION_EVENTS names, when it is set.
 */
export const make: Program = async (process) => {
  const pending: { readonly stream: 1 | 2; readonly text: Uint8Array | string }[] = [];
  const flush = async (): Promise<void> => {
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      await process.write(next.stream, next.text);
    }
  };
  const events = process.env.COMPANION_EVENTS;
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
  };
  return runMake(process.argv.slice(1), host, (event) => {
    if (events === undefined || events === "") return;
    const file = process.open(events, { write: true, append: true, create: true });
    void file.write(encodeUtf8(`${JSON.stringify(event)}\n`));
    file.close();
  });
};

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
function missing(process: Process, command: RecipeCommand): CommandEnd | undefined {
  const [program = ""] = command.argv;
  if (process.which(program) !== undefined) return undefined;
  const there = program.includes("/") && process.files.tryStat(program) !== undefined;
  return { kind: "failed", reason: there ? "Permission denied" : "No such file or directory" };
}

function start(process: Process, command: RecipeCommand): RunningCommand {
  const failed = missing(process, command);
  if (failed !== undefined) return { end: Promise.resolve(failed), collected: [], kill: () => undefined };
  const child = process.spawn({ argv: command.argv, env: command.env, cwd: command.cwd });
  return { end: waitForEnd(child), collected: [], kill: (signal) => child.kill(signal) };
}

async function capture(process: Process, command: RecipeCommand): Promise<{ end: CommandEnd; output: string }> {
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
