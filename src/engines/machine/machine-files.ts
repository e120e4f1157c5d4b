import type { FSWatchCallback } from "@webcontainer/api";
import { decodeUtf8, encodeUtf8 } from "#base";
import { directoryEntries } from "#protocol";
import type { EngineFiles } from "../engine.ts";
import { MachineRefusal, type MachineCall, type MachineLink } from "./machine-link.ts";

/** Listeners of `fs.watch`, by their numbers. */
export type Watches = Map<number, (event: "rename" | "change", name: string) => void>;

/** `fs` of a machine: Node's `fs.promises` as far as WebContainer has it, with Node's errors. */
export function machineFiles(link: () => Promise<MachineLink>, watches: Watches): EngineFiles {
  const ask = async (syscall: string, path: string, call: MachineCall): Promise<unknown> => {
    try {
      return await (await link()).call(call);
    } catch (error) {
      throw error instanceof MachineRefusal ? nodeError(error, syscall, path) : error;
    }
  };

  const readdir = async (path: string, options?: unknown): Promise<unknown> => {
    const entries = await ask("scandir", path, { type: "list", path });
    if (!directoryEntries(entries)) throw new TypeError("the machine answered no list of names");
    const encoding = typeof options === "string" ? options : option(options, "encoding");
    const name = (text: string): string | Uint8Array => (encoding === "buffer" ? encodeUtf8(text) : text);
    if (option(options, "withFileTypes") !== true) return entries.map((entry) => name(entry.name));
    return entries.map((entry) => ({
      name: name(entry.name),
      isFile: () => entry.kind === "file",
      isDirectory: () => entry.kind === "directory",
    }));
  };

  const readFile = async (path: string, encoding?: string | null): Promise<unknown> => {
    const bytes = await ask("open", path, { type: "read-file", path });
    if (!(bytes instanceof Uint8Array)) throw new TypeError("the machine answered no bytes");
    if (encoding === undefined || encoding === null) return bytes;
    checkEncoding(encoding);
    return decodeUtf8(bytes);
  };

  return {
    readdir: readdir as EngineFiles["readdir"],
    readFile: readFile as EngineFiles["readFile"],
    async writeFile(path, data, options) {
      const encoding = typeof options === "string" ? options : options?.encoding;
      if (typeof data === "string" && encoding !== undefined && encoding !== null) checkEncoding(encoding);
      const bytes = typeof data === "string" ? encodeUtf8(data) : data;
      await ask("open", path, { type: "write-file", path, bytes: bytes.slice() });
    },
    mkdir: (async (path: string, options?: { recursive?: boolean }) => {
      const recursive = options?.recursive === true;
      await ask("mkdir", path, { type: "make-directory", path, recursive });
      return recursive ? path : undefined;
    }) as EngineFiles["mkdir"],
    async rm(path, options) {
      const { recursive = false, force = false } = options ?? {};
      await ask("rm", path, { type: "remove", path, recursive, force });
    },
    async rename(from, to) {
      await ask("rename", from, { type: "rename", from, to });
    },
    watch: (path: string, options?: unknown, listener?: FSWatchCallback) => {
      const callback = typeof options === "function" ? (options as FSWatchCallback) : listener;
      const recursive = option(options, "recursive") === true;
      let closed = false;
      let stop: (() => void) | undefined;
      void link().then((ready) => {
        if (closed) return;
        const watch = ready.number();
        watches.set(watch, (event, name) => callback?.(event, name));
        stop = () => {
          watches.delete(watch);
          ready.send({ type: "unwatch", watch });
        };
        // What cannot be watched is never told of: WebContainer's watch has no way to refuse either.
        ready.call({ type: "watch", watch, path, recursive }).catch(() => watches.delete(watch));
      });
      return {
        close() {
          closed = true;
          stop?.();
        },
      };
    },
  };
}

function option(options: unknown, name: string): unknown {
  return typeof options === "object" && options !== null ? (options as Record<string, unknown>)[name] : undefined;
}

function checkEncoding(encoding: string): void {
  if (!/^utf-?8$/i.test(encoding))
    throw new TypeError(`encoding ${encoding}: only utf-8 is known; read or write bytes`);
}

/** "ENOENT: no such file or directory, open 'x'", as Node has it, with `code`. */
function nodeError({ code, message }: MachineRefusal, syscall: string, path: string): Error {
  const reason = message.charAt(0).toLowerCase() + message.slice(1);
  return Object.assign(new Error(`${code}: ${reason}, ${syscall} '${path}'`), { code, syscall, path });
}
