/**
 * A Python worker's life: it prepares an interpreter (which may happen long before anybody wants it), runs one process,
 * and is terminated by the kernel when that has ended.
 */
import { PYTHON_LIBRARY } from "./archive.ts";
import { SLICE_SIGNAL } from "./green-threads.ts";
import { createInterpreter, ToldInstead, type Interpreter, type PyodideParts } from "./interpreter.ts";
import { KernelCalls } from "./kernel-calls.ts";
import { prepareOnly, showLinuxErrors } from "./linux-errors.ts";
import { ZONE_FOLDER } from "./local-time.ts";
import { LiveFiles } from "./live-files.ts";
import { lockDown } from "./lockdown.ts";
import type { FromPython, PreparePython, RestorePython, RunPython, ToPython } from "./messages.ts";
import { pythonBridge } from "./python-bridge.ts";
import { CallerEnd, interruptByte } from "./system-call.ts";

/** The worker's way to the kernel. */
export interface WorkerPort {
  post(message: FromPython, transfer?: ArrayBuffer[]): void;
  onMessage(listener: (message: ToPython) => void): void;
}

/** Top directories that Emscripten and the interpreter have of their own. */
const OURS = new Set(["dev", "proc", "lib"]);

interface Callable {
  (...values: unknown[]): unknown;
  copy(): Callable;
  destroy(): void;
}

export function servePython(port: WorkerPort, parts: PyodideParts): void {
  let prepared: Promise<Interpreter> | undefined;
  let memory: SharedArrayBuffer | undefined;
  const restoring = Promise.withResolvers<RestorePython>();
  const crash = (error: unknown) =>
    port.post({ type: "crashed", report: error instanceof Error ? (error.stack ?? String(error)) : String(error) });

  port.onMessage((message) => {
    switch (message.type) {
      case "prepare":
        memory = message.memory;
        prepared = prepare(port, parts, message, message.restores ? restoring.promise : undefined);
        prepared.catch((error: unknown) => (error instanceof ToldInstead ? undefined : crash(error)));
        break;
      case "restore":
        restoring.resolve(message);
        break;
      case "run":
        void prepared?.then((interpreter) => run(port, interpreter, message, memory)).catch(crash);
        break;
      case "snapshot":
        void prepared
          ?.then((interpreter) => {
            const bytes = interpreter.pyodide.makeMemorySnapshot();
            port.post({ type: "snapshot", bytes }, [bytes.buffer]);
          })
          .catch(crash);
        break;
    }
  });
}

async function prepare(
  port: WorkerPort,
  parts: PyodideParts,
  message: PreparePython,
  restoring: Promise<RestorePython> | undefined,
): Promise<Interpreter> {
  const begun = performance.now();
  const calls = new KernelCalls(new CallerEnd(message.memory, () => port.post(0)));
  const byte = interruptByte(message.memory);
  const holder: { interpreter?: Interpreter } = {};
  // A pending signal is noticed by the running thread at its next look at the byte: any number makes it look.
  const trip = (signal: number) => {
    const pending = signal === 0 ? Atomics.exchange(byte, 0, 0) : signal;
    if (pending !== 0) holder.interpreter?.module._PyErr_SetInterruptEx(pending);
    Atomics.compareExchange(byte, 0, 0, SLICE_SIGNAL);
  };
  calls.end.interrupted = () => trip(0);
  let trouble: string | undefined;
  const units = new Map(message.units);
  const snapshot = restoring?.then((restored) => {
    for (const [name, bytes] of restored.units) units.set(name, bytes);
    return restored.snapshot;
  });
  const create = (memory: typeof snapshot) => createInterpreter(parts, calls, { ...message, units }, trip, memory);
  let interpreter: Interpreter;
  try {
    interpreter = await create(snapshot);
  } catch (error) {
    if (error instanceof ToldInstead)
      port.post({ type: "told", status: error.status, output: error.output, error: error.error });
    if (snapshot === undefined) throw error;
    // One that could not be had was told by whoever wanted it.
    if ((await snapshot) !== undefined) trouble = error instanceof Error ? error.message : String(error);
    interpreter = await create(undefined);
  }
  holder.interpreter = interpreter;
  const { pyodide } = interpreter;
  if (message.making) prepareOnly(interpreter);
  else showLinuxErrors(interpreter);
  for (const name of message.imports) pyodide.runPython(`import ${name}`);
  port.post({ type: "prepared", milliseconds: performance.now() - begun, restored: interpreter.restored, trouble });
  return interpreter;
}

async function run(
  port: WorkerPort,
  interpreter: Interpreter,
  message: RunPython,
  memory: SharedArrayBuffer | undefined,
): Promise<void> {
  const { pyodide, module, descriptors, sockets, threads } = interpreter;
  if (memory === undefined) throw new Error("a run before its preparation [this is a bug]");
  const files = mountTree(interpreter, message);
  for (const number of [0, 1, 2] as const) descriptors.replaceStandard(number);
  for (const number of message.descriptors) descriptors.open(number, 2, number);
  for (const { descriptor, socket, port: bound } of message.sockets) sockets.adopt(descriptor, socket, bound);
  // By Python itself, where it catches everything: an exception before that would be nobody's.
  const takeSignals = (): void => pyodide.setInterruptBuffer(interruptByte(memory));
  pyodide.registerJsModule("_companion_threads", threads.pythonModule);
  pyodide.registerJsModule("_companion_kernel", pythonBridge(interpreter, files, takeSignals));
  module.FS.chdir(message.cwd);
  const start = pyodide.runPython("import _companion.main; _companion.main.start") as Callable;
  const main = start(pyodide.toPy(message), module.jspiSupported) as Callable;
  if (message.lockdown) lockDown();
  port.post({ type: "started" });
  const status = module.jspiSupported ? await threads.run(main) : main();
  port.post({ type: "ended", status: Number(status) });
}

/** The kernel's top directories; the library stays where it is below them. */
function mountTree({ module, calls, zones }: Interpreter, message: RunPython): LiveFiles {
  const { FS } = module;
  const files = new LiveFiles(module, calls, message.keepAnswers);
  const library = FS.lookupPath(PYTHON_LIBRARY, { follow_mount: false }).node.mounted;
  for (const { name, link } of message.roots) {
    if (OURS.has(name)) continue;
    if (link !== undefined) {
      if (!FS.analyzePath(`/${name}`).exists) FS.symlink(link, `/${name}`);
      continue;
    }
    if (!FS.analyzePath(`/${name}`).exists) FS.mkdir(`/${name}`);
    FS.mount(files, { path: `/${name}` }, `/${name}`);
    if (name !== "usr") continue;
    files.pin(PYTHON_LIBRARY).mounted = library;
    FS.mount(zones, {}, files.pinned(ZONE_FOLDER));
  }
  return files;
}
