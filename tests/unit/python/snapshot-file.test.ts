import { describe, expect, test } from "vitest";
import { packSnapshot, unpackSnapshot } from "#python";

const HEADER = 128;

const breathe = (): Promise<void> => Promise.resolve();

/** A module with one page of memory whose data segment puts `bytes` at `offset`. */
function moduleWith(offset: number, bytes: readonly number[]): Uint8Array<ArrayBuffer> {
  const number = (value: number): number[] =>
    value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...number(value >>> 7)];
  const segment = [0, 0x41, ...number(offset), 0x0b, bytes.length, ...bytes];
  const data = [1, ...segment];
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 3, 1, 0, 1, 11, data.length, ...data]);
}

function snapshotOf(memory: Uint8Array): Uint8Array {
  const snapshot = new Uint8Array(HEADER + memory.length);
  snapshot.set([1, 2, 3, 4, HEADER, 0, 0, 0, 9]);
  snapshot.set(memory, HEADER);
  return snapshot;
}

const wasm = moduleWith(256, [1, 2, 3, 4, 5]);

function memoryWith(...parts: readonly (readonly [at: number, bytes: readonly number[]])[]): Uint8Array {
  const memory = new Uint8Array(4096);
  for (const [at, bytes] of parts) memory.set(bytes, at);
  return memory;
}

const rows = [
  { state: "as the module begins", memory: memoryWith([256, [1, 2, 3, 4, 5]]), shipped: 0 },
  { state: "one byte written", memory: memoryWith([256, [1, 2, 3, 4, 5]], [1000, [7]]), shipped: 64 },
  { state: "the data overwritten by zeros", memory: memoryWith(), shipped: 64 },
  {
    state: "neighbours and the last byte",
    memory: memoryWith([63, [1, 1]], [256, [1, 2, 3, 4, 5]], [4095, [9]]),
    shipped: 192,
  },
];

describe("a packed snapshot", () => {
  test.each(rows)("$state: comes back whole, and ships $shipped bytes of memory", async ({ memory, shipped }) => {
    const snapshot = snapshotOf(memory);
    const packed = packSnapshot(snapshot, wasm);
    expect([...(await unpackSnapshot(packed, wasm, breathe))]).toEqual([...snapshot]);
    const runs = new DataView(packed.buffer).getUint32(12, true);
    expect(packed.length).toBe(16 + runs * 8 + HEADER + shipped);
  });

  const packed = packSnapshot(snapshotOf(memoryWith([256, [1, 2, 3, 4, 5]], [1000, [7]])), wasm);
  test.each([
    { fault: "another file", bytes: Uint8Array.from({ length: 200 }, () => 3), says: "no snapshot" },
    { fault: "a file that ends early", bytes: packed.slice(0, packed.length - 1), says: "cut short" },
    { fault: "a file of nothing but its head", bytes: packed.slice(0, 16), says: "no snapshot" },
  ])("$fault is refused", async ({ bytes, says }) => {
    await expect(unpackSnapshot(bytes, wasm, breathe)).rejects.toThrow(says);
  });

  test("a large one is unpacked in pieces, between which others have their turn", async () => {
    const memory = new Uint8Array(40_000_000).fill(7);
    memory.fill(0, 20_000_000, 20_000_064);
    const large = snapshotOf(memory);
    let breaths = 0;
    const unpacked = await unpackSnapshot(packSnapshot(large, wasm), wasm, () => {
      breaths += 1;
      return Promise.resolve();
    });
    expect(Buffer.compare(unpacked, large)).toBe(0);
    expect(breaths).toBeGreaterThan(1);
  });
});
