/** What `python -V` says without an interpreter; the version is Pyodide's. */
export const VERSION = "Python 3.14.2\n";
