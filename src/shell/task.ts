/**
 * Work that may have to wait. The interpreter is written as generators that yield promises and are otherwise plain
 * calls: what needs no waiting runs without a turn of the event loop, which is what makes loops of builtins fast.
 */
export type Task<T> = Generator<PromiseLike<unknown>, T, unknown>;

/** The value of a promise inside a task; anything else is answered at once. */
export function* wait<T>(value: PromiseLike<T> | T): Task<T> {
  return isPromise(value) ? ((yield value) as T) : value;
}

export function isPromise<T>(value: PromiseLike<T> | T): value is PromiseLike<T> {
  return typeof value === "object" && value !== null && "then" in value;
}

/** Runs a task: its result, or a promise of it from the first wait on. */
export function drive<T>(task: Task<T>): T | Promise<T> {
  const step = task.next();
  return step.done === true ? step.value : driveOn(task, step.value);
}

async function driveOn<T>(task: Task<T>, first: PromiseLike<unknown>): Promise<T> {
  let awaited = first;
  for (;;) {
    let step: IteratorResult<PromiseLike<unknown>, T>;
    try {
      const value = await awaited;
      step = task.next(value);
    } catch (error) {
      step = task.throw(error);
    }
    if (step.done === true) return step.value;
    awaited = step.value;
  }
}

/** Runs a task that is known not to wait. */
export function driveNow<T>(task: Task<T>): T {
  const step = task.next();
  if (step.done !== true) throw new Error("a task without command substitution waited [this is a bug]");
  return step.value;
}

/** Runs a task on a fresh stack: what keeps deep recursion of shell functions off the host's stack. */
export function* onFreshStack<T>(task: Task<T>): Task<T> {
  return (yield Promise.resolve().then(() => drive(task))) as T;
}
