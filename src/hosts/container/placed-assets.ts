import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FromMachine, ToMachine } from "#protocol";

/** Files of the build that the page puts into the container's own tree when the machine asks for them. */
export class PlacedAssets {
  readonly #folder: string;
  readonly #send: (message: FromMachine) => void;
  readonly #waiting = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  readonly #placed = new Map<string, Promise<string>>();
  #last = 0;

  constructor(folder: string, send: (message: FromMachine) => void) {
    this.#folder = folder;
    this.#send = send;
  }

  /** The path of a file that is there. Rejects with the page's reason; asking again tries again. */
  path(file: string): Promise<string> {
    const known = this.#placed.get(file);
    if (known !== undefined) return known;
    this.#last += 1;
    const id = this.#last;
    const placed = new Promise<void>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ type: "asset-wanted", id, file });
    }).then(() => join(this.#folder, file));
    this.#placed.set(file, placed);
    placed.catch(() => this.#placed.delete(file));
    return placed;
  }

  async bytes(file: string): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await readFile(await this.path(file)));
  }

  receive(message: Extract<ToMachine, { type: "asset-placed" | "asset-failed" }>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === "asset-placed") waiting?.resolve();
    else waiting?.reject(new Error(message.reason));
  }
}
