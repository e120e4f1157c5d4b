import { PYTHON_LIBRARY } from "./archive.ts";
import type { EmscriptenModule } from "./emscripten.ts";

interface ConfigApi extends EmscriptenModule {
  __Py_GetConfig(): number;
  stringToUTF32(text: string, pointer: number, bytes: number): number;
}

/** Bytes of PyConfig that are searched. */
const SIZE = 600;
/** From `pythonpath_env` to `module_search_paths_set` and to `sys_path_0`, in words (CPython 3.14, PyConfig). */
const SEARCH_PATHS_SET = 3;
const SYS_PATH_0 = 17;

/**
 * Sets PyConfig's `sys_path_0`, which `python FILE` would have set: by it an AttributeError or ImportError knows that a
 * file of the program hides a library. Does nothing when the structure is not what is expected.
 */
export function setFirstPath(module: EmscriptenModule, path: string): boolean {
  const api = module as ConfigApi;
  const start = api.__Py_GetConfig() >>> 2;
  for (let word = start; word < start + SIZE / 4; word++) {
    const pointer = api.HEAPU32[word] ?? 0;
    if (!isText(api, pointer, PYTHON_LIBRARY) || api.HEAPU32[word + SEARCH_PATHS_SET] !== 1) continue;
    const bytes = (path.length + 1) * 4;
    const copy = api._malloc(bytes);
    api.stringToUTF32(path, copy, bytes);
    api.HEAPU32[word + SYS_PATH_0] = copy;
    return true;
  }
  return false;
}

/** Whether a wide string (4 bytes a character) lies at an address. */
function isText(module: EmscriptenModule, pointer: number, text: string): boolean {
  if (pointer === 0 || pointer % 4 !== 0 || pointer + text.length * 4 > module.HEAPU8.length) return false;
  const at = pointer >>> 2;
  return Array.from(`${text}\0`).every((letter, index) => module.HEAPU32[at + index] === letter.codePointAt(0));
}
