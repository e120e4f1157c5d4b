import type { Program } from "#kernel";
import { curl } from "../curl/curl.ts";
import type { PythonRunner } from "./python.ts";

/** Console scripts of the shipped distributions, by their entry points. */
const SCRIPTS = {
  black: "black:patched_main",
  coverage: "coverage.cmdline:main",
  coverage3: "coverage.cmdline:main_deprecated",
  dotenv: "dotenv.__main__:cli",
  fastapi: "fastapi.cli:main",
  flask: "flask.cli:main",
  httpx: "httpx:main",
  isort: "isort.main:main",
  pip: "pip:main",
  pip3: "pip:main",
  pygmentize: "pygments.cmdline:main",
  pylint: "pylint:run_pylint",
  uvicorn: "uvicorn.main:main",
} as const;

/** `python` and everything that runs on it, and curl, for the table of programs. */
export function pythonPrograms(runner: PythonRunner): Record<string, Program> {
  const python = runner.program();
  const pytest = runner.script("_pytest.config:_console_main", "pytest");
  return {
    curl,
    python,
    python3: python,
    "python3.14": python,
    pytest,
    "py.test": pytest,
    ...Object.fromEntries(Object.entries(SCRIPTS).map(([name, entry]) => [name, runner.script(entry, name)])),
  };
}
