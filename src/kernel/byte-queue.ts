/** Bytes in order, in the arrays that they came in: nothing is copied unless a read wants less than an array holds. */
export class ByteQueue {
  #chunks: Uint8Array[] = [];
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#chunks.push(bytes);
    this.#length += bytes.length;
  }

  /** Puts bytes in front. */
  unshift(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#chunks.splice(0, this.#head, bytes);
    this.#head = 0;
    this.#length += bytes.length;
  }

  /** At least one byte and at most `max`, up to where the next array begins or a small gathering of them. */
  take(max: number): Uint8Array {
    const first = this.#chunks[this.#head];
    if (first === undefined || max <= 0) return new Uint8Array(0);
    if (first.length >= max || this.#head + 1 === this.#chunks.length) return this.#takeFrom(first, max);
    const whole = new Uint8Array(Math.min(max, this.#length));
    let at = 0;
    while (at < whole.length) {
      const piece = this.#takeFrom(this.#chunks[this.#head] ?? whole, whole.length - at);
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }

  clear(): void {
    this.#chunks = [];
    this.#head = this.#length = 0;
  }

  #takeFrom(first: Uint8Array, max: number): Uint8Array {
    const taken = first.length <= max ? first : first.subarray(0, max);
    if (taken === first) this.#head += 1;
    else this.#chunks[this.#head] = first.subarray(max);
    this.#length -= taken.length;
    if (this.#head === this.#chunks.length) this.clear();
    else if (this.#head > 64) {
      this.#chunks.splice(0, this.#head);
      this.#head = 0;
    }
    return taken;
  }
}
