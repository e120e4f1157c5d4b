/**
 * Makes of Pyodide's standard library and the locked wheels what the site ships (see `#python`, archive.ts): modules
 * compiled by the very interpreter that will run them, sources apart, nothing that no program reads.
 */
import { promisify } from "node:util";
import { brotliCompress, brotliCompressSync } from "node:zlib";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { ZONES, type ArchiveIndex, type Distribution, type Unit } from "#python";
import { brotliOptions } from "./brotli.ts";
import { cacheFolder, sha256 } from "./python-cache.ts";
import { compileModules } from "./python-compile.ts";
import { describeDistribution, licenseTexts, type LicenseText } from "./python-metadata.ts";
import { fetchWheels, readLock, WheelsMissing } from "./wheels.ts";

/** Grows when the archive's making changes. */
const RECIPE = 5;

/** What is made: everything lies in `folder`. */
export interface PythonArchive {
  readonly folder: string;
  readonly index: ArchiveIndex;
  /** Why no distribution is in it, when the wheels could not be had. */
  readonly withoutWheels: string | undefined;
}

export const PYODIDE_FOLDER = dirname(createRequire(import.meta.url).resolve("pyodide/package.json"));

type Files = Map<string, Uint8Array>;

/** Makes the archive, or finds it in the cache. */
export async function buildPythonArchive(log: (line: string) => void = () => undefined): Promise<PythonArchive> {
  const pyodide = (JSON.parse(readFileSync(join(PYODIDE_FOLDER, "package.json"), "utf8")) as { version: string })
    .version;
  let wheels = new Map<string, string>();
  let withoutWheels: string | undefined;
  try {
    wheels = fetchWheels();
  } catch (error) {
    if (!(error instanceof WheelsMissing)) throw error;
    withoutWheels = error.message;
    log(`Python is built without packages: ${error.message}`);
  }
  const locked = readLock().filter(({ name }) => wheels.has(name));
  const key = sha256(JSON.stringify([RECIPE, pyodide, locked])).slice(0, 16);
  const folder = join(cacheFolder(), `python-${key}`);
  const indexPath = join(folder, "index.json");
  if (existsSync(indexPath))
    return { folder, index: JSON.parse(readFileSync(indexPath, "utf8")) as ArchiveIndex, withoutWheels };

  const working = `${folder}.${process.pid}`;
  mkdirSync(working, { recursive: true });
  const units: Unit[] = [];
  const distributions: Distribution[] = [];
  const licenses: Record<string, readonly LicenseText[]> = {};

  const library = unzip(readFileSync(join(PYODIDE_FOLDER, "python_stdlib.zip")));
  for (const path of library.keys())
    if (/^(site-packages|ensurepip)\//.test(path) || path.endsWith("/")) library.delete(path);
  likeCPython(library);
  const contents: { name: string; files: Files }[] = [{ name: "python", files: library }];
  for (const [name, path] of [...wheels].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const files = unzip(readFileSync(path));
    distributions.push(describeDistribution(name, files));
    licenses[name] = licenseTexts(files);
    if (name === "tzdata") {
      contents.push({ name, files: timeZones(files) });
      continue;
    }
    const kept = new Map([...files].flatMap(([at, bytes]) => trim(at, bytes)));
    contents.push({ name, files: new Map([...kept].map(([at, bytes]) => [`site-packages/${at}`, bytes])) });
  }
  log(`compiling ${contents.reduce((sum, { files }) => sum + files.size, 0)} files`);
  const compiled = await compileModules(contents.map(({ files }) => files));
  const metadata: Files = new Map();
  contents.forEach(({ name, files }, index) => {
    const source = new Map([...files].filter(([path]) => path.endsWith(".py")));
    const running = new Map([...files].filter(([path]) => !path.endsWith(".py")));
    for (const [path, bytes] of compiled[index] ?? []) running.set(path, bytes);
    // Whoever looks for plugins reads what every distribution says about itself.
    for (const [path, bytes] of running)
      if (path.includes(".dist-info/")) {
        metadata.set(path, bytes);
        running.delete(path);
      }
    if (name === "python") {
      const more = new Map([...running].filter(([path]) => isLessUsed(path)));
      for (const path of more.keys()) running.delete(path);
      units.push(writeUnit(working, "python.more", more));
    }
    units.push(writeUnit(working, name, running), writeUnit(working, `${name}.source`, source));
  });
  units.push(writeUnit(working, "metadata", metadata));
  const python = "3.14.2";
  const index: ArchiveIndex = { pyodide, python, units, distributions };
  writeFileSync(join(working, "licenses.json"), JSON.stringify(licenses));
  writeFileSync(join(working, "index.json"), JSON.stringify(index));
  renameSync(working, folder);
  return { folder, index, withoutWheels };
}

/** Compresses what `writeCompressed` will write, beside other work. */
export async function compressAhead(file: string, bytes: Uint8Array): Promise<void> {
  const kept = compressedFile(bytes);
  if (!existsSync(kept)) keep(kept, await promisify(brotliCompress)(bytes, brotliOptions(file, bytes.length)));
}

/** Writes a file and beside it what goes over the wire, which it answers the size of. What was compressed is kept. */
export function writeCompressed(folder: string, file: string, bytes: Uint8Array): number {
  const kept = compressedFile(bytes);
  if (!existsSync(kept)) keep(kept, brotliCompressSync(bytes, brotliOptions(file, bytes.length)));
  writeFileSync(join(folder, file), bytes);
  copyFileSync(kept, join(folder, `${file}.br`));
  return statSync(kept).size;
}

function compressedFile(bytes: Uint8Array): string {
  return join(cacheFolder(), "compressed", `${sha256(bytes)}.br`);
}

function keep(path: string, compressed: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, compressed);
  renameSync(`${path}.${process.pid}`, path);
}

/** Writes one file of bytes; answers where each path lies in it. Modules come in the order of their names. */
export function writeUnit(folder: string, name: string, files: Files): Unit {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const bytes = new Uint8Array(sorted.reduce((sum, [, part]) => sum + part.length, 0));
  let at = 0;
  for (const [, part] of sorted) {
    bytes.set(part, at);
    at += part.length;
  }
  const file = `${name}-${sha256(bytes).slice(0, 12)}.bin`;
  const paths = sorted.map(([path, part]) => [path, part.length] as const);
  return { name, file, bytes: bytes.length, wire: writeCompressed(folder, file, bytes), files: paths };
}

function unzip(bytes: Uint8Array): Files {
  return new Map(Object.entries(unzipSync(bytes)));
}

/** Where Pyodide changed the library to speak of itself, CPython's words. */
function likeCPython(library: Files): void {
  const path = "zoneinfo/_common.py";
  const text = new TextDecoder().decode(library.get(path));
  const aside = /^ {8}import sys\n {8}if "tzdata" not in sys\.modules:\n(?: {12}.*\n)+/m;
  if (!aside.test(text)) throw new Error(`${path} of Pyodide is another one [this is a bug]`);
  library.set(path, new TextEncoder().encode(text.replace(aside, "")));
}

/** The zones themselves, where Linux has them: the package that carries them is none of the reader's. */
function timeZones(files: Files): Files {
  const zones = [...files].flatMap(([path, bytes]): [string, Uint8Array][] => {
    const name = path.split("tzdata/zoneinfo/")[1];
    if (name === undefined || name === "" || NO_ZONE.test(name)) return [];
    return [[`${ZONES}/${name}`, bytes]];
  });
  return new Map(zones);
}

/** What a wheel of zones has beside them. */
const NO_ZONE = /\/$|\.py$|^(tzdata\.zi|leapseconds|zone1970\.tab|zonenow\.tab)$/;

/** Codecs that a program meets without naming them. */
const CODECS =
  /^encodings\/__pycache__\/(__init__|aliases|ascii|utf_8|utf_8_sig|latin_1|idna|unicode_escape|punycode)\./;

/** Folders and modules of the standard library that the programs of a course of tests and servers seldom import. */
const LESS_USED =
  /^(__pycache__\/(_pydecimal|_pyio|_pydatetime|_py_abc|_markupbase|antigravity|bdb|cProfile|cmd|compileall|dbm|doctest|filecmp|fileinput|fractions|ftplib|imaplib|mailbox|modulefinder|netrc|nturl2path|optparse|pdb|pickletools|plistlib|poplib|profile|pstats|pyclbr|pydoc|rlcompleter|sched|smtplib|statistics|symtable|tabnanny|tarfile|this|trace|turtle|tty|wave|webbrowser|xdrlib|zipapp|_aix_support|_android_support|_apple_support|_ios_support|_osx_support)\.|pydoc_data|idlelib|turtledemo|tkinter|lib2to3|ensurepip|xml\/|xmlrpc|sqlite3|ctypes|multiprocessing|wsgiref|dbm|_pyrepl|curses|encodings\/|test\/|profiling)/;

function isLessUsed(path: string): boolean {
  return LESS_USED.test(path) && !CODECS.test(path);
}

/** Lexers of Pygments that a course of Python, web pages and configuration meets; the rest is a megabyte. */
const LEXERS =
  /^pygments\/lexers\/(__init__|_mapping|_builtins|python|diff|special|shell|console|data|html|javascript|css|templates|sql|configs|markup|make|c_cpp|c_like|jvm|ruby|perl|php|actionscript|_css_builtins|_php_builtins|textfmts)\.py$/;

const LEFT_OUT = [
  /\/tests?\//,
  /\.(pyi|so\.map|c|h|pyx|pxd)$/,
  /\/py\.typed$/,
  /\.dist-info\/(RECORD|INSTALLER|WHEEL|PYODIDE_SOURCE|direct_url\.json|(licenses|sboms)\/.*|LICEN[CS]E.*|COPYING.*|AUTHORS.*|NOTICE.*)$/,
  /^pydantic\/v1\//,
  /^(bin|scripts)\//,
];

function trim(path: string, bytes: Uint8Array): [string, Uint8Array][] {
  if (path.endsWith("/") || LEFT_OUT.some((pattern) => pattern.test(path))) return [];
  if (path.startsWith("pygments/lexers/") && !LEXERS.test(path)) return [];
  // MarkupSafe comes for another machine; its module in Python does the same.
  if (path.endsWith(".cpython-314-x86_64-linux-gnu.so")) return [];
  if (path.endsWith(".dist-info/METADATA")) {
    const head = new TextDecoder().decode(bytes).split("\n\n", 1)[0] ?? "";
    return [[path, new TextEncoder().encode(`${head}\n`)]];
  }
  return [[path, bytes]];
}
