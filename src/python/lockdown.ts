/**
 * Takes from the worker's global everything that is not on a list, before a learner's program runs: no storage, no
 * network, no workers, nothing to find a way back by. The frame's origin and its Content-Security-Policy are the first
 * walls (dynamic `import()` cannot be deleted); this is the second.
 */

const LANGUAGE = [
  "Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp",
  "Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError InternalError",
  "DisposableStack AsyncDisposableStack globalThis JSON Math Intl Temporal ArrayBuffer SharedArrayBuffer Atomics",
  "Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float16Array Float32Array Float64Array",
  "Uint8ClampedArray BigUint64Array BigInt64Array DataView Map BigInt Set Iterator WeakMap WeakSet WeakRef Proxy Reflect",
  "FinalizationRegistry decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN",
  "console WebAssembly",
].flatMap((line) => line.split(" "));

/** What Pyodide, Emscripten and this room still use while a program runs. */
const PLATFORM = [
  "self performance Performance crypto Crypto SubtleCrypto setTimeout clearTimeout setInterval clearInterval",
  "queueMicrotask TextEncoder TextDecoder AbortController AbortSignal DOMException Event EventTarget MessageEvent",
  "addEventListener removeEventListener dispatchEvent WorkerGlobalScope DedicatedWorkerGlobalScope constructor atob btoa",
  "structuredClone",
].flatMap((line) => line.split(" "));

const KEPT = new Set([...LANGUAGE, ...PLATFORM]);

/** Names that are pinned as undefined even where this browser does not have them yet. */
const PINNED = [
  "fetch",
  "XMLHttpRequest",
  "WebSocket",
  "importScripts",
  "indexedDB",
  "caches",
  "Worker",
  "postMessage",
];

export function lockDown(scope: object = globalThis): void {
  const navigator: unknown = Reflect.get(scope, "navigator");
  // The object may be held by somebody: its properties go first.
  if (typeof navigator === "object" && navigator !== null)
    for (
      let holder = prototypeOf(navigator);
      holder !== null && holder !== Object.prototype;
      holder = prototypeOf(holder)
    )
      for (const name of Reflect.ownKeys(holder))
        if (typeof name === "string" && name !== "constructor") Reflect.deleteProperty(holder, name);

  const gone = new Set(PINNED);
  for (let holder: object | null = scope; holder !== null && holder !== Object.prototype; holder = prototypeOf(holder))
    for (const name of Reflect.ownKeys(holder))
      if (typeof name === "string" && !KEPT.has(name) && Reflect.deleteProperty(holder, name)) gone.add(name);
  for (const name of gone)
    Reflect.defineProperty(scope, name, { value: undefined, writable: false, configurable: false, enumerable: false });
}

function prototypeOf(value: object): object | null {
  return Reflect.getPrototypeOf(value);
}
