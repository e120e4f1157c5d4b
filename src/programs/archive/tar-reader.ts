import { concatBytes, decodeUtf8 } from "#base";
import { BLOCK, isHeader, padding, parseExtended, parseHeader, type Entry } from "./tar-format.ts";

/** Takes a member's contents as they come. */
export interface EntrySink {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Reads a tar archive that is pushed to it in pieces of any size. */
export class TarReader {
  /** True once the two empty blocks were read: what follows is not looked at. */
  ended = false;
  /** Members seen. */
  count = 0;
  /** Where the end mark begins, in bytes from the archive's beginning: where -r goes on. */
  endsAt = 0;
  /** True when a block that should be a header is none. */
  damaged = false;
  readonly #onEntry: (entry: Entry) => Promise<EntrySink | undefined>;
  #pending: Uint8Array[] = [];
  #length = 0;
  #left = 0;
  #skip = 0;
  #sink: EntrySink | undefined;
  #collected: Uint8Array[] | undefined;
  #use: ((bytes: Uint8Array) => void) | undefined;
  #long: { name?: string; target?: string; records?: Map<string, string> } = {};
  #global = new Map<string, string>();
  #at = 0;
  #wasEmpty = false;

  constructor(onEntry: (entry: Entry) => Promise<EntrySink | undefined>) {
    this.#onEntry = onEntry;
  }

  /** True when the pieces so far end inside a member. */
  get inside(): boolean {
    return !this.ended && (this.#left > 0 || this.#skip > 0 || this.#length > 0 || this.#collected !== undefined);
  }

  /** True when they end in contents that somebody takes. */
  get unpacking(): boolean {
    return this.#left > 0 && this.#sink !== undefined;
  }

  async push(chunk: Uint8Array): Promise<void> {
    this.#pending.push(chunk);
    this.#length += chunk.length;
    while (!this.ended && (await this.#step()));
  }

  #take(count: number): Uint8Array {
    const all = concatBytes(this.#pending);
    const taken = all.subarray(0, count);
    const rest = all.subarray(count);
    this.#pending = rest.length > 0 ? [rest] : [];
    this.#length -= taken.length;
    this.#at += taken.length;
    return taken;
  }

  async #step(): Promise<boolean> {
    if (this.#length === 0) return false;
    if (this.#left > 0) {
      const bytes = this.#take(Math.min(this.#left, this.#length));
      this.#left -= bytes.length;
      if (this.#collected !== undefined) this.#collected.push(bytes);
      else await this.#sink?.write(bytes);
      if (this.#left === 0) await this.#finish();
      return true;
    }
    if (this.#skip > 0) {
      this.#skip -= this.#take(Math.min(this.#skip, this.#length)).length;
      return true;
    }
    if (this.#length < BLOCK) return false;
    const block = this.#take(BLOCK);
    if (block.every((byte) => byte === 0)) {
      if (!this.#wasEmpty) this.endsAt = this.#at - BLOCK;
      else this.ended = true;
      this.#wasEmpty = true;
      return true;
    }
    this.#wasEmpty = false;
    if (!isHeader(block)) {
      this.damaged = true;
      this.ended = true;
      return true;
    }
    await this.#header(block);
    return true;
  }

  async #finish(): Promise<void> {
    if (this.#collected !== undefined) this.#use?.(concatBytes(this.#collected));
    else await this.#sink?.close();
    this.#collected = undefined;
    this.#sink = undefined;
  }

  async #header(block: Uint8Array): Promise<void> {
    const header = parseHeader(block);
    this.#left = header.size;
    this.#skip = padding(header.size);
    const collect = (use: (bytes: Uint8Array) => void): void => {
      this.#collected = [];
      this.#use = use;
    };
    const untilZero = (bytes: Uint8Array): string => {
      const end = bytes.indexOf(0);
      return decodeUtf8(end < 0 ? bytes : bytes.subarray(0, end));
    };
    switch (header.type) {
      case "L":
        collect((bytes) => (this.#long.name = untilZero(bytes)));
        return;
      case "K":
        collect((bytes) => (this.#long.target = untilZero(bytes)));
        return;
      case "x":
        collect((bytes) => (this.#long.records = parseExtended(bytes)));
        return;
      case "g":
        collect((bytes) => (this.#global = parseExtended(bytes)));
        return;
      default:
    }
    const records = new Map([...this.#global, ...(this.#long.records ?? [])]);
    const size = Number(records.get("size") ?? header.size);
    this.#left = size;
    this.#skip = padding(size);
    const entry: Entry = {
      ...header,
      name: records.get("path") ?? this.#long.name ?? header.name,
      target: records.get("linkpath") ?? this.#long.target ?? header.target,
      mtime: Number(records.get("mtime") ?? header.mtime),
      size,
    };
    this.#long = {};
    this.count += 1;
    this.#sink = await this.#onEntry(entry);
    if (size === 0) await this.#finish();
  }
}
