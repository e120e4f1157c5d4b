import { build, type BuildOptions, type Metafile, type Plugin } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { GROUPS, pythonPrograms, PythonRunner } from "#programs";
import type { EngineAsset, EngineManifest, PythonManifest } from "#protocol";
import { writeRuff } from "./ruff.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const HOSTS = join(ROOT, "src/hosts");
const GROUP_FOLDER = join(ROOT, "src/programs/groups");

export interface EngineBuildOptions {
  /** Folder that the files are written to; the page finds all of them below one address. */
  readonly outDir: string;
  /** Python's manifest, when its assets are built into the same folder; without it there is no `python`. */
  readonly python?: PythonManifest;
  /** Where groups are, for tests that bring programs of their own. */
  readonly kernelEntry?: string;
}

export interface EngineBuild {
  readonly manifest: EngineManifest;
  /** The frame document's Content-Security-Policy, exactly: its server sends it with COEP and CORP. */
  readonly framePolicy: string;
}

/** Headers of the frame's document; the policy names the hash of its one script. */
export function frameHeaders(framePolicy: string): Readonly<Record<string, string>> {
  return {
    "Content-Security-Policy": framePolicy,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-cache",
  };
}

/** A policy as an element of the document, for hosts that send no headers; there it cannot name who may frame it. */
export function policyElement(policy: string): string {
  const content = policy
    .split("; ")
    .filter((directive) => !directive.startsWith("frame-ancestors"))
    .join("; ");
  return `<meta http-equiv="Content-Security-Policy" content="${content}">`;
}

/**
 * Builds what the page engine runs: the frame's document, the kernel's worker as one classic script, and a script for
 * every group of programs. A group takes the modules that the kernel's script holds from there: one `FileError` in all.
 */
export async function buildEngine(options: EngineBuildOptions): Promise<EngineBuild> {
  const kernelEntry = options.kernelEntry ?? join(HOSTS, "kernel.worker.ts");
  const groupEntries: Record<string, string> = Object.fromEntries(
    Object.keys(GROUPS).map((name) => [name, join(GROUP_FOLDER, `${name}.ts`)]),
  );
  mkdirSync(options.outDir, { recursive: true });
  const ruff = options.python === undefined ? undefined : writeRuff(options.outDir);
  if (ruff !== undefined) {
    groupEntries.python = join(HOSTS, "python.group.ts");
    groupEntries.ruff = join(HOSTS, "ruff.group.ts");
  }

  const kernelInputs = inputsOf((await bundle({ entryPoints: [kernelEntry] })).metafile);
  const shared = new Set<string>();
  const groups: Record<string, Uint8Array> = {};
  for (const [name, entry] of Object.entries(groupEntries)) {
    groups[name] = (
      await bundle({
        entryPoints: [entry],
        globalName: "companionGroup",
        footer: { js: "globalThis.companionGroup=companionGroup;" },
        plugins: [takeFromKernel(kernelInputs, shared)],
        define: { RUFF_FILE: JSON.stringify(ruff?.file ?? ""), "import.meta.url": "undefined" },
      })
    ).code;
  }
  const kernel = await bundle({
    stdin: { contents: exposing(kernelEntry, shared), resolveDir: ROOT, loader: "ts", sourcefile: "kernel.ts" },
  });
  const loader = new TextDecoder().decode((await bundle({ entryPoints: [join(HOSTS, "frame.ts")] })).code).trim();

  const write = (name: string, code: Uint8Array): EngineAsset => {
    const hash = createHash("sha256").update(code).digest("hex").slice(0, 16);
    const file = `${name}.${hash}.js`;
    writeFileSync(join(options.outDir, file), code);
    return { file, bytes: code.length, wire: brotliCompressSync(code).length };
  };
  const manifest: EngineManifest = {
    frame: "frame.html",
    kernel: write("kernel", kernel.code),
    groups: Object.fromEntries(Object.entries(groups).map(([name, code]) => [name, write(name, code)])),
    pythonCommands: options.python === undefined ? [] : pythonCommands(),
    ...(options.python === undefined ? {} : { python: options.python }),
    ...(ruff === undefined ? {} : { ruff }),
  };
  writeFileSync(join(options.outDir, "manifest.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const hash = createHash("sha256").update(loader).digest("base64");
  const framePolicy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}' blob: 'wasm-unsafe-eval'`,
    "worker-src blob: data:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join("; ");
  writeFileSync(join(options.outDir, "frame-policy.txt"), `${framePolicy}\n`);
  const page = `<!doctype html>${policyElement(framePolicy)}<title>Engine</title><script>${loader}</script>`;
  writeFileSync(join(options.outDir, "frame.html"), page);
  return { manifest, framePolicy };
}

async function bundle(options: BuildOptions): Promise<{ code: Uint8Array; metafile: Metafile }> {
  const result = await build({
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    minify: true,
    legalComments: "none",
    charset: "ascii",
    logLevel: "warning",
    ...options,
  });
  const [file] = result.outputFiles ?? [];
  if (file === undefined || result.metafile === undefined) throw new Error("esbuild wrote nothing [this is a bug]");
  return { code: file.contents, metafile: result.metafile };
}

/** Absolute paths of the modules that a bundle holds something of. */
function inputsOf(metafile: Metafile): ReadonlySet<string> {
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  return new Set(inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => resolve(ROOT, path)));
}

/** Leaves modules of the kernel's script out of a group and notes them, to be exposed by the kernel. */
function takeFromKernel(inKernel: ReadonlySet<string>, taken: Set<string>): Plugin {
  const asking = Symbol("resolving");
  return {
    name: "take-from-kernel",
    setup(builder) {
      builder.onResolve({ filter: /./ }, async (request) => {
        if (request.kind === "entry-point" || request.pluginData === asking) return undefined;
        const found = await builder.resolve(request.path, {
          kind: request.kind,
          importer: request.importer,
          resolveDir: request.resolveDir,
          pluginData: asking,
        });
        if (found.errors.length > 0 || !inKernel.has(found.path)) return found;
        taken.add(found.path);
        return { path: found.path, namespace: "kernel" };
      });
      builder.onLoad({ filter: /./, namespace: "kernel" }, ({ path }) => ({
        contents: `module.exports = globalThis.companionModules[${JSON.stringify(moduleName(path))}];`,
        loader: "js",
      }));
    },
  };
}

function moduleName(path: string): string {
  return relative(ROOT, path);
}

/** The kernel's entry, preceded by the modules that groups take from it. */
function exposing(entry: string, shared: ReadonlySet<string>): string {
  const paths = [...shared].sort();
  const imports = paths.map((path, index) => `import * as shared${index} from ${JSON.stringify(path)};`);
  const names = paths.map((path, index) => `${JSON.stringify(moduleName(path))}: shared${index}`);
  return [
    ...imports,
    `(globalThis as Record<string, unknown>)["companionModules"] = { ${names.join(", ")} };`,
    `import ${JSON.stringify(entry)};`,
  ].join("\n");
}

/** The names of Python's programs; none of them is run for that. */
function pythonCommands(): string[] {
  const refuse = (): never => {
    throw new Error("the build runs no Python [this is a bug]");
  };
  const host = {
    startWorker: refuse,
    core: refuse,
    unit: refuse,
    loadedUnits: refuse,
    keepAnswers: true,
    lockdown: true,
  };
  return Object.keys(pythonPrograms(new PythonRunner(host, false)));
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const outDir = resolve(process.argv[2] ?? join(ROOT, "dist/engine"));
  const { manifest } = await buildEngine({ outDir });
  for (const asset of [manifest.kernel, ...Object.values(manifest.groups)]) {
    console.log(`${relative(dirname(outDir), join(outDir, asset.file))}  ${asset.bytes} bytes, ${asset.wire} brotli`);
  }
}
