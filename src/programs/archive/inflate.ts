/**
 * DEFLATE read (RFC 1951) as it comes in: a library's reader neither says where the data ends nor checks sums, which
 * gzip's members and messages need.
 */
export type InflateFault = "invalid" | "short";

export class InflateError extends Error {
  override readonly name = "InflateError";
  readonly fault: InflateFault;
  constructor(fault: InflateFault) {
    super(fault);
    this.fault = fault;
  }
}

/** Bytes that came in and were not used, and the bits of one that was begun. */
export class ByteSource {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #hold = 0;
  #count = 0;
  /** True when nothing will follow. */
  ended = false;

  get available(): number {
    return this.#bytes.length - this.#at;
  }

  feed(chunk: Uint8Array): void {
    const rest = this.#bytes.subarray(this.#at);
    if (rest.length === 0) this.#bytes = chunk;
    else {
      this.#bytes = new Uint8Array(rest.length + chunk.length);
      this.#bytes.set(rest);
      this.#bytes.set(chunk, rest.length);
    }
    this.#at = 0;
  }

  /** Up to 16 bits, the lowest first. */
  bits(count: number): number {
    this.#load(count);
    if (this.#count < count) throw new InflateError("short");
    return this.#drop(count);
  }

  /** The symbol that comes next in a table of `buildTable`. */
  symbol(table: Uint16Array, longest: number): number {
    this.#load(longest);
    const entry = table[this.#hold & ((1 << longest) - 1)] ?? 0;
    const length = entry & 15;
    if (length === 0) throw new InflateError(this.#count < longest ? "short" : "invalid");
    if (length > this.#count) throw new InflateError("short");
    this.#drop(length);
    return entry >>> 4;
  }

  #load(count: number): void {
    while (this.#count < count && this.#at < this.#bytes.length) {
      this.#hold |= (this.#bytes[this.#at] ?? 0) << this.#count;
      this.#at += 1;
      this.#count += 8;
    }
  }

  #drop(count: number): number {
    const value = this.#hold & ((1 << count) - 1);
    this.#hold >>>= count;
    this.#count -= count;
    return value;
  }

  /** Leaves the rest of a byte that was begun; whole bytes read ahead go back. */
  align(): void {
    this.#at -= this.#count >>> 3;
    this.#hold = 0;
    this.#count = 0;
  }

  /** So many bytes as they are; "short" when fewer are there. Only at a byte's beginning. */
  take(count: number): Uint8Array {
    if (this.available < count) throw new InflateError("short");
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }
}

interface Table {
  readonly entries: Uint16Array;
  readonly longest: number;
}

/** Codes by their lengths: an entry is symbol × 16 + length, at every index that begins with the reversed code. */
function buildTable(lengths: Uint8Array): Table {
  const counts = new Uint16Array(16);
  for (const length of lengths) if (length > 0) counts[length] = (counts[length] ?? 0) + 1;
  let longest = 15;
  while (longest > 1 && counts[longest] === 0) longest -= 1;
  const next = new Uint16Array(16);
  let code = 0;
  let used = 0;
  for (let length = 1; length <= 15; length += 1) {
    code = (code + (counts[length - 1] ?? 0)) << 1;
    next[length] = code;
    used += (counts[length] ?? 0) << (15 - length);
  }
  if (used > 1 << 15) throw new InflateError("invalid");
  const entries = new Uint16Array(1 << longest);
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue;
    const plain = next[length] ?? 0;
    next[length] = plain + 1;
    let reversed = 0;
    for (let bit = 0; bit < length; bit += 1) reversed |= ((plain >> bit) & 1) << (length - 1 - bit);
    for (let at = reversed; at < entries.length; at += 1 << length) entries[at] = (symbol << 4) | length;
  }
  return { entries, longest };
}

const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15] as const;

/** Base values and extra bits of lengths (codes 257 to 285) and distances (0 to 29). */
function ranges(first: number, groups: number, size: number): { base: number[]; extra: number[] } {
  const base: number[] = [];
  const extra: number[] = [];
  let value = first;
  for (let index = 0; index < groups; index += 1) {
    const bits = Math.max(0, Math.floor(index / size) - 1);
    base.push(value);
    extra.push(bits);
    value += 1 << bits;
  }
  return { base, extra };
}
const LENGTHS = ranges(3, 29, 4);
LENGTHS.base[28] = 258;
LENGTHS.extra[28] = 0;
const DISTANCES = ranges(1, 30, 2);

let fixed: readonly [Table, Table] | undefined;
function fixedTables(): readonly [Table, Table] {
  fixed ??= [
    buildTable(Uint8Array.from({ length: 288 }, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8))),
    buildTable(new Uint8Array(30).fill(5)),
  ];
  return fixed;
}

function dynamicTables(source: ByteSource): readonly [Table, Table] {
  const literals = source.bits(5) + 257;
  const distances = source.bits(5) + 1;
  const count = source.bits(4) + 4;
  const meta = new Uint8Array(19);
  for (const at of ORDER.slice(0, count)) meta[at] = source.bits(3);
  const table = buildTable(meta);
  const lengths = new Uint8Array(literals + distances);
  for (let at = 0; at < lengths.length;) {
    const symbol = source.symbol(table.entries, table.longest);
    if (symbol < 16) {
      lengths[at] = symbol;
      at += 1;
      continue;
    }
    if (symbol === 16 && at === 0) throw new InflateError("invalid");
    const value = symbol === 16 ? (lengths[at - 1] ?? 0) : 0;
    const times = symbol === 16 ? 3 + source.bits(2) : symbol === 17 ? 3 + source.bits(3) : 11 + source.bits(7);
    if (at + times > lengths.length) throw new InflateError("invalid");
    lengths.fill(value, at, at + times);
    at += times;
  }
  return [buildTable(lengths.subarray(0, literals)), buildTable(lengths.subarray(literals))];
}

const WINDOW = 32_768;
/** Enough input for the header of a block with tables of its own. */
const HEADER = 1024;

/**
 * Reads one stream of DEFLATE data; ends behind its last byte. At every yield the caller may feed the source (when
 * `available` is small) and use what was emitted. Throws `InflateError`.
 */
export function* inflate(source: ByteSource, emit: (bytes: Uint8Array) => void): Generator<undefined, void> {
  const room = new Uint8Array(4 * WINDOW);
  let end = 0;
  let sent = 0;
  const flush = (): void => {
    if (end > sent) emit(room.slice(sent, end));
    if (end > WINDOW) {
      room.copyWithin(0, end - WINDOW, end);
      end = WINDOW;
    }
    sent = end;
  };
  const enough = (size: number): boolean => source.available >= size || source.ended;
  try {
    yield* blocks();
    source.align();
  } finally {
    // What came before a fault was good.
    flush();
  }

  function* blocks(): Generator<undefined, void> {
    for (let last = false; !last;) {
      while (!enough(HEADER)) yield;
      last = source.bits(1) === 1;
      const kind = source.bits(2);
      if (kind === 0) {
        source.align();
        const length = source.bits(16);
        if ((source.bits(16) ^ 0xffff) !== length) throw new InflateError("invalid");
        source.align();
        for (let left = length; left > 0;) {
          while (!enough(1)) yield;
          const part = source.take(Math.min(left, Math.max(1, source.available), WINDOW));
          room.set(part, end);
          end += part.length;
          left -= part.length;
          if (end > 3 * WINDOW) {
            flush();
            yield;
          }
        }
        continue;
      }
      if (kind === 3) throw new InflateError("invalid");
      const [codes, distances] = kind === 1 ? fixedTables() : dynamicTables(source);
      for (;;) {
        while (!enough(16)) yield;
        if (end > 3 * WINDOW) {
          flush();
          yield;
        }
        const symbol = source.symbol(codes.entries, codes.longest);
        if (symbol < 256) {
          room[end] = symbol;
          end += 1;
          continue;
        }
        if (symbol === 256) break;
        const length = (LENGTHS.base[symbol - 257] ?? Infinity) + source.bits(LENGTHS.extra[symbol - 257] ?? 0);
        const code = source.symbol(distances.entries, distances.longest);
        const distance = (DISTANCES.base[code] ?? Infinity) + source.bits(DISTANCES.extra[code] ?? 0);
        if (length > 258 || distance > end) throw new InflateError("invalid");
        if (distance >= length) room.copyWithin(end, end - distance, end - distance + length);
        else for (let at = 0; at < length; at += 1) room[end + at] = room[end + at - distance] ?? 0;
        end += length;
      }
    }
  }
}
