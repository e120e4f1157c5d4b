import type { FromMachine, ToMachine } from "#protocol";

/** What the machine asks the page for: files of the build, by their names in the manifest, or groups of programs. */
export class AssetRequests {
  readonly #send: (message: FromMachine) => void;
  readonly #waiting = new Map<
    number,
    { readonly resolve: (bytes: Uint8Array<ArrayBuffer>) => void; readonly reject: (error: Error) => void }
  >();
  #last = 0;

  constructor(send: (message: FromMachine) => void) {
    this.#send = send;
  }

  /** A file's bytes. Rejects with the page's reason when it cannot be fetched; asking again tries again. */
  file(file: string): Promise<Uint8Array<ArrayBuffer>> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ type: "asset-wanted", id, file });
    });
  }

  /** The script of a group of programs; the page knows its file. */
  group(name: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.file(`group:${name}`);
  }

  receive(message: Extract<ToMachine, { type: "asset" | "asset-failed" }>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === "asset") waiting?.resolve(message.bytes);
    else waiting?.reject(new Error(message.reason));
  }
}
