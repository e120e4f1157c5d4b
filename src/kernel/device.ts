import { FileError } from "#files";
import { Description } from "./description.ts";

interface Behaviour {
  /** Up to `max` bytes, or null at the end. */
  read(max: number): Uint8Array | null;
  write(bytes: Uint8Array, path: string): void;
}

const discard = (): void => undefined;

function random(max: number): Uint8Array {
  // getRandomValues refuses more than this at once.
  return crypto.getRandomValues(new Uint8Array(Math.min(max, 65536)));
}

/** null(4), full(4), random(4). /dev/tty and /dev/std* are the opener's own files, not devices of their own. */
const DEVICES: Readonly<Record<string, Behaviour>> = {
  "/dev/null": { read: () => null, write: discard },
  "/dev/zero": { read: (max) => new Uint8Array(Math.min(max, 65536)), write: discard },
  "/dev/full": {
    read: (max) => new Uint8Array(Math.min(max, 65536)),
    write: (_bytes, path) => {
      throw new FileError("ENOSPC", path);
    },
  },
  "/dev/random": { read: random, write: discard },
  "/dev/urandom": { read: random, write: discard },
};

/** Names that /dev holds in a memory tree. */
export const DEVICE_NAMES: readonly string[] = [
  ...Object.keys(DEVICES),
  "/dev/tty",
  "/dev/stdin",
  "/dev/stdout",
  "/dev/stderr",
];

class Device extends Description {
  readonly kind = "device";
  readonly #behaviour: Behaviour;
  readonly #path: string;

  constructor(behaviour: Behaviour, path: string) {
    super();
    this.#behaviour = behaviour;
    this.#path = path;
  }

  tryRead(max: number): Uint8Array | null {
    return this.#behaviour.read(max);
  }

  tryWrite(bytes: Uint8Array): number {
    this.#behaviour.write(bytes, this.#path);
    return bytes.length;
  }

  override seek(): number {
    return 0;
  }

  unread(): void {
    // What a device answers does not depend on what was read before.
  }

  readable(): boolean {
    return true;
  }

  writable(): boolean {
    return true;
  }

  protected closed(): void {
    // Nothing is held.
  }
}

/** The device of that absolute path; undefined when it is none. */
export function openDevice(path: string): Description | undefined {
  const behaviour = Object.hasOwn(DEVICES, path) ? DEVICES[path] : undefined;
  return behaviour && new Device(behaviour, path);
}
