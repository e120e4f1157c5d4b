/** What the Python half asks for, as the module `_companion_kernel`: plain numbers and text in both directions. */
import type { Stream } from "./emscripten.ts";
import { setFirstPath } from "./interpreter-config.ts";
import type { Interpreter } from "./interpreter.ts";
import type { LiveFiles } from "./live-files.ts";
import { mixScrypt } from "./scrypt.ts";
import { withoutSuspension } from "./suspension.ts";
import { CALL, OPEN } from "./system-call.ts";

/** O_NONBLOCK, for pipes that Python makes. */
const READ = 0;

interface PythonBytes {
  toJs(): Uint8Array<ArrayBuffer>;
  destroy(): void;
}

export function pythonBridge(
  { module, calls, descriptors, sockets, pyodide, index, clock }: Interpreter,
  files: LiveFiles,
  /** From here on a signal is an exception in Python, or what its handler does. */
  takeSignals: () => void,
) {
  const { end } = calls;
  const shared = new Set<Stream>();
  return {
    /** Waits; negative when a signal came. */
    sleep: (milliseconds: number) => end.call(CALL.sleep, milliseconds),
    inline_thread: (id: number) => {
      end.inlineThread = id;
    },
    exit: (status: number) => end.call(CALL.exit, status),
    chdir: (path: string) => calls.text(CALL.chdir, path),
    /** link(2), of absolute paths. */
    link: (existing: string, path: string) => calls.text(CALL.link, `${existing}\0${path}`),
    /** tzset(3), by the value of TZ; undefined where there is none. */
    set_time_zone: (name: string | undefined) =>
      clock.set(name, (path) => (module.FS.analyzePath(path).exists ? module.FS.readFile(path) : undefined)),
    umask: (mask: number) => end.call(CALL.umask, mask),
    identity: () => {
      end.call(CALL.identity);
      return [0, 1, 2, 3, 4].map((index) => end.value(index));
    },
    set_group: (pid: number, group: number) => end.call(CALL.setGroup, pid, group),
    signal_action: (signal: number, action: number) => end.call(CALL.signalAction, signal, action),
    /** setitimer(2), ITIMER_REAL: answers what was left of the one before, and its interval. */
    timer: (milliseconds: number, interval: number) => [end.call(CALL.timer, milliseconds, interval), end.value(0)],
    kill: (pid: number, signal: number) => end.call(CALL.kill, pid, signal),
    wait: (pid: number, noHang: boolean) => {
      const found = end.call(CALL.wait, pid, noHang ? 1 : 0);
      const status = end.value(0);
      // What a child wrote into a file that it shares with us moved our position as well.
      if (found > 0)
        for (const stream of shared) {
          const handle = files.handleOf(stream);
          if (handle === undefined || end.call(CALL.statHandle, handle) < 0) shared.delete(stream);
          else if ((stream.flags & OPEN.accessMode) !== READ) stream.position = Math.max(stream.position, end.value(1));
        }
      return [found, status];
    },
    /** A pipe of the kernel, as two descriptors of Python. */
    pipe: () => {
      end.call(CALL.pipe);
      const [read, write] = [end.value(0), end.value(1)];
      return [descriptors.open(read, READ).fd, descriptors.open(write, OPEN.write).fd];
    },
    /** Two connected sockets, as two descriptors of Python; or a negated error number alone. */
    socket_pair: () => sockets.pair(),
    spawn: (request: string) => calls.text(CALL.spawn, request),
    exec: (request: string) => calls.text(CALL.exec, request),
    /** Where a descriptor of Python leads, as JSON of a `SpawnDescriptor`'s source; undefined when a child cannot have it. */
    source_of: (descriptor: number): string | undefined => {
      const stream = module.FS.getStream(descriptor);
      if (stream === null || stream === undefined) return undefined;
      const number = descriptors.kernelNumber(stream);
      if (number !== undefined) return JSON.stringify({ kind: "descriptor", descriptor: number });
      const socket = sockets.number(stream);
      if (socket !== undefined) return JSON.stringify({ kind: "socket", socket });
      const handle = files.handleOf(stream);
      if (handle !== undefined) {
        shared.add(stream);
        return JSON.stringify({ kind: "handle", handle, position: stream.position });
      }
      const path = stream.path;
      if (path === undefined || path === "") return undefined;
      return JSON.stringify({ kind: "path", path, flags: stream.flags, position: stream.position });
    },
    /** What `sys.path` begins with, for the errors that name a file which hides a library. */
    first_path: (path: string) => setFirstPath(module, path),
    /** The first names below site-packages of a shipped distribution. */
    top_names: (name: string) =>
      [
        ...new Set(
          index.units
            .filter((unit) => unit.name === name || unit.name === `${name}.source`)
            .flatMap((unit) => unit.files.map(([path]) => path.split("/")[1] ?? ""))
            .filter((top) => top !== "__pycache__"),
        ),
      ].join("\n"),
    take_signals: takeSignals,
    check_signals: withoutSuspension(
      () => module,
      () => module._PyErr_CheckSignals(),
    ),
    /** The part of scrypt that Python would be too slow for: `blocks` are bytes of Python. */
    mix_scrypt: (blocks: PythonBytes, n: number, r: number): Uint8Array => {
      const bytes = blocks.toJs().slice();
      blocks.destroy();
      mixScrypt(bytes, n, r);
      return bytes;
    },
    memory: () => module.HEAP8.length,
    version: () => pyodide.version,
  };
}
