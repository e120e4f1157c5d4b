import { closeSync, constants, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Jobserver } from "#make";
import { childProcess } from "./child-process.ts";

/** A jobserver on real descriptors, as other makes know it. Manual: "POSIX Jobserver Interaction". */
export interface NodeJobserver extends Jobserver {
  /** What a command finds on its descriptors: [number there, descriptor here]. */
  readonly descriptors: readonly (readonly [number, number])[];
}

/** While no token is there, it is looked for this often. */
const LOOK_MS = 10;

function jobserver(read: number, write: number, auth: readonly [number, number], own: boolean): NodeJobserver {
  const byte = new Uint8Array(1);
  const tryAcquire = (): number | undefined => {
    try {
      return readSync(read, byte, 0, 1, null) === 1 ? byte[0] : undefined;
    } catch {
      return undefined; // EAGAIN: all are taken
    }
  };
  return {
    descriptors: own
      ? [
          [auth[0], read],
          [auth[1], write],
        ]
      : [
          [auth[0], auth[0]],
          [auth[1], auth[1]],
        ],
    tryAcquire,
    acquire: async (wanted) => {
      for (;;) {
        if (!wanted()) return undefined;
        const token = tryAcquire();
        if (token !== undefined) return token;
        await new Promise((later) => setTimeout(later, LOOK_MS));
      }
    },
    release: (token) => void writeSync(write, new Uint8Array([token])),
    close: () => {
      closeSync(read);
    },
  };
}

/** A new jobserver with so many tokens, over a FIFO that has no name any more; undefined where there are no FIFOs. */
export function createJobserver(tokens: number, auth: readonly [number, number]): NodeJobserver | undefined {
  const folder = mkdtempSync(join(tmpdir(), "make-jobs-"));
  try {
    const path = join(folder, "tokens");
    childProcess().execFileSync("mkfifo", [path], { stdio: "ignore" });
    const both = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    if (tokens > 0) writeSync(both, new Uint8Array(tokens).fill(43));
    return jobserver(both, both, auth, true);
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The jobserver of the make above; undefined when the descriptors are none. */
export function joinJobserver(auth: readonly [number, number]): NodeJobserver | undefined {
  try {
    if (!auth.every((descriptor) => fstatSync(descriptor).isFIFO())) return undefined;
    // Opened anew, so that reading does not wait and the others' descriptors stay as they are.
    const read = openSync(`/proc/self/fd/${auth[0]}`, constants.O_RDONLY | constants.O_NONBLOCK);
    return jobserver(read, auth[1], auth, false);
  } catch {
    return undefined;
  }
}
