/** scryptROMix of RFC 7914, section 5, in place: `blocks` are `parallel` blocks of 128 * `r` bytes, `n` the cost. */
export function mixScrypt(blocks: Uint8Array<ArrayBuffer>, n: number, r: number): void {
  const length = 32 * r;
  const words = new Uint32Array(blocks.buffer, blocks.byteOffset, blocks.length / 4);
  const table = new Uint32Array(length * n);
  const [x, y] = [new Uint32Array(length), new Uint32Array(length)];
  for (let start = 0; start < words.length; start += length) {
    x.set(words.subarray(start, start + length));
    for (let index = 0; index < n; index++) {
      table.set(x, index * length);
      mixBlock(x, y, r);
    }
    for (let index = 0; index < n; index++) {
      // Integerify: the last 64 bytes as a number, modulo a power of two.
      const from = ((x[length - 16] ?? 0) & (n - 1)) * length;
      for (let word = 0; word < length; word++) x[word] = (x[word] ?? 0) ^ (table[from + word] ?? 0);
      mixBlock(x, y, r);
    }
    words.set(x, start);
  }
}

const mixed = new Uint32Array(16);
const state = new Uint32Array(16);

/** scryptBlockMix, section 4; `spare` is as long as the block. */
function mixBlock(block: Uint32Array, spare: Uint32Array, r: number): void {
  mixed.set(block.subarray((2 * r - 1) * 16, 2 * r * 16));
  for (let index = 0; index < 2 * r; index++) {
    const at = index * 16;
    for (let word = 0; word < 16; word++) mixed[word] = (mixed[word] ?? 0) ^ (block[at + word] ?? 0);
    salsa20of8(mixed);
    // Even ones come first.
    spare.set(mixed, ((index >> 1) + (index & 1) * r) * 16);
  }
  block.set(spare);
}

/** The quarter rounds of Salsa20 by their words: a column round, then a row round. */
const QUARTERS = [
  [0, 4, 8, 12],
  [5, 9, 13, 1],
  [10, 14, 2, 6],
  [15, 3, 7, 11],
  [0, 1, 2, 3],
  [5, 6, 7, 4],
  [10, 11, 8, 9],
  [15, 12, 13, 14],
] as const;

/** The core of Salsa20 with 8 rounds, section 3, in place. */
function salsa20of8(block: Uint32Array): void {
  state.set(block);
  for (let round = 0; round < 8; round += 2)
    for (const [a, b, c, d] of QUARTERS) {
      const first = state[a] ?? 0;
      const fourth = state[d] ?? 0;
      const second = (state[b] ?? 0) ^ rotate(first + fourth, 7);
      const third = (state[c] ?? 0) ^ rotate(second + first, 9);
      const last = fourth ^ rotate(third + second, 13);
      state[b] = second;
      state[c] = third;
      state[d] = last;
      state[a] = first ^ rotate(last + third, 18);
    }
  for (let word = 0; word < 16; word++) block[word] = (block[word] ?? 0) + (state[word] ?? 0);
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
