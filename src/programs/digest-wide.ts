/** SHA-384 and SHA-512 (FIPS 180-4): SHA-256's way with words of 64 bits. */
import type { Digest } from "./digest.ts";

export type WideDigestName = "sha384" | "sha512";

export const isWide = (name: string): name is WideDigestName => name === "sha384" || name === "sha512";

const MASK = (1n << 64n) - 1n;
const BLOCK = 128;

function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let number = 2n; found.length < count; number += 1n)
    if (found.every((prime) => number % prime !== 0n)) found.push(number);
  return found;
}

/** The first 64 bits behind the point of a root, found by halving. */
function rootFraction(value: bigint, degree: 2n | 3n): bigint {
  const target = value << (64n * degree);
  let [low, high] = [0n, value << 64n];
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** degree <= target) low = middle;
    else high = middle - 1n;
  }
  return low & MASK;
}

const ROOTS = primes(80).map((prime) => rootFraction(prime, 3n));
/** SHA-512 begins with the square roots of the first eight primes, SHA-384 with those of the next eight. */
const STARTS: Readonly<Record<WideDigestName, readonly bigint[]>> = {
  sha512: primes(8).map((prime) => rootFraction(prime, 2n)),
  sha384: primes(16)
    .slice(8)
    .map((prime) => rootFraction(prime, 2n)),
};
const LENGTHS: Readonly<Record<WideDigestName, number>> = { sha384: 96, sha512: 128 };

const rotate = (value: bigint, by: bigint): bigint => ((value >> by) | (value << (64n - by))) & MASK;

function compress(state: bigint[], view: DataView): void {
  const schedule: bigint[] = [];
  for (let at = 0; at < 16; at += 1) schedule.push(view.getBigUint64(at * 8));
  for (let at = 16; at < 80; at += 1) {
    const [near = 0n, far = 0n] = [schedule[at - 2], schedule[at - 15]];
    const first = rotate(far, 1n) ^ rotate(far, 8n) ^ (far >> 7n);
    const second = rotate(near, 19n) ^ rotate(near, 61n) ^ (near >> 6n);
    schedule.push(((schedule[at - 16] ?? 0n) + first + (schedule[at - 7] ?? 0n) + second) & MASK);
  }
  let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
  for (let at = 0; at < 80; at += 1) {
    const upper = rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n);
    const one = h + upper + ((e & f) ^ (~e & MASK & g)) + (ROOTS[at] ?? 0n) + (schedule[at] ?? 0n);
    const lower = rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n);
    const two = lower + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & MASK, c, b, a, (one + two) & MASK];
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = ((state[index] ?? 0n) + value) & MASK;
}

export function createWideDigest(name: WideDigestName): Digest {
  const state = [...STARTS[name]];
  const block = new Uint8Array(BLOCK);
  const view = new DataView(block.buffer);
  let filled = 0;
  let length = 0;
  const update = (bytes: Uint8Array): void => {
    length += bytes.length;
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + BLOCK - filled);
      block.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < BLOCK) return;
      compress(state, view);
      filled = 0;
    }
  };
  return {
    update,
    finish: () => {
      const bits = BigInt(length) * 8n;
      update(Uint8Array.of(0x80));
      update(new Uint8Array((BLOCK * 2 - 16 - filled) % BLOCK));
      const tail = new DataView(new ArrayBuffer(16));
      tail.setBigUint64(8, bits);
      update(new Uint8Array(tail.buffer));
      const text = state.map((word) => word.toString(16).padStart(16, "0")).join("");
      return text.slice(0, LENGTHS[name]);
    },
  };
}
