/**
 * `python`: one worker a run. Ctrl+C is a KeyboardInterrupt first; a program that does not take notice of it within
 * half a second (a C function that computes) is ended, as is one that is still being started.
 */
import { SIGNALS, type ExitStatus } from "#base";
import { resolvePath } from "#files";
import type { Process, Program } from "#kernel";
import { parseCommandLine, type PythonCommand } from "#python";
import { testingEnvironment } from "./asyncio-tests.ts";
import { CallServer } from "./call-server.ts";
import type { PythonHost } from "./host.ts";
import { Inheritance } from "./inheritance.ts";
import { PythonMachine, ToldInstead } from "./machine.ts";
import { VERSION } from "./usage.ts";

/** How long a signal may stay unnoticed before the process is ended. */
const PATIENCE_MS = 500;
const PATIENCE_STEPS = 10;
/** How often a program with several threads is told that a slice of time is over. */
const SLICE_MS = 20;
const SLICE_SIGNAL = 26;
/** How long a thread that runs inline may take before it is said that the program stands still until its end. */
const INLINE_PATIENCE_MS = 3000;
const STANDS_STILL =
  "python: a thread of this program has not ended, and in a browser without WebAssembly JSPI whoever started it goes on only when it has; Ctrl+C ends the program\n";
const INTERRUPTED = 130;
/** As a shell tells SIGSEGV. */
const CRASHED = 139;

/** How engines call the end of a stack or a memory, where CPython would end by a segmentation fault. */
const EXHAUSTED =
  /Maximum call stack|too much recursion|memory access out of bounds|index out of bounds|unreachable|out of memory|Fatal Python error/i;

/** Commands that run pytest. */
const TESTING = new Set(["pytest", "coverage"]);

/** Variables that an interpreter reads when it is set up. */
const INITIAL_VARIABLES = [
  "PYTHONHASHSEED",
  "PYTHONOPTIMIZE",
  "PYTHONDEVMODE",
  "PYTHONUTF8",
  "PYTHONINTMAXSTRDIGITS",
  "PYTHONNODEBUGRANGES",
  "PYTHONWARNDEFAULTENCODING",
  "PYTHONTRACEMALLOC",
];

/** Runs Python; one for every host. It keeps an interpreter prepared for the next run. */
export class PythonRunner {
  readonly #host: PythonHost;
  #spare: PythonMachine | undefined;
  readonly #scripts = new Map<string, string>();
  /** Keep one interpreter warm: off where a process is all there will be (the command line). */
  readonly keepSpare: boolean;

  constructor(host: PythonHost, keepSpare: boolean) {
    this.#host = host;
    this.keepSpare = keepSpare;
  }

  /** Prepares an interpreter for the next run, and fetches what the first of a command reads. */
  warmUp(command?: string): void {
    if (this.#spare !== undefined) return;
    if (command !== undefined) this.#host.prefetch?.(command);
    const machine = new PythonMachine(this.#host, command);
    this.#spare = machine;
    machine.prepared.catch(() => {
      if (this.#spare === machine) this.#spare = undefined;
      machine.terminate();
    });
  }

  /** Ends what is prepared. */
  dispose(): void {
    this.#spare?.terminate();
    this.#spare = undefined;
  }

  /** A program that calls Python with more words in front: `pytest` is `python -m pytest`. */
  program(...words: readonly string[]): Program {
    return async (process) => {
      const argv = [process.argv[0] ?? "python3", ...words, ...process.argv.slice(1)];
      const command = parseCommandLine(argv, process.env);
      switch (command.kind) {
        case "version":
          await process.write(1, VERSION);
          return 0;
        case "words":
          return this.#tell(process, command.option, argv[0] ?? "python3");
        case "usage-error":
          await process.write(
            2,
            `${command.message}\nusage: ${argv[0] ?? "python3"} [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry \`python -h' for more information.\n`,
          );
          return 2;
        default: {
          // `python /usr/bin/flask`: a reloader calls its own script again, which is a program of the kernel here.
          const entry = command.kind === "file" ? this.#entryOf(process, command.subject) : undefined;
          return entry === undefined
            ? this.run(process, command, argv[0] ?? "python3")
            : this.run(process, { ...command, kind: "script", subject: entry, safePath: true }, command.subject);
        }
      }
    };
  }

  /** What CPython itself says to an option that asks for nothing else. */
  async #tell(process: Process, option: string, name: string): Promise<ExitStatus> {
    const machine = new PythonMachine(this.#host, "python", [option], {}, name);
    process.signal.addEventListener("abort", () => machine.terminate(), { once: true });
    try {
      await machine.prepared;
      return 0;
    } catch (error) {
      return await told(process, error);
    } finally {
      machine.terminate();
    }
  }

  /** The entry point behind a console script's file in the tree. */
  #entryOf(process: Process, path: string): string | undefined {
    const name = path.split("/").at(-1) ?? "";
    const entry = this.#scripts.get(name);
    return entry !== undefined && process.which(name) === resolvePath(process.cwd, path) ? entry : undefined;
  }

  /** A console script: an entry point of a distribution. */
  script(entry: string, called?: string): Program {
    if (called !== undefined) this.#scripts.set(called, entry);
    return (process) => {
      const name = process.argv[0] ?? "script";
      const command: PythonCommand = {
        kind: "script",
        subject: entry,
        arguments: process.argv.slice(1),
        inspect: false,
        quiet: false,
        unbuffered: Boolean(process.env.PYTHONUNBUFFERED),
        safePath: true,
        ignoreEnvironment: false,
        warnings: [],
        implementation: [],
        skipFirstLine: false,
        flags: { dont_write_bytecode: process.env.PYTHONDONTWRITEBYTECODE ? 1 : 0 },
        initial: [],
      };
      return this.run(process, command, name);
    };
  }

  async run(process: Process, command: PythonCommand, executable: string): Promise<ExitStatus> {
    const environment = command.ignoreEnvironment ? {} : initialVariables(process.env);
    const fresh = command.initial.length > 0 || Object.keys(environment).length > 0;
    this.#host.prefetch?.(commandName(command));
    const machine = this.#machine(commandName(command), fresh, command.initial, environment, executable);
    const { promise: end, resolve: finish } = Promise.withResolvers<ExitStatus>();
    let started = false;
    let patience: ReturnType<typeof setTimeout> | undefined;
    // In steps: on a machine that is slow with everything, half a second may pass before Python had any time at all.
    const wait = (steps: number): void => {
      patience = setTimeout(() => {
        patience = undefined;
        if (machine.end.signal !== SIGNALS.SIGINT) return;
        if (steps > 1) wait(steps - 1);
        else finish(INTERRUPTED);
      }, PATIENCE_MS / PATIENCE_STEPS);
    };
    const missing = new Set<string>();
    const server = new CallServer(process, machine.end, finish, () => {
      if (patience === undefined) wait(PATIENCE_STEPS);
    });
    const interrupt = (): void => {
      machine.end.signal = SIGNALS.SIGINT;
      if (started) server.signal(SIGNALS.SIGINT);
      else if (patience === undefined) wait(PATIENCE_STEPS);
    };
    process.onSignal(SIGNALS.SIGINT, interrupt);
    process.signal.addEventListener("abort", () => finish(128 + SIGNALS.SIGKILL), { once: true });
    const unwatch = this.#host.keepAnswers
      ? process.files.watch("/", () => machine.end.filesChanged())
      : () => undefined;
    const inline = new InlineWatch(() => void tell(process, STANDS_STILL));
    const slices = repeat(SLICE_MS, () => {
      inline.look(machine.end.inlineThread);
      if (machine.end.threaded && machine.end.signal === 0) machine.end.signal = SLICE_SIGNAL;
    });
    try {
      const failure = await Promise.race([
        end,
        machine.prepared.then(
          () => undefined,
          (error: unknown) => told(process, error),
        ),
      ]);
      if (failure !== undefined) return failure;
      if (machine.trouble !== undefined)
        await process.write(
          2,
          `python: the saved interpreter could not be used (${machine.trouble}); started without it\n`,
        );
      machine.run(this.#message(process, command, executable, server), {
        call: (number, values) => server.answer(number, values),
        started: () => {
          started = true;
        },
        ended: finish,
        missing: (reason) => {
          if (missing.has(reason)) return;
          missing.add(reason);
          void tell(process, `python: a part of it could not be loaded: ${reason}\n`);
        },
        failed: (report) => {
          const used = EXHAUSTED.test(report);
          const words = used
            ? "python: the program used up the memory or the stack of its interpreter, which was ended\n"
            : `python: the interpreter failed [this is a bug]\n${report}\n`;
          void tell(process, words).then(() => finish(used ? CRASHED : 70));
        },
      });
      const status = await end;
      // Said once more, below the traceback that a reader looks at.
      if (status !== 0)
        for (const reason of missing) await tell(process, `python: it ended for want of that part: ${reason}\n`);
      return status;
    } finally {
      clearTimeout(patience);
      slices();
      unwatch();
      machine.terminate();
      server.close();
      if (this.keepSpare) this.warmUp();
    }
  }

  #machine(
    command: string,
    fresh: boolean,
    options: readonly string[],
    environment: Readonly<Record<string, string>>,
    name: string,
  ): PythonMachine {
    if (fresh) return new PythonMachine(this.#host, command, options, environment, name);
    const machine = this.#spare ?? new PythonMachine(this.#host, command);
    this.#spare = undefined;
    return machine;
  }

  #message(process: Process, command: PythonCommand, executable: string, server: CallServer) {
    const sockets = [...Inheritance.take(process)].map(([descriptor, socket]) => ({
      descriptor,
      socket: server.sockets.adopt(socket),
      port: socket.port,
    }));
    const roots = process.files.readDirectory("/").flatMap(({ name, kind }) => {
      if (kind === "directory") return [{ name }];
      return kind === "symlink" ? [{ name, link: process.files.readLink(`/${name}`) }] : [];
    });
    return {
      command,
      argv: process.argv,
      name: executable,
      executable: executable.includes("/") ? executable : (process.which(executable) ?? `/usr/bin/${executable}`),
      environment: TESTING.has(commandName(command)) ? testingEnvironment(process) : process.env,
      cwd: process.cwd,
      umask: process.umask,
      pid: process.pid,
      roots,
      sockets,
      descriptors: [...process.descriptors.keys()].filter((number) => number > 2),
      keepAnswers: this.#host.keepAnswers,
      lockdown: this.#host.lockdown,
    };
  }
}

/** Says, once, that a thread which runs inline takes long. */
class InlineWatch {
  readonly #say: () => void;
  #thread = 0;
  #since = 0;
  #said = false;

  constructor(say: () => void) {
    this.#say = say;
  }

  look(thread: number): void {
    if (thread !== this.#thread) {
      this.#thread = thread;
      this.#since = performance.now();
    }
    if (thread === 0 || this.#said || performance.now() - this.#since < INLINE_PATIENCE_MS) return;
    this.#said = true;
    this.#say();
  }
}

/** Writes to standard error; a closed one hears nothing. */
async function tell(process: Process, words: string): Promise<void> {
  try {
    await process.write(2, words);
  } catch {
    // Whoever listened has gone.
  }
}

/** Says why an interpreter was not set up; answers the status to end with. */
async function told(process: Process, error: unknown): Promise<ExitStatus> {
  if (!(error instanceof ToldInstead)) {
    await process.write(2, `python: the interpreter could not be started: ${String(error)}\n`);
    return 1;
  }
  await process.write(1, error.told.output);
  await process.write(2, error.told.error);
  return error.told.status;
}

/** The name under which the build measured what a command reads: "pytest" for `python -m pytest` as well. */
function commandName({ kind, subject }: PythonCommand): string {
  if (kind === "module") return subject.split(".")[0] ?? subject;
  return kind === "script" ? (subject.split(/[.:]/)[0] ?? subject).replace(/^_/, "") : "python";
}

function initialVariables(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(INITIAL_VARIABLES.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

/** Calls again and again; the result ends that. */
function repeat(milliseconds: number, callback: () => void): () => void {
  let timer = setTimeout(next, milliseconds);
  function next(): void {
    callback();
    timer = setTimeout(next, milliseconds);
  }
  return () => clearTimeout(timer);
}
