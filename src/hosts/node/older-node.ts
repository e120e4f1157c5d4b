/** What Node 20 lacks of what our rooms use. Imported first by every program that may run there. */
if (typeof (Promise as { withResolvers?: unknown }).withResolvers !== "function")
  Promise.withResolvers = function withResolvers<T>(): PromiseWithResolvers<T> {
    let resolve: (value: T | PromiseLike<T>) => void = () => undefined;
    let reject: (reason?: unknown) => void = () => undefined;
    const promise = new Promise<T>((settle, fail) => {
      resolve = settle;
      reject = fail;
    });
    return { promise, resolve, reject };
  };
