import { encodeUtf8 } from "#base";
import { MemoryFileSystem, type OpenFile } from "#files";
import { HOME, Kernel, layOutTree, type Process } from "#kernel";
import { createMachineTable, importGroup, pythonPrograms, PythonRunner } from "#programs";
import { buildPythonArchive, PYODIDE_FOLDER } from "../../../src/build/python-archive.ts";
import { createNodePython } from "../../../src/hosts/node-python.ts";
import { filesOf, stepsOf, type Outcome, type PythonCase } from "./case.ts";

const source = (path: string): URL => new URL(`../../../src/${path}`, import.meta.url);

/** Runs each case on a kernel of its own over a memory tree; interpreters are prepared ahead. */
export interface PythonMachineRoom {
  run(test: PythonCase): Promise<Outcome>;
  dispose(): void;
}

/** When a case that still runs is ended and fails: the tests' own limit is later. */
const DEADLINE_MS = 100_000;
const SAVE_AGAIN_MS = 8000;

/** Python over Node's worker threads, with an interpreter prepared ahead. Units that are `lost` cannot be had. */
export async function openRunner(lost?: { readonly units: RegExp; readonly reason: string }): Promise<PythonRunner> {
  const archive = await buildPythonArchive();
  if (archive.withoutWheels !== undefined) throw new Error(archive.withoutWheels);
  const host = createNodePython({
    pyodide: PYODIDE_FOLDER,
    archive: archive.folder,
    shims: source("python/shims").pathname,
    worker: source("hosts/python-worker.node.ts"),
    keepAnswers: true,
  });
  if (lost === undefined) return new PythonRunner(host, true);
  const unit: typeof host.unit = (name) =>
    lost.units.test(name) ? Promise.reject(new Error(lost.reason)) : host.unit(name);
  return new PythonRunner({ ...host, unit }, false);
}

export async function openMachineRoom(): Promise<PythonMachineRoom> {
  const runner = await openRunner();
  return {
    run: (test) => runCase(runner, test),
    dispose: () => runner.dispose(),
  };
}

/** A kernel with all programs over a memory tree. */
export function createMachine(runner: PythonRunner): { kernel: Kernel; files: MemoryFileSystem } {
  const table = createMachineTable(importGroup);
  table.add(pythonPrograms(runner));
  const files = new MemoryFileSystem();
  layOutTree(files, table);
  return { kernel: new Kernel({ files, programs: table }), files };
}

function writeFiles(files: MemoryFileSystem, texts: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(texts)) writeFile(files, path, text);
}

function writeFile(files: MemoryFileSystem, path: string, text: string): void {
  const parts = path.split("/").slice(0, -1);
  parts.forEach((_, index) => {
    const folder = `${HOME}/${parts.slice(0, index + 1).join("/")}`;
    if (files.tryStat(folder) === undefined) files.makeDirectory(folder);
  });
  files.writeFile(`${HOME}/${path}`, encodeUtf8(text), text.startsWith("#!") ? 0o755 : 0o644);
}

/** What a process writes: all of it once it has ended, and what there is so far. */
class Said {
  readonly end: OpenFile;
  readonly whole: Promise<string>;
  text = "";
  #waiting: (() => void)[] = [];

  constructor(kernel: Kernel) {
    const [reader, writer] = kernel.pipe();
    this.end = writer;
    this.whole = this.#read(reader);
  }

  /** Resolves when something is added. */
  more(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #read(reader: OpenFile): Promise<string> {
    const decoder = new TextDecoder();
    for (let chunk = await reader.read(65_536); chunk !== null; chunk = await reader.read(65_536)) {
      this.text += decoder.decode(chunk, { stream: true });
      for (const resolve of this.#waiting.splice(0)) resolve();
    }
    return this.text;
  }
}

interface Started {
  readonly child: ReturnType<Kernel["spawn"]>;
  readonly out: Said;
  readonly error: Said;
}

async function runCase(runner: PythonRunner, test: PythonCase): Promise<Outcome> {
  const { kernel, files } = createMachine(runner);
  writeFiles(files, filesOf(test));
  const env: Process["env"] = { PATH: "/usr/bin:/bin", HOME, USER: "reader", LANG: "C.UTF-8", ...test.env };
  const start = (argv: readonly string[], stdin: string): Started => {
    const [out, error] = [new Said(kernel), new Said(kernel)];
    const [input, writer] = kernel.pipe();
    void Promise.resolve(writer.write(encodeUtf8(stdin))).then(() => writer.close());
    const descriptors = new Map<number, OpenFile>([
      [0, input],
      [1, out.end],
      [2, error.end],
    ]);
    const child = kernel.spawn({ argv, cwd: HOME, env, descriptors });
    for (const end of descriptors.values()) end.close();
    return { child, out, error };
  };

  const late = Promise.withResolvers<never>();
  let waitedFor = "";
  let server: Started | undefined;
  const deadline = setTimeout(() => {
    const said = server === undefined ? "" : `; the server said:\n${server.out.text}${server.error.text}`;
    kernel.shutdown();
    late.reject(new Error(`${waitedFor} has not come to its end after ${String(DEADLINE_MS / 1000)} s${said}`));
  }, DEADLINE_MS);
  const run = async (): Promise<Outcome> => {
    server = test.serve && start(test.serve.argv, "");
    waitedFor = "the start of the server";
    if (test.serve) await listening(kernel, test.serve.port);
    const commands = [];
    let saved = { out: 0, error: 0, files: {} };
    for (const step of stepsOf(test)) {
      waitedFor = JSON.stringify(step);
      if ("save" in step) {
        saved = { out: server?.out.text.length ?? 0, error: server?.error.text.length ?? 0, files: step.save };
        writeFiles(files, step.save);
      } else if ("said" in step) {
        if (server === undefined) throw new Error("no server whose words to wait for");
        const wanted = new RegExp(step.said);
        // A reloader that was still starting has missed the save; then a reader saves again.
        const again = setInterval(() => {
          if (test.serve?.quiet === true) writeFiles(files, saved.files);
        }, SAVE_AGAIN_MS);
        while (!wanted.test(server.out.text.slice(saved.out) + server.error.text.slice(saved.error)))
          await Promise.race([server.out.more(), server.error.more(), late.promise]);
        clearInterval(again);
      } else {
        const { child, out, error } = start(step, test.stdin ?? "");
        commands.push({ status: await child.exit, stdout: await out.whole, stderr: await error.whole });
      }
    }
    if (server === undefined) return { commands };
    waitedFor = "the server after Ctrl+C";
    kernel.kill(-server.child.group, 2);
    await server.child.exit;
    const printed = (await server.out.whole) + (await server.error.whole);
    return test.serve?.quiet === true ? { commands } : { commands, server: printed };
  };
  try {
    return await Promise.race([run(), late.promise]);
  } finally {
    clearTimeout(deadline);
    kernel.shutdown();
  }
}

async function listening(kernel: Kernel, port: number): Promise<void> {
  for (;;) {
    try {
      (await kernel.connect(port)).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}
