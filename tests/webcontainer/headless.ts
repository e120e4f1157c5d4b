/**
 * The script of the stand-in's frame: what stands at `<origin>/headless` of the hosted service. It speaks the wire
 * protocol of `@webcontainer/api` 1.6 (its own vendored Comlink) to the page, and JSON over a WebSocket to the backend.
 * It imitates the service's habits: everything is proxied, output comes as Uint8Array, output streams never close.
 */
import { Comlink } from "@webcontainer/api/dist/vendor/index.js";
import type { WireTree } from "./tree.ts";
import type { FromBackend, Scenario, ToBackend } from "./wire.ts";

type OutputListener = ((bytes: Uint8Array) => void) | undefined;
interface RunningProcess {
  output: OutputListener;
  ended: (status: number) => void;
}

const scenario = JSON.parse(document.body.dataset.scenario ?? "{}") as Scenario;
let socket: WebSocket | undefined;
const calls = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
const processes = new Map<number, RunningProcess>();
/** Output that came before `run` had answered the process's number. */
const early = new Map<number, FromBackend[]>();
const watchers = new Map<number, (event: string, name: string) => void>();
const listeners = new Map<string, Set<(...args: unknown[]) => void>>();
let next = 1;
let dead = false;

function send(message: ToBackend): void {
  if (!dead) socket?.send(JSON.stringify(message));
}

function call(method: Extract<ToBackend, { type: "call" }>["method"], ...args: unknown[]): Promise<unknown> {
  const id = next++;
  return new Promise((resolve, reject) => {
    calls.set(id, { resolve, reject });
    send({ type: "call", id, method, args });
  });
}

function toProcess(id: number, message: Extract<FromBackend, { type: "output" | "exit" }>): void {
  const process = processes.get(id);
  if (process === undefined) {
    early.set(id, [...(early.get(id) ?? []), message]);
    return;
  }
  if (message.type === "output")
    process.output?.(Uint8Array.from(atob(message.base64), (letter) => letter.charCodeAt(0)));
  else process.ended(message.status);
}

function fire(event: string, ...args: unknown[]): void {
  for (const listener of listeners.get(event) ?? []) listener(...args);
}

/** A container of its own behind a socket of its own: a frame may build one after another. */
async function connect(): Promise<void> {
  const fresh = new WebSocket(`${location.origin.replace("http", "ws")}/backend`);
  await new Promise<void>((resolve) => fresh.addEventListener("open", () => resolve()));
  fresh.addEventListener("message", (event: MessageEvent<string>) => receive(JSON.parse(event.data) as FromBackend));
  socket = fresh;
}

function receive(message: FromBackend): void {
  if (dead) return;
  switch (message.type) {
    case "result":
      calls.get(message.id)?.resolve(message.value);
      break;
    case "failure":
      calls.get(message.id)?.reject(new Error(message.message));
      break;
    case "output":
    case "exit":
      toProcess(message.process, message);
      break;
    case "watch":
      watchers.get(message.watcher)?.(message.event, message.name);
      break;
    case "port":
      fire("port", message.port, message.state, message.url);
      if (message.state === "open") fire("server-ready", message.port, message.url);
  }
}

function toBase64(bytes: Uint8Array): string {
  let letters = "";
  for (let at = 0; at < bytes.length; at += 8192) letters += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(letters);
}
const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

const files = {
  readFile: async (path: string, encoding?: string | null) => {
    const bytes = fromBase64((await call("readFile", path)) as string);
    return encoding ? new TextDecoder().decode(bytes) : bytes;
  },
  writeFile: (path: string, data: string | Uint8Array) =>
    call("writeFile", path, toBase64(typeof data === "string" ? new TextEncoder().encode(data) : data)),
  readdir: async (path: string, options?: { withFileTypes?: boolean } | null) => {
    const entries = (await call("readdir", path)) as { name: string; directory: boolean }[];
    return options?.withFileTypes
      ? entries.map((entry) => ({ name: entry.name, "Symbol(type)": entry.directory ? 2 : 1 }))
      : entries.map((entry) => entry.name);
  },
  mkdir: (path: string, options?: { recursive?: boolean }) => call("mkdir", path, options?.recursive === true),
  rm: (path: string, options: object = {}) => call("rm", path, options),
  rename: (from: string, to: string) => call("rename", from, to),
  watch: async (
    path: string,
    options: { recursive?: boolean } | null,
    listener: (event: string, name: string) => void,
  ) => {
    const id = (await call("watch", path, options?.recursive === true)) as number;
    watchers.set(id, listener);
    return Comlink.proxy({
      close: async () => {
        watchers.delete(id);
        await call("unwatch", id);
      },
    });
  },
};

async function run(
  options: object,
  _stdout: OutputListener,
  _stderr: OutputListener,
  output: OutputListener,
): Promise<unknown> {
  const id = (await call("run", options)) as number;
  const onExit = new Promise<number>((ended) => processes.set(id, { output, ended }));
  for (const message of early.get(id) ?? [])
    if (message.type === "output" || message.type === "exit") toProcess(id, message);
  early.delete(id);
  if (scenario.kind === "silent-death") setTimeout(() => (dead = true), scenario.afterMs);
  return Comlink.proxy({
    onExit,
    write: (text: string) => send({ type: "input", process: id, text }),
    resize: ({ cols, rows }: { cols: number; rows: number }) =>
      send({ type: "resize", process: id, columns: cols, rows }),
    kill: () => send({ type: "kill", process: id }),
  });
}

const server = {
  build: async () => {
    await connect();
    const info = (await call("build").catch((error: unknown) => {
      socket?.close();
      throw error;
    })) as { cwd: string; path: string };
    return Comlink.proxy({
      fs: () => Comlink.proxy(files),
      previewScript: () => Comlink.proxy({}),
      runtimeInfo: () => info,
      run,
      loadFiles: (payload: Uint8Array, options: { mountPoints?: string }) =>
        call("loadFiles", JSON.parse(new TextDecoder().decode(payload)) as WireTree, options.mountPoints),
      serialize: async (path: string, options: { excludes?: string[] }) =>
        new TextEncoder().encode(JSON.stringify(await call("serialize", path, options.excludes))),
      on: (event: string, listener: (...args: unknown[]) => void) => {
        const set = listeners.get(event) ?? new Set();
        listeners.set(event, set.add(listener));
        return Comlink.proxy(() => set.delete(listener));
      },
      setPreviewScript: () => undefined,
      setCredentials: () => undefined,
      teardown: () => {
        listeners.clear();
        socket?.close();
      },
    });
  },
};

const init = (): void => {
  const { port1, port2 } = new MessageChannel();
  Comlink.expose(server, port1);
  parent.postMessage({ type: "init" }, "*", [port2]);
};

if (scenario.kind === "late-init") setTimeout(init, scenario.afterMs);
else if (scenario.kind !== "no-init") init();
