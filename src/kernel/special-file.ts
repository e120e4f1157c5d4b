import { FileError, type OpenFile } from "#files";
import { openDevice } from "./device.ts";
import { Handle, type HandleOwner } from "./handle.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** The opener of a special file: its own descriptors and its terminal are what some names stand for. */
export interface SpecialOpener extends HandleOwner {
  readonly descriptors: ReadonlyMap<number, OpenFile>;
  readonly sessionTerminal: Terminal | undefined;
}

const STANDARD: Readonly<Record<string, number>> = { "/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2 };

/** Opens a device, /dev/tty, or one of the opener's own descriptors; undefined when the path is none of these. */
export function openSpecial(path: string, opener: SpecialOpener): OpenFile | undefined {
  if (!path.startsWith("/dev/")) return undefined;
  const own = STANDARD[path] ?? (/^\/dev\/fd\/\d+$/.test(path) ? Number(path.slice("/dev/fd/".length)) : undefined);
  if (own !== undefined) {
    const file = opener.descriptors.get(own);
    if (file === undefined) throw new FileError("ENOENT", path);
    return file.dup();
  }
  if (path === "/dev/tty") {
    if (opener.sessionTerminal === undefined) throw new FileError("ENXIO", path);
    return new Handle(opener.sessionTerminal, opener);
  }
  const device = openDevice(path);
  return device && new Handle(device, opener);
}
