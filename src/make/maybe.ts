/**
 * A value that may have to be waited for. Expansion is synchronous until a `$(shell …)` must suspend, so that text
 * without one costs no promise.
 */
export type Maybe<T> = T | Promise<T>;

/** `next(value)`, now when the value is here, later when it is promised. */
export function andThen<T, U>(value: Maybe<T>, next: (value: T) => Maybe<U>): Maybe<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** `andThen` that hands `rest` on, so that what every line of a makefile passes needs no closure. */
export function thenWith<T, U, R extends unknown[]>(
  value: Maybe<T>,
  next: (value: T, ...rest: R) => Maybe<U>,
  ...rest: R
): Maybe<U> {
  return value instanceof Promise ? later(value, next, rest) : next(value, ...rest);
}

/** Apart from `thenWith`, which would make room for the closure at every call. */
function later<T, U, R extends unknown[]>(
  value: Promise<T>,
  next: (value: T, ...rest: R) => Maybe<U>,
  rest: R,
): Promise<U> {
  return value.then((result) => next(result, ...rest));
}

/** Every item mapped in order; one promise only when some item needs it. Later items wait for earlier ones. */
export function mapInOrder<T, U>(items: readonly T[], map: (item: T, index: number) => Maybe<U>): Maybe<U[]> {
  const done: U[] = [];
  const from = (start: number): Maybe<U[]> => {
    for (let index = start; index < items.length; index += 1) {
      const value = map(items[index] as T, index);
      if (value instanceof Promise) {
        return value.then((result) => {
          done.push(result);
          return from(index + 1);
        });
      }
      done.push(value);
    }
    return done;
  };
  return from(0);
}

/** Waits for all of `waits` once `fill` has filled it; what is begun is not left alone when `fill` throws. */
export function allOf(waits: Promise<void>[], fill: () => Maybe<void>): Maybe<void> {
  const abandon = (error: unknown): never => {
    void Promise.allSettled(waits);
    throw error;
  };
  try {
    const filled = fill();
    if (filled instanceof Promise) return filled.then(() => Promise.all(waits), abandon).then(() => undefined);
  } catch (error) {
    abandon(error);
  }
  if (waits.length > 0) return Promise.all(waits).then(() => undefined);
}
