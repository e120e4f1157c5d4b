/** A message digest over a stream of bytes. */
export interface Digest {
  update(bytes: Uint8Array): void;
  /** The digest in hexadecimal; nothing may follow. */
  finish(): string;
}

/** The digests with words of 32 bits: MD5 (RFC 1321), SHA-1 and half of the SHA-2 family (FIPS 180-4). */
export type NarrowDigestName = "md5" | "sha1" | "sha224" | "sha256";

type Compress = (state: Uint32Array, words: Uint32Array) => void;

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

const MD5_SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const MD5_SINES = Uint32Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32));

function md5(state: Uint32Array, words: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let at = 0; at < 64; at += 1) {
    const round = at >> 4;
    const mixed =
      round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
    const index = round === 0 ? at : round === 1 ? 5 * at + 1 : round === 2 ? 3 * at + 5 : 7 * at;
    const sum = (a + mixed + (MD5_SINES[at] ?? 0) + (words[index & 15] ?? 0)) | 0;
    [a, d, c, b] = [d, c, b, (b + rotate(sum, MD5_SHIFTS[round * 4 + (at & 3)] ?? 0)) | 0];
  }
  for (const [index, value] of [a, b, c, d].entries()) state[index] = (state[index] ?? 0) + value;
}

function sha1(state: Uint32Array, words: Uint32Array): void {
  const schedule = new Uint32Array(80);
  schedule.set(words);
  for (let at = 16; at < 80; at += 1) {
    schedule[at] = rotate(
      (schedule[at - 3] ?? 0) ^ (schedule[at - 8] ?? 0) ^ (schedule[at - 14] ?? 0) ^ (schedule[at - 16] ?? 0),
      1,
    );
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let at = 0; at < 80; at += 1) {
    const [mixed, constant] =
      at < 20
        ? [(b & c) | (~b & d), 0x5a827999]
        : at < 40
          ? [b ^ c ^ d, 0x6ed9eba1]
          : at < 60
            ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
            : [b ^ c ^ d, 0xca62c1d6];
    const sum = (rotate(a, 5) + mixed + e + constant + (schedule[at] ?? 0)) | 0;
    [e, d, c, b, a] = [d, c, rotate(b, 30), a, sum];
  }
  for (const [index, value] of [a, b, c, d, e].entries()) state[index] = (state[index] ?? 0) + value;
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let number = 2; found.length < count; number += 1) {
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  }
  return found;
}

const fraction = (value: number): number => Math.floor((value - Math.floor(value)) * 2 ** 32);
const SHA256_ROOTS = Uint32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));

function sha256(state: Uint32Array, words: Uint32Array): void {
  const schedule = new Uint32Array(64);
  schedule.set(words);
  for (let at = 16; at < 64; at += 1) {
    const [near = 0, far = 0] = [schedule[at - 2], schedule[at - 15]];
    const first = rotate(far, 25) ^ rotate(far, 14) ^ (far >>> 3);
    const second = rotate(near, 15) ^ rotate(near, 13) ^ (near >>> 10);
    schedule[at] = (schedule[at - 16] ?? 0) + first + (schedule[at - 7] ?? 0) + second;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let at = 0; at < 64; at += 1) {
    const upper = rotate(e, 26) ^ rotate(e, 21) ^ rotate(e, 7);
    const one = (h + upper + ((e & f) ^ (~e & g)) + (SHA256_ROOTS[at] ?? 0) + (schedule[at] ?? 0)) | 0;
    const lower = rotate(a, 30) ^ rotate(a, 19) ^ rotate(a, 10);
    const two = (lower + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] ?? 0) + value;
}

const START = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
const KINDS: Readonly<Record<NarrowDigestName, { start: readonly number[]; compress: Compress; little: boolean }>> = {
  md5: { start: START.slice(0, 4), compress: md5, little: true },
  sha1: { start: START, compress: sha1, little: false },
  sha224: {
    start: [0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4],
    compress: sha256,
    little: false,
  },
  sha256: { start: primes(8).map((prime) => fraction(Math.sqrt(prime))), compress: sha256, little: false },
};

/** Bytes of the state that are the digest, where it is cut. */
const LENGTHS: Partial<Record<NarrowDigestName, number>> = { sha224: 28 };

export function createNarrowDigest(name: NarrowDigestName): Digest {
  const { start, compress, little } = KINDS[name];
  const state = Uint32Array.from(start);
  const block = new Uint8Array(64);
  const view = new DataView(block.buffer);
  const words = new Uint32Array(16);
  let filled = 0;
  let length = 0;
  const update = (bytes: Uint8Array): void => {
    length += bytes.length;
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + 64 - filled);
      block.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < 64) return;
      for (let word = 0; word < 16; word += 1) words[word] = view.getUint32(word * 4, little);
      compress(state, words);
      filled = 0;
    }
  };
  return {
    update,
    finish: () => {
      const bits = length * 8;
      update(Uint8Array.of(0x80));
      update(new Uint8Array((120 - filled) % 64));
      const tail = new DataView(new ArrayBuffer(8));
      tail.setUint32(little ? 0 : 4, bits % 2 ** 32, little);
      tail.setUint32(little ? 4 : 0, Math.floor(bits / 2 ** 32), little);
      update(new Uint8Array(tail.buffer));
      const result = new DataView(new ArrayBuffer(state.length * 4));
      for (const [index, word] of state.entries()) result.setUint32(index * 4, word, little);
      return Array.from(new Uint8Array(result.buffer, 0, LENGTHS[name] ?? result.byteLength), (byte) =>
        byte.toString(16).padStart(2, "0"),
      ).join("");
    },
  };
}
