import { SIGNALS } from "#base";
import { FileError } from "#files";
import { Interrupted, PartlyWritten, type Process } from "#kernel";
import { ERRNO, type AnswererEnd } from "#python";
import { Wait } from "./blocking.ts";
import { errnoOf, FileCalls } from "./file-calls.ts";
import { ProcessCalls } from "./process-calls.ts";
import { SocketCalls, SocketError } from "./socket-calls.ts";

/** Answers the system calls of one Python process. A process asks one thing at a time. */
export class CallServer {
  readonly sockets: SocketCalls;
  readonly #end: AnswererEnd;
  readonly #files: FileCalls;
  readonly #processes: ProcessCalls;
  readonly #onInterrupt: () => void;
  /** Ends the call that waits. */
  #interrupt: (() => void) | undefined;

  constructor(
    process: Process,
    end: AnswererEnd,
    onExit: (status: number) => void,
    /** Ctrl+C is pending: Python should take notice of it soon. */
    onInterrupt: () => void,
  ) {
    this.#end = end;
    this.#onInterrupt = onInterrupt;
    this.#files = new FileCalls(process, end);
    this.sockets = new SocketCalls(process, end);
    this.#processes = new ProcessCalls(
      process,
      end,
      this.sockets,
      this.#files,
      (signal) => this.signal(signal),
      onExit,
    );
  }

  /** A signal for Python: pending in shared memory, and the end of the call that waits (EINTR). */
  signal(number: number): void {
    this.#end.signal = number;
    this.#interrupt?.();
    if (number === SIGNALS.SIGINT) this.#onInterrupt();
  }

  answer(number: number, values: readonly number[]): void {
    const stop = new AbortController();
    let done = false;
    const reply = (answer: number | readonly number[]): void => {
      if (done) return;
      done = true;
      this.#interrupt = undefined;
      if (typeof answer === "number") this.#end.answer(answer);
      else {
        const [result = 0, ...more] = answer;
        this.#end.answer(result, ...more);
      }
    };
    const fail = (error: unknown): void => reply(error instanceof PartlyWritten ? error.bytes : -errorNumber(error));
    try {
      const answer =
        this.#files.handle(number, values) ??
        this.sockets.handle(number, values, reply, stop.signal) ??
        this.#processes.handle(number, values, stop.signal) ??
        -ERRNO.ENOSYS;
      if (answer instanceof Wait) {
        if (answer.over) return;
        this.#interruptible(values, () => {
          stop.abort(new Interrupted(0));
          // Its answer is on the way: a connection or bytes that were taken must not be lost.
          if (answer.over) return;
          answer.cancel();
          reply(-ERRNO.EINTR);
        });
      } else if (answer instanceof Promise) {
        answer.then(reply, fail);
        // What was written or taken before the signal came counts: only the call itself knows how much that is.
        this.#interruptible(values, () => stop.abort(new Interrupted(0)));
      } else reply(answer);
    } catch (error) {
      fail(error);
    }
  }

  close(): void {
    this.#interrupt = undefined;
    this.#files.close();
    this.sockets.close();
    this.#processes.close();
  }

  #interruptible(values: readonly number[], interrupt: () => void): void {
    this.#interrupt = interrupt;
    // A signal that came while Python was between two calls is still unread.
    const pending = this.#end.signal !== 0 && this.#end.signal !== SLICE;
    if (pending && values.length > 0) interrupt();
  }
}

/** The end of a time slice (SIGVTALRM): no reason to end a wait. */
const SLICE = 26;

function errorNumber(error: unknown): number {
  if (error instanceof FileError) return errnoOf(error);
  if (error instanceof SocketError) return error.errno;
  if (error instanceof Interrupted || (error instanceof Error && error.name === "AbortError")) return ERRNO.EINTR;
  return ERRNO.EIO;
}
