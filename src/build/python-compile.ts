import { loadPyodide } from "pyodide";
import { PYTHON_LIBRARY } from "#python";

/**
 * Compiled modules (`__pycache__/x.cpython-314.pyc`) for the `.py` files of each set, made by Pyodide's own compiler.
 * They never look at their source (PEP 552, unchecked). A file that is no module of this version is left out.
 */
export async function compileModules(
  sets: readonly ReadonlyMap<string, Uint8Array>[],
): Promise<Map<string, Uint8Array>[]> {
  const pyodide = await loadPyodide({ fullStdLib: false });
  const compile = pyodide.runPython(`
import importlib._bootstrap_external as external, importlib.util, warnings
warnings.simplefilter("ignore")

def compile_module(source, path):
    source = source.to_bytes()
    try:
        code = compile(source, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return None
    digest = importlib.util.source_hash(source)
    return external._code_to_hash_pyc(code, digest, False)

compile_module`) as (source: Uint8Array, path: string) => { toJs(): Uint8Array; destroy(): void } | undefined;
  return sets.map((files) => {
    const compiled = new Map<string, Uint8Array>();
    for (const [path, source] of files) {
      if (!path.endsWith(".py")) continue;
      const made = compile(source, `${PYTHON_LIBRARY}/${path}`);
      if (made === undefined) continue;
      const slash = path.lastIndexOf("/");
      const target = `${path.slice(0, slash + 1)}__pycache__/${path.slice(slash + 1, -3)}.cpython-314.pyc`;
      compiled.set(target, made.toJs().slice());
      made.destroy();
    }
    return compiled;
  });
}
