import type { FileSystemAPI, FileSystemTree, SpawnOptions, Unsubscribe, WebContainerProcess } from "@webcontainer/api";

/**
 * A machine that runs a lab: the part of `@webcontainer/api`'s `WebContainer` that this site uses, by its own types,
 * so that whoever knows WebContainer knows this. `PageEngine` and `WebContainerEngine` implement it; one contract
 * suite (`tests/contract/engine`) runs against both.
 *
 * Paths of `fs`, `mount` and `export` are relative to `workdir`. Names that differ from Node's `fs.promises` do so
 * in `@webcontainer/api` too. Every call rejects after `teardown`.
 */
export interface Engine {
  /** Which one it is, for the page to say. */
  readonly name: "page" | "webcontainer";
  /** The absolute working directory that a lab is mounted in. */
  readonly workdir: string;
  readonly fs: EngineFiles;
  /** Puts a tree of files below the working directory; existing files of other names stay. */
  mount(tree: FileSystemTree, options?: { mountPoint?: string }): Promise<void>;
  /** The tree below a path, as it is now, in the shape that `mount` takes. */
  export(path: string, options?: { format?: "json"; excludes?: string[] }): Promise<FileSystemTree>;
  /** Starts a command of the machine's PATH. With `terminal`, its output is a terminal of that size. */
  spawn(command: string, args: readonly string[], options?: EngineSpawnOptions): Promise<EngineProcess>;
  on(event: "port", listener: (port: number, type: "open" | "close", url: string) => void): Unsubscribe;
  on(event: "server-ready", listener: (port: number, url: string) => void): Unsubscribe;
  /** The machine itself failed: a worker died, memory ran out. Processes end before it is told. */
  on(event: "error", listener: (error: { message: string }) => void): Unsubscribe;
  /** What is being fetched before the machine or a program can start; `total` is known before the first byte. */
  on(event: "download", listener: (progress: DownloadProgress) => void): Unsubscribe;
  /**
   * Sends one request to a port of the machine's loopback and answers as soon as the response's head is there. Plain
   * data, because `Request` and `Response` drop what a preview needs: Cookie, Host, Origin, Set-Cookie. Rejects with
   * a `TypeError` when nothing listens there.
   */
  request(port: number, request: LoopbackRequest): Promise<LoopbackResponse>;
  /** Ends every process and frees the machine. */
  teardown(): void;
}

export type EngineFiles = Pick<
  FileSystemAPI,
  "readdir" | "readFile" | "writeFile" | "mkdir" | "rm" | "rename" | "watch"
>;

export type EngineSpawnOptions = Pick<SpawnOptions, "cwd" | "env" | "terminal" | "output">;

/** A running command. */
export interface EngineProcess extends Pick<WebContainerProcess, "input" | "output" | "exit" | "resize"> {
  /**
   * Sends a signal, SIGTERM unless told: with a terminal to its foreground process group (the job that an interactive
   * shell runs, or the shell itself at its prompt), else to the process group. WebContainer's own takes no signal.
   */
  kill(signal?: "SIGINT" | "SIGTERM" | "SIGKILL" | "SIGHUP"): void;
}

export interface DownloadProgress {
  /** What is downloaded, in the reader's words: "Python 3.14". */
  readonly what: string;
  /** Bytes over the wire, so far and in all. Equal at the end. */
  readonly received: number;
  readonly total: number;
}

export interface LoopbackRequest {
  readonly method: string;
  /** The request target: path and query, e.g. "/add/2/3?x=1". */
  readonly path: string;
  /** As they go over the wire, in order. Host, Content-Length and Connection are added where they are missing. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array;
  /** Ends the request; the connection is closed. */
  readonly signal?: AbortSignal;
}

export interface LoopbackResponse {
  readonly status: number;
  /** The reason phrase as the server sent it; may be empty. */
  readonly reason: string;
  /** In order, repeated ones (Set-Cookie) apart. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The decoded body (chunks joined, still content-encoded), as it comes. Cancelling it closes the connection. */
  readonly body: ReadableStream<Uint8Array>;
}
