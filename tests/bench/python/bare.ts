/** The peer: a page with Pyodide as its manual shows it, the same wheels, the same files, `pytest.main(["-q"])`. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import type { PythonManifest } from "#python";
import { precompress } from "../../../src/build/compress.ts";
import { PYODIDE_FOLDER } from "../../../src/build/python-archive.ts";
import { siteHandler } from "../../../src/build/static-server.ts";
import { fetchWheels } from "../../../src/build/wheels.ts";

const CORE = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"];

export interface BarePage {
  readonly address: string;
  close(): Promise<void>;
}

/** Serves the page, compressed and cached as the site is. */
export async function serveBarePage(manifest: PythonManifest, lab: string, cache: string): Promise<BarePage> {
  const folder = mkdtempSync(join(tmpdir(), "bench-bare-"));
  for (const name of CORE) copyFileSync(join(PYODIDE_FOLDER, name), join(folder, name));
  const wheels = wheelsOf(manifest, "pytest");
  mkdirSync(join(folder, "wheels"));
  for (const path of wheels) copyFileSync(path, join(folder, "wheels", basename(path)));
  const files = Object.fromEntries(
    ["greeting.py", "test_greeting.py"].map((name) => [name, readFileSync(join(lab, name), "utf8")]),
  );
  const names = wheels.map((path) => `wheels/${basename(path)}`);
  writeFileSync(join(folder, "index.html"), page(names, files));
  writeFileSync(join(folder, "_headers"), "/*\n  Cache-Control: public, max-age=31536000, immutable\n");
  await precompress(folder, CORE, cache);
  const server = createServer(siteHandler({ folder, base: "/" }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}

/** Wheels of the distributions that a command's run reads, by the build's own measurement. */
export function wheelsOf(manifest: PythonManifest, command: string): string[] {
  const read = new Set((manifest.commands[command] ?? []).map((unit) => unit.replace(/\.source$/, "")));
  return [...fetchWheels()].filter(([name]) => read.has(name)).map(([, path]) => path);
}

/** Milliseconds from the start to the end of the run, as the page measured them. */
export async function runBare(page: Page): Promise<number> {
  const { took, output } = await page.evaluate(() =>
    (globalThis as unknown as { run(): Promise<{ took: number; output: string }> }).run(),
  );
  if (!output.includes("1 failed, 8 passed")) throw new Error(`bare Pyodide ran something else: ${output}`);
  return took;
}

function page(wheels: readonly string[], files: Readonly<Record<string, string>>): string {
  return `<!doctype html><title>bare</title><link rel="icon" href="data:,"><pre id="out"></pre><script type="module">
globalThis.run = async () => {
  const began = performance.now();
  const wheels = ${JSON.stringify(wheels)}.map(async (name) => (await fetch(name)).arrayBuffer());
  const { loadPyodide } = await import("./pyodide.mjs");
  let output = "";
  const stdout = (line) => { output += line + "\\n"; };
  const pyodide = await loadPyodide({ indexURL: new URL("./", location.href).href, stdout, stderr: stdout });
  for (const bytes of await Promise.all(wheels))
    pyodide.unpackArchive(await bytes, "wheel", { extractDir: "/lib/python3.14/site-packages" });
  pyodide.FS.mkdirTree("/home/pyodide/hello");
  for (const [name, text] of Object.entries(${JSON.stringify(files)})) pyodide.FS.writeFile("/home/pyodide/hello/" + name, text);
  pyodide.FS.chdir("/home/pyodide/hello");
  pyodide.runPython("import sys; sys.path.insert(0, '')\\nimport pytest\\npytest.main(['-q'])");
  document.getElementById("out").textContent = output;
  return { took: performance.now() - began, output };
};
</script>`;
}
