/** Emscripten's half of Pyodide, which the package does not describe. */
declare module "pyodide/pyodide.asm.mjs" {
  const createModule: (settings: object) => Promise<unknown>;
  export default createModule;
}
