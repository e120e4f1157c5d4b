import { FileError, type OpenFile } from "#files";

/** A here-document: an open file whose contents are at hand. */
export class BytesFile implements OpenFile {
  readonly kind = "file";
  readonly #state: { readonly bytes: Uint8Array; at: number; given: Uint8Array[] };

  constructor(bytes: Uint8Array, state?: { readonly bytes: Uint8Array; at: number; given: Uint8Array[] }) {
    this.#state = state ?? { bytes, at: 0, given: [] };
  }

  read(max: number): Uint8Array | null {
    const state = this.#state;
    if (state.at >= state.bytes.length) return null;
    const chunk = state.bytes.slice(state.at, state.at + max);
    state.at += chunk.length;
    return chunk;
  }

  write(): never {
    throw new FileError("EBADF", "here-document");
  }

  seek(offset: number, from: "start" | "current" | "end"): number {
    const state = this.#state;
    const base = from === "start" ? 0 : from === "current" ? state.at : state.bytes.length;
    if (base + offset < 0) throw new FileError("EINVAL", "here-document");
    state.at = base + offset;
    return state.at;
  }

  unread(bytes: Uint8Array): void {
    this.#state.at = Math.max(0, this.#state.at - bytes.length);
  }

  readable(): boolean {
    return true;
  }

  dup(): OpenFile {
    return new BytesFile(this.#state.bytes, this.#state);
  }

  close(): void {
    // Nothing is held open.
  }
}
