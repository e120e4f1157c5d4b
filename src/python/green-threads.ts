/**
 * Threads in one interpreter, by JavaScript Promise Integration: exactly one runs, a parked one holds a promise below
 * libc (`_maybe_poll_async` and its like), and when none can run one poll in the kernel waits for all of them. Every
 * thread has a C stack of its own: Pyodide's eviction of one shared stack corrupted memory under this scheduler.
 * The Python half is `shims/companion_threads.py`.
 */
import type { EmscriptenModule } from "./emscripten.ts";
import { ERRNO } from "./errno.ts";
import type { KernelCalls } from "./kernel-calls.ts";
import type { Awaited, Sockets } from "./sockets.ts";
import { CALL, PAYLOAD_BYTES, POLL } from "./system-call.ts";

/** Times that `poll` is asked to wait with, as a message from the Python half: give others a turn; wait for input. */
const YIELD = 0x7ffffff0;
const INPUT = 0x7ffffff1;
const STACK_BYTES = 256 * 1024;
/** How long one thread may hold the interpreter before waiting sockets and deadlines are looked at, milliseconds. */
const LOOK_MS = 4;
/** The signal that means "your slice of time is over"; no program uses its number here (SIGVTALRM). */
export const SLICE_SIGNAL = 26;

interface Callable {
  copy(): Callable;
  destroy(): void;
}

interface Thread {
  readonly id: number;
  /** What it runs; undefined once it has started. */
  start: Callable | undefined;
  stack: number | undefined;
  deadline: number;
  awaited: readonly Awaited[];
  resume: (value: number) => void;
  value: number;
  /** It was woken while it was on its way back from a signal: its next wait for another thread is over at once. */
  unparked: boolean;
  result: unknown;
}

const INTERRUPTED = -ERRNO.EINTR;

export class GreenThreads {
  readonly #module: EmscriptenModule;
  readonly #calls: KernelCalls;
  readonly #sockets: Sockets;
  readonly #trip: (signal: number) => void;
  readonly #byId = new Map<number, Thread>();
  readonly #runnable: Thread[] = [];
  readonly #parked = new Set<Thread>();
  readonly #stacks: number[] = [];
  /** Signals that a handler in another thread passed on, or that ended the common wait. */
  readonly #forMain = new Set<number>();
  #running = false;
  #current: Thread | undefined;
  #main: Thread | undefined;
  #count = 0;
  /** The program has ended: what it leaves behind is taken down without its daemons. */
  #alone = false;
  /** What a thread has thrown past Python: its interpreter is no more to be relied on. */
  #failure: unknown;
  #switch: () => void = () => undefined;
  #looked = 0;
  #loopStack = 0;
  #mainStack = 0;
  /** Where Python keeps the running thread's id. */
  #idCell = 0;
  #mainId = 0;
  #localOffsets: readonly number[] = [];

  constructor(
    module: EmscriptenModule,
    calls: KernelCalls,
    sockets: Sockets,
    /** Makes a signal pending in the interpreter; 0 means the one that the kernel has told. */
    trip: (signal: number) => void,
  ) {
    this.#module = module;
    this.#calls = calls;
    this.#sockets = sockets;
    this.#trip = trip;
    sockets.severalThreads = () => this.#several();
  }

  /** What the Python half calls, as the module `_companion_threads`. */
  get pythonModule() {
    return {
      available: () => this.#module.jspiSupported,
      init: (cell: number, id: number) => {
        this.#idCell = cell;
        this.#mainId = id;
      },
      set_local_offsets: (first: number, second: number) => {
        this.#localOffsets = [first, second].filter((offset) => offset > 0);
      },
      thread_state: () => this.#module._PyThreadState_Get(),
      peek: (address: number) => this.#module.HEAPU32[address >>> 2] ?? 0,
      heap_size: () => this.#module.HEAPU8.length,
      begin: (id: number) => this.#begin(id),
      // Python destroys what the thread leaves when its state is no longer in place: nothing there can be suspended.
      leave: () => {
        this.#module.validSuspender.value = false;
      },
      spawn: (callable: Callable, id: number) => void this.#add(callable, id),
      unpark: (id: number) => {
        const thread = this.#byId.get(id);
        if (thread === undefined) return;
        // The C library begins a wait again after a signal (PEP 475), without a look at what it was for.
        if (this.#parked.has(thread) && thread.awaited.length === 0) this.#wake(thread, 1);
        else thread.unparked = true;
      },
      signal_main: (signal: number) => {
        this.#forMain.add(signal);
        if (this.#main !== undefined) this.#wake(this.#main, INTERRUPTED);
      },
      count: () => this.#count,
      several: () => this.#several(),
      alone: () => {
        this.#alone = true;
      },
    };
  }

  /** The functions that WebAssembly imports instead of Pyodide's. */
  get imports() {
    return {
      _maybe_poll_async: (pointer: number, count: number, milliseconds: number) =>
        this.#poll(pointer >>> 0, count, milliseconds),
      _maybe_recvfrom_async: (descriptor: number, buffer: number, length: number) =>
        this.#receive(descriptor, buffer >>> 0, length),
      _maybe_sendto_async: (descriptor: number, buffer: number, length: number) =>
        this.#send(descriptor, buffer >>> 0, length),
    };
  }

  /** poll as it is before threads run and where a frame of JavaScript cannot be suspended: no message is a wait. */
  isMessage(count: number, milliseconds: number): boolean {
    return count === 0 && (milliseconds === YIELD || milliseconds === INPUT);
  }

  /** Runs the main program as the first thread; answers the status that it returns. */
  async run(main: Callable): Promise<unknown> {
    const module = this.#module;
    this.#running = true;
    this.#mainStack = module.stackSave();
    this.#loopStack = this.#newStack() + STACK_BYTES;
    Object.defineProperty(module, "stackStop", {
      get: () => module.stackSave(),
      set: () => undefined,
      configurable: true,
    });
    const thread = this.#add(main, this.#mainId);
    this.#main = thread;
    await this.#pump();
    if (this.#failure !== undefined) throw new Error(`the program's thread failed: ${describe(this.#failure)}`);
    return thread.result;
  }

  #several(): boolean {
    return this.#running && !this.#alone && this.#count > 1 && Boolean(this.#module.validSuspender.value);
  }

  #newStack(): number {
    return this.#stacks.pop() ?? (this.#module._malloc(STACK_BYTES + 16) + 15) & ~15;
  }

  #add(callable: Callable, id: number): Thread {
    const thread: Thread = {
      id,
      start: callable.copy(),
      stack: undefined,
      deadline: Infinity,
      awaited: [],
      resume: () => undefined,
      value: 0,
      unparked: false,
      result: undefined,
    };
    this.#count += 1;
    this.#byId.set(id, thread);
    this.#runnable.push(thread);
    return thread;
  }

  /** The first thing a thread does: its stack's limits, and no thread-local data of its maker. */
  #begin(id: number): void {
    const module = this.#module;
    const state = module._PyThreadState_Get();
    const stack = this.#byId.get(id)?.stack;
    if (stack !== undefined) module._PyUnstable_ThreadState_SetStackProtection(state, stack, STACK_BYTES);
    for (const offset of this.#localOffsets) {
      const object = module.HEAPU32[(state + offset) >>> 2] ?? 0;
      if (object === 0) continue;
      module.HEAPU32[(state + offset) >>> 2] = 0;
      module._Py_DecRef(object);
    }
  }

  #wake(thread: Thread, value: number): void {
    if (!this.#parked.delete(thread)) return;
    thread.value = value;
    this.#runnable.push(thread);
  }

  /** Suspends the running thread; answers 1 when woken, 0 at the deadline, or that a signal came. */
  #park(deadline: number, awaited: readonly Awaited[]): Promise<number> {
    const thread = this.#current;
    if (thread === undefined) throw new Error("no thread is running [this is a bug]");
    thread.deadline = deadline;
    thread.awaited = awaited;
    this.#parked.add(thread);
    const { promise, resolve } = Promise.withResolvers<number>();
    thread.resume = resolve;
    this.#switch();
    return promise;
  }

  /** One poll for everybody; waits when nobody can run. */
  #look(wait: boolean): void {
    const { end } = this.#calls;
    let deadline = Infinity;
    const waiting: { thread: Thread; wanted: Awaited }[] = [];
    for (const thread of this.#parked) {
      deadline = Math.min(deadline, thread.deadline);
      for (const wanted of thread.awaited) waiting.push({ thread, wanted });
    }
    if (!wait && waiting.length === 0 && deadline === Infinity) return;
    waiting.forEach(({ wanted }, index) => end.integers.set(wanted, index * 3));
    const limit = !wait ? 0 : deadline === Infinity ? -1 : Math.max(0, Math.ceil(deadline - performance.now()));
    const result = end.callQuietly(CALL.poll, waiting.length, limit);
    if (result === INTERRUPTED) {
      this.#forMain.add(0);
      if (this.#main !== undefined) this.#wake(this.#main, INTERRUPTED);
    } else if (result > 0) {
      const answers = waiting.map((_, index) => end.integers[index * 3 + 2] ?? 0);
      waiting.forEach(({ thread }, index) => {
        if (answers[index] !== 0) this.#wake(thread, 1);
      });
    }
    const now = performance.now();
    for (const thread of [...this.#parked]) if (thread.deadline <= now) this.#wake(thread, 0);
  }

  /** Until the main thread has ended: those that are left then are daemons. */
  async #pump(): Promise<void> {
    const module = this.#module;
    while (this.#running) {
      const thread = this.#runnable.shift();
      if (thread === undefined) {
        this.#look(true);
        continue;
      }
      const now = performance.now();
      if (now - this.#looked > LOOK_MS) {
        this.#look(false);
        this.#looked = performance.now();
      }
      this.#calls.end.threaded = this.#count > 1;
      const { promise, resolve } = Promise.withResolvers<undefined>();
      this.#switch = () => resolve(undefined);
      this.#current = thread;
      // From its first instruction on, before `begin`: a signal that comes there is none of a new thread's.
      module.HEAP32[this.#idCell >> 2] = thread.id;
      if (thread === this.#main) {
        for (const signal of this.#forMain) this.#trip(signal);
        this.#forMain.clear();
      }
      if (thread.start === undefined) thread.resume(thread.value);
      else void this.#start(thread, thread.start);
      await promise;
      module.stackRestore(this.#loopStack);
    }
  }

  async #start(thread: Thread, callable: Callable): Promise<void> {
    const module = this.#module;
    thread.start = undefined;
    const exception = module._malloc(4);
    try {
      if (thread === this.#main) module.stackRestore(this.#mainStack);
      else {
        thread.stack = this.#newStack();
        module.stackRestore(thread.stack + STACK_BYTES);
      }
      [thread.result] = await module.promisingApply(module.PyProxy_getPtr(callable), [], 0, [], 0, exception);
      // No status, but the mark of an exception.
      if (thread === this.#main && typeof thread.result !== "number") {
        module._PyErr_SetRaisedException(module.HEAPU32[exception >>> 2] ?? 0);
        module._pythonexc2js();
      }
    } catch (error) {
      this.#failure ??= error;
      this.#running = false;
      this.#switch();
      return;
    }
    module.stackRestore(this.#loopStack);
    module._free(exception);
    try {
      callable.destroy();
    } catch {
      // The interpreter belongs to a thread that is parked: the proxy goes with the worker.
    }
    this.#count -= 1;
    if (this.#byId.get(thread.id) === thread) this.#byId.delete(thread.id);
    if (thread.stack !== undefined) this.#stacks.push(thread.stack);
    if (thread === this.#main) this.#running = false;
    this.#switch();
  }

  /** Null: poll at once, blocking everybody, because only one thread exists or a JavaScript frame is in the way. */
  #poll(pointer: number, count: number, milliseconds: number): Promise<number> | null {
    if (milliseconds === 0 || !this.#running) return null;
    if (count === 0 && milliseconds < YIELD && this.#current?.unparked === true) {
      this.#current.unparked = false;
      return Promise.resolve(0);
    }
    if (this.#count < 2 || this.#alone) return null;
    if (!this.#module.validSuspender.value) {
      if (count > 0 || (milliseconds > 0 && milliseconds < YIELD)) return null;
      return Promise.resolve(milliseconds === YIELD ? 0 : -ERRNO.EPERM);
    }
    const deadline = milliseconds < 0 || milliseconds >= YIELD ? Infinity : performance.now() + milliseconds;
    if (count === 0) {
      const parked = this.#park(deadline, milliseconds === INPUT ? [[~0, POLL.in]] : []);
      if (milliseconds === YIELD && this.#current !== undefined) this.#wake(this.#current, 0);
      return parked.then((value) => (value < 0 ? value : 0));
    }
    const awaited: Awaited[] = [];
    for (let index = 0; index < count; index++) {
      const at = pointer + 8 * index;
      const events = this.#module.HEAP16[(at + 4) >> 1] ?? 0;
      const wanted = this.#sockets.awaited(this.#module.HEAP32[at >> 2] ?? -1, events);
      if (wanted === undefined) return null;
      awaited.push(wanted);
    }
    const found = this.#sockets.poll(pointer, count, 0);
    if (found !== 0) return Promise.resolve(found);
    return this.#parkedPoll(pointer, count, deadline, awaited);
  }

  async #parkedPoll(pointer: number, count: number, deadline: number, awaited: Awaited[]): Promise<number> {
    while (true) {
      const woken = await this.#park(deadline, awaited);
      if (woken === INTERRUPTED) return INTERRUPTED;
      const found = this.#sockets.poll(pointer, count, 0);
      if (found !== 0 || performance.now() >= deadline) return found;
    }
  }

  #receive(descriptor: number, buffer: number, length: number): Promise<number> | null {
    const socket = this.#several() ? this.#sockets.blockingSocket(descriptor) : undefined;
    if (socket === undefined || this.#calls.ready(socket, POLL.in) !== 0) return null;
    const { end } = this.#calls;
    return this.#whenReady([socket, POLL.in], () => {
      const count = end.call(CALL.receive, socket, Math.min(length, PAYLOAD_BYTES), 1, 0);
      if (count > 0) this.#module.HEAPU8.set(end.payload.subarray(0, count), buffer);
      return count;
    });
  }

  #send(descriptor: number, buffer: number, length: number): Promise<number> | null {
    const socket = this.#several() ? this.#sockets.blockingSocket(descriptor) : undefined;
    if (socket === undefined) return null;
    const { end } = this.#calls;
    const part = Math.min(length, PAYLOAD_BYTES);
    const attempt = (): number => {
      end.payload.set(this.#module.HEAPU8.subarray(buffer, buffer + part));
      return end.call(CALL.send, socket, part, 1);
    };
    const sent = attempt();
    return sent === -ERRNO.EAGAIN ? this.#whenReady([socket, POLL.out], attempt) : Promise.resolve(sent);
  }

  /** A call of a blocking socket: made when the socket is ready, again when another thread was faster. */
  async #whenReady(wanted: Awaited, attempt: () => number): Promise<number> {
    for (;;) {
      if ((await this.#park(Infinity, [wanted])) === INTERRUPTED) return INTERRUPTED;
      const result = attempt();
      if (result !== -ERRNO.EAGAIN) return result;
    }
  }
}

function describe(failure: unknown): string {
  return failure instanceof Error ? (failure.stack ?? failure.message) : JSON.stringify(failure);
}
