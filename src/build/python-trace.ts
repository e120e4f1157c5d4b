import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeUtf8 } from "#base";
import { MemoryFileSystem } from "#files";
import { HOME, Kernel, layOutTree } from "#kernel";
import { createProgramTable, pythonPrograms, PythonRunner, type PythonHost } from "#programs";
import { createNodePython } from "#hosts/node-python";
import { PYODIDE_FOLDER, type PythonArchive } from "./python-archive.ts";

interface Run {
  readonly files: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Programs that stand for a command's first run. Servers are imported, which reads the same files. */
const RUNS: Readonly<Record<string, Run>> = {
  python: { files: { "a.py": "print(1)\n" }, argv: ["python", "a.py"] },
  pytest: {
    files: { "test_a.py": "def test_a():\n    assert 1 == 1\ndef test_b():\n    assert [1] == [2]\n" },
    argv: ["pytest", "-q"],
    // As in a lab with a panel for tests.
    env: { PYTEST_PLUGINS: "_companion.tests", COMPANION_TESTS: "/tmp/tests" },
  },
  flask: {
    files: {
      "app.py":
        "from flask import Flask, render_template_string\napp = Flask(__name__)\n@app.get('/')\ndef a(): return render_template_string('{{ 1 }}')\n",
      "run.py":
        "from app import app\nimport dotenv, flask.cli, werkzeug.serving\nassert app.test_client().get('/').text == '1'\n",
    },
    argv: ["python", "run.py"],
  },
  uvicorn: {
    files: {
      "run.py":
        "import uvicorn, uvicorn.main, uvicorn.lifespan.on, uvicorn.loops.asyncio, uvicorn.protocols.http.h11_impl, uvicorn.protocols.websockets.auto\nfrom fastapi import FastAPI\nfrom pydantic import BaseModel\nclass M(BaseModel): a: int\napp = FastAPI()\n@app.post('/')\ndef f(m: M): return m\n",
    },
    argv: ["python", "run.py"],
  },
  black: { files: { "a.py": "x = { 1 }\n" }, argv: ["black", "-q", "a.py"] },
  pylint: { files: { "a.py": "x = 1\n" }, argv: ["pylint", "a.py"] },
};

/** The units that each command reads, in the order of their first use. Kept beside the archive. */
export async function traceCommands(archive: PythonArchive): Promise<Record<string, string[]>> {
  const known = join(archive.folder, "commands-3.json");
  if (existsSync(known)) return JSON.parse(readFileSync(known, "utf8")) as Record<string, string[]>;
  const found: Record<string, string[]> = {};
  for (const [command, run] of Object.entries(RUNS)) {
    if (archive.withoutWheels !== undefined && command !== "python") continue;
    found[command] = await trace(archive, run);
  }
  // FastAPI's own command runs uvicorn.
  if (found.uvicorn !== undefined) found.fastapi = found.uvicorn;
  writeFileSync(known, JSON.stringify(found));
  return found;
}

/** The same for runs that begin with a snapshot. */
export async function traceRestored(archive: PythonArchive, snapshot: Uint8Array): Promise<Record<string, string[]>> {
  const shared = new Uint8Array(new SharedArrayBuffer(snapshot.length));
  shared.set(snapshot);
  const found: Record<string, string[]> = {};
  for (const [command, run] of Object.entries(RUNS)) {
    if (archive.withoutWheels !== undefined && command !== "python") continue;
    found[command] = await trace(archive, run, shared);
  }
  if (found.uvicorn !== undefined) found.fastapi = found.uvicorn;
  return found;
}

async function trace(
  archive: PythonArchive,
  { files: given, argv, env: more }: Run,
  snapshot?: Uint8Array<SharedArrayBuffer>,
): Promise<string[]> {
  const source = (path: string): URL => new URL(`../${path}`, import.meta.url);
  const node = createNodePython({
    pyodide: PYODIDE_FOLDER,
    archive: archive.folder,
    shims: source("python/shims").pathname,
    worker: source("hosts/python-worker.node.ts"),
    keepAnswers: true,
  });
  const read = new Set<string>();
  // Nothing is handed over beforehand, so that every unit is asked for.
  const host: PythonHost = {
    ...node,
    loadedUnits: () => new Map(),
    core: async () => ({ ...(await node.core("python")), restoring: Promise.resolve({ snapshot }) }),
    unit: (name) => {
      read.add(name);
      return node.unit(name);
    },
  };
  const table = createProgramTable((name) => Promise.reject(new Error(`no group ${name} here`)));
  table.add(pythonPrograms(new PythonRunner(host, false)));
  const files = new MemoryFileSystem();
  layOutTree(files, table);
  for (const [path, text] of Object.entries(given)) files.writeFile(`${HOME}/${path}`, encodeUtf8(text));
  const kernel = new Kernel({ files, programs: table });
  // On a terminal, as readers run it.
  const terminal = kernel.openTerminal({ columns: 80, rows: 24 });
  terminal.onOutput(() => void terminal.takeOutput(1 << 20));
  const env = { PATH: "/usr/bin", HOME, TERM: "xterm-256color", ...more };
  await kernel.spawn({ argv, cwd: HOME, env, terminal }).exit;
  return [...read];
}
