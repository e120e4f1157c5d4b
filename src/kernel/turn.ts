/** How long the processes may compute before timers and messages get their turn, in milliseconds. */
const SLICE_MS = 8;

/**
 * Turns of the event loop. All processes share one thread, and a chain of promises never lets a timer or a message
 * in: without a macrotask now and then Ctrl+C would not arrive.
 */
export class Turn {
  #began = performance.now();
  #next: Promise<void> | undefined;
  #resolve: (() => void) | undefined;
  readonly #schedule = macrotasks(() => {
    this.#began = performance.now();
    const resolve = this.#resolve;
    this.#next = this.#resolve = undefined;
    resolve?.();
  });

  /** A promise for the next turn when this one has lasted its slice; undefined when there is time left. */
  due(): Promise<void> | undefined {
    return this.#next ?? (performance.now() - this.#began < SLICE_MS ? undefined : this.next());
  }

  /** Resolves in a new macrotask. */
  next(): Promise<void> {
    this.#next ??= new Promise((resolve) => {
      this.#resolve = resolve;
      this.#schedule();
    });
    return this.#next;
  }
}

/**
 * A function that has `task` run in a macrotask of its own: by setImmediate in Node, where up to a thousand messages
 * are handled before one timer; by a message to ourselves in browsers, which clamp timers to 4 ms.
 */
function macrotasks(task: () => void): () => void {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
  if (setImmediate !== undefined) return () => void setImmediate(task);
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = task;
  return () => port2.postMessage(0);
}
