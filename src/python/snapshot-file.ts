/**
 * An interpreter's memory as it is shipped: only what differs from the memory that the WebAssembly itself begins with,
 * which is a third of the bytes. Packing and unpacking want the same WebAssembly.
 */

const MAGIC = 0x504e5331;
/** Bytes that are kept or left out together. */
const BLOCK = 64;
/** Bytes that are unpacked in one go. */
const PIECE = 8_388_608;
/** Words before the table of runs: magic, bytes in all, bytes of Pyodide's own header, number of runs. */
const HEAD = 4;

/** Makes what is shipped of a snapshot as Pyodide makes it: its header, and the whole memory. */
export function packSnapshot(snapshot: Uint8Array, wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  const header = new DataView(snapshot.buffer, snapshot.byteOffset, 8).getUint32(4, true);
  const memory = snapshot.subarray(header);
  const image = new Uint8Array(memory.length);
  writeInitialMemory(image, wasm);
  const runs: [from: number, to: number][] = [];
  for (let from = 0; from < memory.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, memory.length);
    if (sameBytes(memory, image, from, to)) continue;
    const last = runs.at(-1);
    if (last?.[1] === from) last[1] = to;
    else runs.push([from, to]);
  }
  const table = (HEAD + runs.length * 2) * 4;
  const packed = new Uint8Array(table + header + runs.reduce((sum, [from, to]) => sum + to - from, 0));
  const words = new Uint32Array(packed.buffer, 0, table / 4);
  words.set([MAGIC, snapshot.length, header, runs.length, ...runs.flatMap(([from, to]) => [from, to - from])]);
  packed.set(snapshot.subarray(0, header), table);
  let at = table + header;
  for (const [from, to] of runs) {
    packed.set(memory.subarray(from, to), at);
    at += to - from;
  }
  return packed;
}

/**
 * The snapshot as Pyodide takes it, in memory that workers share. Throws when it is none. `breathe` is waited for after
 * every piece: on a slow computer all of it takes longer than a thread may be silent.
 */
export async function unpackSnapshot(
  packed: Uint8Array<ArrayBuffer>,
  wasm: Uint8Array,
  breathe: () => Promise<void>,
): Promise<Uint8Array<SharedArrayBuffer>> {
  const [magic = 0, size = 0, header = 0, count = 0] = new Uint32Array(packed.buffer, packed.byteOffset, HEAD);
  const table = (HEAD + count * 2) * 4;
  if (magic !== MAGIC || table + header > packed.length) throw new Error("it is no snapshot");
  const runs = new Uint32Array(packed.buffer, packed.byteOffset + HEAD * 4, count * 2);
  const snapshot = new Uint8Array(new SharedArrayBuffer(size));
  snapshot.set(packed.subarray(table, table + header));
  const memory = snapshot.subarray(header);
  writeInitialMemory(memory, wasm);
  let at = table + header;
  let breath = at;
  for (let run = 0; run < runs.length; run += 2) {
    const [from = 0, length = 0] = runs.subarray(run, run + 2);
    if (at + length > packed.length || from + length > memory.length) throw new Error("it is cut short");
    for (let done = 0; done < length; done += PIECE) {
      const piece = Math.min(PIECE, length - done);
      memory.set(packed.subarray(at, at + piece), from + done);
      at += piece;
      if (at - breath < PIECE) continue;
      breath = at;
      await breathe();
    }
  }
  return snapshot;
}

/** Writes the active data segments of a module (WebAssembly core specification 5.5.14) where they belong. */
function writeInitialMemory(memory: Uint8Array, wasm: Uint8Array): void {
  let at = 8;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  };
  while (at < wasm.length) {
    const section = wasm[at++];
    const end = number() + at;
    if (section === 11)
      for (let left = number(); left > 0; left--) {
        const kind = number();
        if (kind === 2) number();
        let offset = -1;
        if (kind !== 1) {
          // i32.const OFFSET end; other expressions depend on what is not here.
          if (wasm[at++] !== 0x41) throw new Error("a data segment has no constant offset");
          offset = number();
          at++;
        }
        const length = number();
        if (offset >= 0) memory.set(wasm.subarray(at, at + length), offset);
        at += length;
      }
    at = end;
  }
}

function sameBytes(one: Uint8Array, other: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (one[at] !== other[at]) return false;
  return true;
}
