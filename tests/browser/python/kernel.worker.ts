/** A kernel in a worker of the test's page, with Python from assets that the test serves. */
import { MemoryFileSystem } from "#files";
import { HOME, Kernel, layOutTree } from "#kernel";
import { createProgramTable, pythonPrograms, PythonRunner } from "#programs";
import type { PythonManifest } from "#python";
import { createPagePython } from "../../../src/hosts/page-python.ts";

export interface Job {
  readonly manifest: PythonManifest;
  readonly lockdown: boolean;
  readonly files: Readonly<Record<string, string>>;
  readonly commands: readonly (readonly string[])[];
}

const scope = globalThis as unknown as {
  onmessage: (event: { data: Job }) => void;
  postMessage: (message: unknown) => void;
};

scope.onmessage = ({ data }) => void run(data);

async function run({ manifest, lockdown, files: given, commands }: Job): Promise<void> {
  const page = createPagePython(
    manifest,
    async (asset) => new Uint8Array(await (await fetch(`/assets/${asset.file}`)).arrayBuffer()),
    Infinity,
  );
  const table = createProgramTable((name) => Promise.reject(new Error(`no group ${name}`)));
  table.add(pythonPrograms(new PythonRunner({ ...page, lockdown }, true)));
  const files = new MemoryFileSystem();
  layOutTree(files, table);
  for (const [name, text] of Object.entries(given)) files.writeFile(`${HOME}/${name}`, new TextEncoder().encode(text));
  const kernel = new Kernel({ files, programs: table });
  const results = [];
  for (const argv of commands) {
    const begun = performance.now();
    const [reader, writer] = kernel.pipe();
    const descriptors = new Map([
      [1, writer],
      [2, writer],
    ]);
    const child = kernel.spawn({ argv, cwd: HOME, env: { PATH: "/usr/bin", HOME }, descriptors });
    writer.close();
    let output = "";
    const decoder = new TextDecoder();
    for (let chunk = await reader.read(65_536); chunk !== null; chunk = await reader.read(65_536))
      output += decoder.decode(chunk, { stream: true });
    results.push({ status: await child.exit, output, milliseconds: performance.now() - begun });
  }
  scope.postMessage(results);
}
