/**
 * The private names of Pyodide 314.0.7 and Emscripten that this room relies on, all in one place. None of them is
 * documented: the version is pinned, and every case of `tests/cases/python` runs on an upgrade.
 */
import type { PyodideInterface } from "pyodide";

export interface NodeAttributes {
  readonly dev: number;
  readonly ino: number;
  readonly mode: number;
  readonly nlink: number;
  readonly uid: number;
  readonly gid: number;
  readonly rdev: number;
  readonly size: number;
  readonly atime: Date;
  readonly mtime: Date;
  readonly ctime: Date;
  readonly blksize: number;
  readonly blocks: number;
}

export interface FileNode {
  id: number;
  name: string;
  mode: number;
  parent: FileNode;
  mount: { type: unknown; opts: unknown };
  node_ops: NodeOperations;
  stream_ops: StreamOperations;
  mounted?: unknown;
}

export interface Stream {
  fd: number;
  flags: number;
  position: number;
  node: FileNode;
  path?: string;
  stream_ops: StreamOperations;
  seekable?: boolean;
  tty?: unknown;
}

/** Changes that `setattr` is asked for; those that are absent stay. */
export interface AttributeChange {
  readonly mode?: number;
  readonly size?: number;
  readonly atime?: number | Date;
  readonly mtime?: number | Date;
}

interface NodeOperations {
  getattr?(node: FileNode): NodeAttributes;
  setattr?(node: FileNode, change: AttributeChange): void;
  lookup?(parent: FileNode, name: string): FileNode;
  mknod?(parent: FileNode, name: string, mode: number, device: number): FileNode;
  rename?(node: FileNode, parent: FileNode, name: string): void;
  unlink?(parent: FileNode, name: string): void;
  rmdir?(parent: FileNode, name: string): void;
  readdir?(node: FileNode): string[];
  symlink?(parent: FileNode, name: string, target: string): FileNode;
  readlink?(node: FileNode): string;
}

type Bytes = Uint8Array | Int8Array;

export interface StreamOperations {
  open?(stream: Stream): void;
  dup?(stream: Stream): void;
  close?(stream: Stream): void;
  read?(stream: Stream, buffer: Bytes, offset: number, length: number, position: number): number;
  write?(stream: Stream, buffer: Bytes, offset: number, length: number, position: number): number;
  llseek?(stream: Stream, offset: number, whence: number): number;
  poll?(stream: Stream, timeout: number): number;
  ioctl?(stream: Stream, request: number, pointer: number): number;
  getattr?(stream: Stream): NodeAttributes;
  setattr?(stream: Stream, change: AttributeChange): void;
  fsync?(stream: Stream): number;
  mmap?(
    stream: Stream,
    length: number,
    position: number,
    protection: number,
    flags: number,
  ): { ptr: number; allocated: boolean };
  msync?(stream: Stream, buffer: Bytes, offset: number, length: number, flags: number): number;
}

export interface EmscriptenFileSystem {
  readonly root: FileNode;
  readonly streams: (Stream | null | undefined)[];
  readonly ErrnoError: new (errno: number) => Error & { errno: number };
  createNode(parent: FileNode | null, name: string, mode: number, device: number): FileNode;
  hashAddNode(node: FileNode): void;
  hashRemoveNode(node: FileNode): void;
  createStream(stream: Partial<Stream>, descriptor?: number): Stream;
  closeStream(descriptor: number): void;
  getStream(descriptor: number): Stream | null | undefined;
  mount(type: { mount(mount: unknown): FileNode }, options: object, path: string): FileNode;
  unmount(path: string): void;
  mkdirTree(path: string): void;
  mkdir(path: string): void;
  writeFile(path: string, data: string | Uint8Array): void;
  readdir(path: string): string[];
  readFile(path: string): Uint8Array;
  symlink(target: string, path: string): void;
  rename(from: string, to: string): void;
  chdir(path: string): void;
  cwd(): string;
  isDir(mode: number): boolean;
  analyzePath(path: string): { exists: boolean };
  lookupPath(path: string, options?: { follow?: boolean; follow_mount?: boolean }): { node: FileNode };
}

/** A socket of Emscripten's SOCKFS, as our operations keep it. */
export interface SocketNode {
  family: number;
  type: number;
  protocol: number;
  /** Ours: the kernel's number. */
  socket: number;
  /** Ours: how many descriptors are open on it. */
  owners: number;
  /** Ours: FIONBIO was set by ioctl. */
  nonBlocking: boolean;
  /** Emscripten's: what getsockopt(2) tells as SO_ERROR, once. */
  error?: number | null;
  sock_ops: object;
  stream: Stream;
  saddr?: string;
  sport?: number;
  daddr?: string;
  dport?: number;
  server?: boolean;
  [extra: string]: unknown;
}

interface SocketFileSystem {
  root: FileNode;
  stream_ops: StreamOperations;
  nextname(): string;
  createSocket(family: number, type: number, protocol: number): SocketNode;
}

/** The functions that WebAssembly imports from JavaScript and that we replace. */
export type WasmImports = Record<string, Record<string, unknown>>;

export interface EmscriptenModule {
  FS: EmscriptenFileSystem;
  SOCKFS: SocketFileSystem;
  API: {
    pyVersionTuple?: [number, number, number];
    sitePackages?: string;
    finalizeBootstrap?: unknown;
    restoreSnapshot?: unknown;
  };
  HEAP8: Int8Array<ArrayBuffer>;
  HEAP16: Int16Array<ArrayBuffer>;
  HEAP32: Int32Array<ArrayBuffer>;
  HEAPU8: Uint8Array<ArrayBuffer>;
  HEAPU32: Uint32Array<ArrayBuffer>;
  ENV: Record<string, string>;
  UTF8ToString(pointer: number): string;
  stringToNewUTF8?(text: string): number;
  growMemory(bytes: number): boolean;
  addFunction(callback: (...values: [number, number, number]) => number, signature: string): number;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  stackSave(): number;
  stackRestore(pointer: number): void;
  stackStop: number;
  jspiSupported: boolean;
  validSuspender: { value: unknown };
  /** Makes what JavaScript has thrown the exception that is set in Python. */
  handle_js_error: (error: unknown) => void;
  promisingApply(
    callable: number,
    positional: unknown[],
    count: number,
    names: unknown[],
    keywords: number,
    exception: number,
  ): Promise<unknown[]>;
  PyProxy_getPtr(proxy: unknown): number;
  _PyErr_SetInterruptEx(signal: number): number;
  _PyErr_CheckSignals(): number;
  _PyErr_SetRaisedException(exception: number): void;
  /** Throws the exception that is set as a JavaScript error. */
  _pythonexc2js(): never;
  _PyThreadState_Get(): number;
  _PyUnstable_ThreadState_SetStackProtection(state: number, base: number, size: number): number;
  _Py_DecRef(object: number): void;
}

/** What `loadPyodide` hands to `createPyodideModule`, as far as we change it. */
export interface ModuleSettings {
  thisProgram?: string;
  print?: (line: string) => void;
  printErr?: (line: string) => void;
  preRun: ((module: EmscriptenModule) => void | Promise<void>)[];
  instantiateWasm: (
    imports: WasmImports,
    receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ) => object;
}

export interface PrivatePyodide extends PyodideInterface {
  _module: EmscriptenModule;
  _api: EmscriptenModule["API"];
  makeMemorySnapshot(): Uint8Array<ArrayBuffer>;
}

export const MODE = {
  mask: 0o170000,
  directory: 0o040000,
  file: 0o100000,
  symlink: 0o120000,
  character: 0o020000,
  fifo: 0o010000,
  socket: 0o140000,
} as const;
