/**
 * Error numbers as Linux has them. C keeps WASI's; every OSError that C makes (its second argument is then the C
 * library's own text for the number) gets Linux's number when it is made, so that "[Errno 2] No such file or
 * directory", `error.errno` and `errno.ENOENT` are what every manual shows. The Python half is
 * `shims/_companion/errors.py`, which changes `errno`, `os.strerror` and the choice of subclass.
 */
import type { EmscriptenModule } from "./emscripten.ts";
import type { Interpreter } from "./interpreter.ts";

interface TupleApi extends EmscriptenModule {
  _PyTuple_Size(tuple: number): number;
  _PyTuple_GetItem(tuple: number, index: number): number;
  _PyTuple_SetItem(tuple: number, index: number, item: number): number;
  _PyTuple_New(size: number): number;
  _PyLong_AsLong(object: number): number;
  _PyLong_FromLong(value: number): number;
  _PyUnicode_AsUTF8(object: number): number;
  _PyErr_Clear(): void;
  _PyErr_Occurred(): number;
  _Py_IncRef(object: number): void;
  readonly wasmTable?: WebAssembly.Table;
}

interface ErrorTables {
  /** Addresses of the type objects whose constructor is replaced: OSError and its built-in subclasses. */
  readonly types: readonly number[];
  /** The offset of `tp_new` in a type object. */
  readonly offset: number;
  /** The C library's texts by WASI number, Linux's number for it, and the address of Linux's text. */
  readonly numbers: readonly (readonly [wasi: number, text: string, linux: number, said: number])[];
}

/** What a snapshot may hold of it: the Python half. A constructor's place in the table would be another one's there. */
export function prepareOnly({ pyodide }: Interpreter): void {
  pyodide.runPython("import _companion.prepare; _companion.prepare.prepare()");
}

/** Installs the constructor, also after a snapshot was restored. */
export function showLinuxErrors({ pyodide, module }: Interpreter): void {
  const api = module as TupleApi;
  const tables = JSON.parse(
    pyodide.runPython("import _companion.prepare; _companion.prepare.prepare()") as string,
  ) as ErrorTables;
  const byText = new Map(tables.numbers.map(([wasi, text, linux, said]) => [`${wasi} ${text}`, { linux, said }]));
  const first = tables.types[0];
  if (first === undefined) return;
  const original = api.HEAPU32[(first + tables.offset) >>> 2] ?? 0;
  const construct = api.wasmTable?.get(original) as
    ((type: number, args: number, kwargs: number) => number) | undefined;
  if (construct === undefined) return;
  const types = new Set(tables.types);

  const replaced = (args: number): number => {
    const size = api._PyTuple_Size(args);
    if (size < 2) return 0;
    const number = api._PyLong_AsLong(api._PyTuple_GetItem(args, 0));
    const text = api._PyUnicode_AsUTF8(api._PyTuple_GetItem(args, 1));
    if (api._PyErr_Occurred() !== 0) {
      api._PyErr_Clear();
      return 0;
    }
    const found = byText.get(`${number} ${api.UTF8ToString(text)}`);
    if (found === undefined) return 0;
    const copy = api._PyTuple_New(size);
    api._PyTuple_SetItem(copy, 0, api._PyLong_FromLong(found.linux));
    for (let index = 1; index < size; index++) {
      const item = index === 1 ? found.said : api._PyTuple_GetItem(args, index);
      api._Py_IncRef(item);
      api._PyTuple_SetItem(copy, index, item);
    }
    return copy;
  };

  const pointer: number = api.addFunction((type: number, args: number, kwargs: number) => {
    // A subclass with an __init__ of its own relies on having CPython's constructor (oserror_use_init).
    if (!types.has(type) && api.HEAPU32[(type + tables.offset) >>> 2] === pointer)
      api.HEAPU32[(type + tables.offset) >>> 2] = original;
    const copy = types.has(type) ? replaced(args) : 0;
    if (copy === 0) return construct(type, args, kwargs);
    const made = construct(type, copy, kwargs);
    api._Py_DecRef(copy);
    return made;
  }, "iiii");
  for (const type of tables.types) api.HEAPU32[(type + tables.offset) >>> 2] = pointer;
}
