import { encodeUtf8 } from "#base";
import { MemoryFileSystem, type OpenFile } from "#files";
import { HOME, Kernel, layOutTree } from "#kernel";
import { createProgramTable, pythonPrograms, PythonRunner } from "#programs";
import { buildPythonArchive, PYODIDE_FOLDER } from "../../../src/build/python-archive.ts";
import { createNodePython } from "../../../src/hosts/node-python.ts";
import { commandsOf, filesOf, type Outcome, type PythonCase } from "./case.ts";

const source = (path: string): URL => new URL(`../../../src/${path}`, import.meta.url);

/** Runs a case on a kernel of its own over a memory tree; interpreters are prepared ahead. */
export interface PythonMachineRoom {
  run(test: PythonCase): Promise<Outcome>;
  dispose(): void;
}

const DEADLINE_MS = 30_000;

/** Python over Node's worker threads, with an interpreter prepared ahead. */
export async function openRunner(): Promise<PythonRunner> {
  const archive = await buildPythonArchive();
  if (archive.withoutWheels !== undefined) throw new Error(archive.withoutWheels);
  const host = createNodePython({
    pyodide: PYODIDE_FOLDER,
    archive: archive.folder,
    shims: source("python/shims").pathname,
    worker: source("hosts/python-worker.node.ts"),
    keepAnswers: true,
  });
  return new PythonRunner(host, true);
}

export async function openMachineRoom(): Promise<PythonMachineRoom> {
  const runner = await openRunner();
  return {
    run: (test) => runCase(runner, test),
    dispose: () => runner.dispose(),
  };
}

async function runCase(runner: PythonRunner, test: PythonCase): Promise<Outcome> {
  const table = createProgramTable((name) => import(`../../../src/programs/groups/${name}.ts`) as never);
  table.add(pythonPrograms(runner));
  const files = new MemoryFileSystem();
  layOutTree(files, table);
  for (const [path, text] of Object.entries(filesOf(test))) {
    const parts = path.split("/").slice(0, -1);
    parts.forEach((_, index) => {
      const folder = `${HOME}/${parts.slice(0, index + 1).join("/")}`;
      if (files.tryStat(folder) === undefined) files.makeDirectory(folder);
    });
    files.writeFile(`${HOME}/${path}`, encodeUtf8(text), text.startsWith("#!") ? 0o755 : 0o644);
  }
  const kernel = new Kernel({ files, programs: table });
  const env = { PATH: "/usr/bin", HOME, USER: "reader", LANG: "C.UTF-8", ...test.env };
  const collect = (): { end: OpenFile; text: Promise<string> } => {
    const [reader, writer] = kernel.pipe();
    const read = async (): Promise<string> => {
      const decoder = new TextDecoder();
      let text = "";
      for (let chunk = await reader.read(65_536); chunk !== null; chunk = await reader.read(65_536))
        text += decoder.decode(chunk, { stream: true });
      return text;
    };
    return { end: writer, text: read() };
  };
  const start = (argv: readonly string[], stdin: string | undefined) => {
    const out = collect();
    const error = collect();
    const descriptors = new Map<number, OpenFile>([
      [1, out.end],
      [2, error.end],
    ]);
    let input: OpenFile | undefined;
    if (stdin !== undefined) {
      const [reader, writer] = kernel.pipe();
      input = reader;
      descriptors.set(0, reader);
      void Promise.resolve(writer.write(encodeUtf8(stdin))).then(() => writer.close());
    }
    const child = kernel.spawn({ argv, cwd: HOME, env, descriptors });
    out.end.close();
    error.end.close();
    input?.close();
    return { child, out: out.text, error: error.text };
  };
  const deadline = setTimeout(() => kernel.shutdown(), DEADLINE_MS);
  try {
    const server = test.serve === undefined ? undefined : start(test.serve.argv, undefined);
    if (test.serve !== undefined) await listening(kernel, test.serve.port);
    const commands = [];
    for (const argv of commandsOf(test)) {
      const { child, out, error } = start(argv, test.stdin);
      commands.push({ status: await child.exit, stdout: await out, stderr: await error });
    }
    if (server === undefined) return { commands };
    server.child.kill(2);
    await server.child.exit;
    return { commands, server: (await server.out) + (await server.error) };
  } finally {
    clearTimeout(deadline);
    kernel.shutdown();
  }
}

async function listening(kernel: Kernel, port: number): Promise<void> {
  for (let left = 400; left > 0; left -= 1) {
    try {
      (await kernel.connect(port)).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

