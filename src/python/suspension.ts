/**
 * Where a thread cannot be suspended: below a frame of JavaScript. The attempt is fatal, because Pyodide has put another
 * thread's state in place when the engine refuses it. So whatever lets JavaScript call Python says so (`validSuspender`);
 * Pyodide itself does where it calls a function of Python, but not where it converts a value: the first proxy of an array
 * calls `ABCMeta.register`, and a slice of time may be over there.
 */
import type { EmscriptenModule } from "./emscripten.ts";

/** Imports of Pyodide's WebAssembly that convert, make or destroy, and ctypes' calls. A call of JavaScript is not among
 * them: our own functions ask whether their caller may be suspended. */
const CALLS_PYTHON =
  /^(js2python|_?python2js|_?Js(Proxy|Module|Array|Map|ObjMap|Object_|Buffer|Exception|Double)|Jsv(Array|Buffer|Map|Set|Promise_Resolve)|_?pyproxy|create_|destroy_|handle_|wrap_|array_to_js|ffi_call_js)/;

export function mayCallPython(name: string): boolean {
  return CALLS_PYTHON.test(name);
}

/** The same function, while which no thread is suspended: what would wait there is refused (EPERM). */
export function withoutSuspension<Values extends unknown[], Result>(
  module: () => Pick<EmscriptenModule, "validSuspender">,
  callback: (...values: Values) => Result,
): (...values: Values) => Result {
  return (...values) => {
    const { validSuspender } = module();
    const before = validSuspender.value;
    validSuspender.value = false;
    try {
      return callback(...values);
    } finally {
      validSuspender.value = before;
    }
  };
}
