/**
 * A Pyodide made for us: WebAssembly handed in, its imports replaced where they end in the kernel, the standard library
 * on the archive's file system instead of a zip, and nothing fetched.
 */
import { archiveTree, ArchiveFiles } from "./archive-files.ts";
import { PYTHON_LIBRARY, SITE_PACKAGES, type ArchiveIndex } from "./archive.ts";
import type { EmscriptenModule, ModuleSettings, PrivatePyodide, WasmImports } from "./emscripten.ts";
import { GreenThreads } from "./green-threads.ts";
import { LocalClock } from "./local-time.ts";
import type { KernelCalls } from "./kernel-calls.ts";
import type { PreparePython } from "./messages.ts";
import { Sockets } from "./sockets.ts";
import { mayCallPython, withoutSuspension } from "./suspension.ts";
import { Descriptors } from "./standard-streams.ts";

/** Pyodide as the host has it: `pyodide.mjs` and `pyodide.asm.mjs`. */
export interface PyodideParts {
  loadPyodide(options: object): Promise<PrivatePyodide>;
  createModule(settings: ModuleSettings): Promise<EmscriptenModule>;
  /** Where `loadPyodide` begins to read what it is not given; what it finds there is not used. */
  readonly indexURL: string;
  readonly stdLibURL: string;
}

export interface Interpreter {
  readonly pyodide: PrivatePyodide;
  readonly module: EmscriptenModule;
  readonly calls: KernelCalls;
  readonly descriptors: Descriptors;
  readonly sockets: Sockets;
  readonly threads: GreenThreads;
  readonly clock: LocalClock;
  /** The time zones that are shipped, as a file system. */
  readonly zones: ArchiveFiles;
  /** What is shipped. */
  readonly index: ArchiveIndex;
  /** The memory came from the snapshot. */
  readonly restored: boolean;
}

/** CPython has said something instead of being set up: its help, or what is wrong with an option. */
export class ToldInstead extends Error {
  readonly status: number;
  readonly output: string;
  readonly error: string;

  constructor(status: number, output: string, error: string) {
    super(`the interpreter ended with status ${status}`);
    this.status = status;
    this.output = output;
    this.error = error;
  }
}

function isExit(error: unknown): error is { readonly status: number } {
  return typeof error === "object" && error !== null && "name" in error && error.name === "ExitStatus";
}

/** The lock file that `loadPyodide` insists on; packages come from the archive. */
const LOCK = JSON.stringify({
  info: { arch: "wasm32", platform: "emscripten_5_0_3", version: "314.0.7", python: "3.14.2", abi_version: "2026_0" },
  packages: {},
});

type PollFunction = (pointer: number, count: number, milliseconds: number) => number;
type ReceiveFunction = (
  descriptor: number,
  buffer: number,
  length: number,
  flags: number,
  address: number,
  addressLength: number,
) => number;
type LookUpFunction = (node: number, service: number, hint: number, out: number) => number;

export async function createInterpreter(
  parts: PyodideParts,
  calls: KernelCalls,
  setUp: PreparePython,
  /** Makes a signal pending; 0 means the one in the interrupt byte. */
  trip: (signal: number) => void,
  /** The memory to start from, which may still be on its way; it resolves to undefined when there will be none. */
  memory: Promise<Uint8Array<SharedArrayBuffer> | undefined> | undefined,
): Promise<Interpreter> {
  const built: { sockets?: Sockets; threads?: GreenThreads; descriptors?: Descriptors } = {};
  const { library, zones } = archiveTree(setUp.index);
  const clock = new LocalClock();
  const restored = new RestoredMemory();

  const replaceImports = (imports: WasmImports): void => {
    const env = imports.env;
    if (env === undefined) throw new Error("Pyodide's WebAssembly imports no env [this is a bug]");
    const poll: PollFunction = (pointer, count, milliseconds) => {
      if (built.threads === undefined || built.sockets === undefined) return 0;
      return built.threads.isMessage(count, milliseconds) ? 0 : built.sockets.poll(pointer, count, milliseconds);
    };
    env.__syscall_poll = poll;
    clock.replaceImports(env, () => modules.current);
    const receive = env.__syscall_recvfrom as ReceiveFunction;
    env.__syscall_recvfrom = ((...values) =>
      built.sockets?.withFlags(values[3], () => receive(...values)) ?? receive(...values)) satisfies ReceiveFunction;
    const original = env.getaddrinfo as LookUpFunction;
    env.getaddrinfo = ((...values) => built.sockets?.lookUp(original)(...values) ?? -2) satisfies LookUpFunction;
    for (const name of ["_maybe_poll_async", "_maybe_recvfrom_async", "_maybe_sendto_async"] as const)
      env[name] = (a: number, b: number, c: number) => built.threads?.imports[name](a, b, c) ?? null;
    for (const [name, value] of Object.entries(env))
      if (mayCallPython(name) && typeof value === "function")
        env[name] = withoutSuspension(() => modules.current, value as (...values: unknown[]) => unknown);
  };

  const modules = {
    value: undefined as EmscriptenModule | undefined,
    get current(): EmscriptenModule {
      if (this.value === undefined) throw new Error("Pyodide is not there yet [this is a bug]");
      return this.value;
    },
  };

  const told = { output: "", error: "" };
  const createPyodideModule = async (settings: ModuleSettings): Promise<EmscriptenModule> => {
    settings.thisProgram = setUp.name;
    settings.print = (line) => (told.output += `${line}\n`);
    settings.printErr = (line) => (told.error += `${line}\n`);
    settings.instantiateWasm = (imports, receive) => {
      Object.assign(imports.env ?? {}, errorMarkImports());
      replaceImports(imports);
      const found = (instance: WebAssembly.Instance): void => {
        clock.found((instance.exports.tzname as { readonly value: number }).value);
        receive(instance, setUp.wasm);
      };
      void WebAssembly.instantiate(setUp.wasm, imports as WebAssembly.Imports).then((instance) => found(instance));
      return {};
    };
    settings.preRun[0] = (module) => {
      modules.value = module;
      module.API.pyVersionTuple = [3, 14, 2];
      module.API.sitePackages = SITE_PACKAGES;
      module.FS.mkdirTree(PYTHON_LIBRARY);
      module.FS.mkdirTree("/lib/python3.14/site-packages");
      const archive = new ArchiveFiles(module, calls, library, setUp.units);
      module.FS.mount(archive, {}, PYTHON_LIBRARY);
    };
    const module = await parts.createModule(settings);
    if (memory !== undefined) {
      const snapshot = await memory;
      if (snapshot === undefined) throw new Error("there is no snapshot");
      restored.come(snapshot);
      // A snapshot larger than the default heap needs the room first (pyodide#6254).
      const header = new DataView(snapshot.buffer, snapshot.byteOffset, 8).getUint32(4, true);
      const needed = snapshot.length - header;
      if (needed > module.HEAP8.length && !module.growMemory(needed))
        throw new Error("there is not enough memory for the snapshot");
    }
    modules.value = module;
    return module;
  };

  const options = {
    indexURL: parts.indexURL,
    stdLibURL: parts.stdLibURL,
    lockFileContents: LOCK,
    fullStdLib: false,
    args: [...setUp.options],
    env: {
      HOME: "/home",
      PYTHONPATH: PYTHON_LIBRARY,
      PYTHONINSPECT: "",
      PYTHONDONTWRITEBYTECODE: "",
      ...setUp.environment,
    },
    createPyodideModule,
    stdin: () => null,
    stdout: () => undefined,
    stderr: () => undefined,
    ...(setUp.making ? { _makeSnapshot: true } : {}),
    ...(memory === undefined ? {} : { _loadSnapshot: restored.bytes }),
  };
  let pyodide: PrivatePyodide;
  try {
    pyodide = await parts.loadPyodide(options);
  } catch (error) {
    const status = isExit(error) ? error.status : undefined;
    throw status === undefined ? error : new ToldInstead(status, told.output, told.error);
  }

  const module = pyodide._module;
  module.handle_js_error = withoutSuspension(() => module, module.handle_js_error);
  const descriptors = new Descriptors(module, calls);
  const sockets = new Sockets(module, calls, (stream) => descriptors.kernelNumber(stream));
  const threads = new GreenThreads(module, calls, sockets, trip);
  Object.assign(built, { sockets, threads, descriptors });
  return {
    pyodide,
    module,
    calls,
    descriptors,
    sockets,
    threads,
    clock,
    zones: new ArchiveFiles(module, calls, zones, setUp.units),
    index: setUp.index,
    restored: memory !== undefined,
  };
}

/**
 * A snapshot as Pyodide is given it before there is one: Pyodide asks for it first of all, and looks into it when its
 * module is made. Parts with an end of their own are copies: the restoring TextDecoder refuses shared memory, and a copy
 * of everything is not needed for the header's sake.
 */
class RestoredMemory {
  readonly bytes = new Uint8Array(0);

  come(snapshot: Uint8Array): void {
    const part = (from?: number, to?: number): Uint8Array =>
      to === undefined ? snapshot.subarray(from) : snapshot.slice(from, to);
    Object.defineProperties(this.bytes, {
      buffer: { value: snapshot.buffer },
      byteOffset: { value: snapshot.byteOffset },
      byteLength: { value: snapshot.byteLength },
      subarray: { value: part },
    });
  }
}

/** How Pyodide's WebAssembly marks "an error is set": a value that nothing else can be. */
function errorMarkImports(): Record<string, unknown> {
  const mark = Symbol("error");
  return { Jsv_GetError_import: () => mark, JsvError_Check: (value: unknown) => (value === mark ? 1 : 0) };
}
