import type { FromPreview, ToPreview } from "#protocol";

type Answer<Type extends ToPreview["type"]> = Extract<ToPreview, { type: Type }>;

/**
 * The frame's side of the port. The platform's functions are taken before a served page runs, so that a page that
 * replaces them fools only itself.
 */
export class Channel {
  readonly #port: MessagePort;
  readonly #post: (message: FromPreview) => void;
  readonly #listeners = new Map<ToPreview["type"], Set<(message: never) => void>>();
  #next = 1;

  constructor(port: MessagePort) {
    this.#port = port;
    this.#post = port.postMessage.bind(port);
    port.onmessage = (event: MessageEvent<ToPreview>) => {
      for (const listener of this.#listeners.get(event.data.type) ?? []) listener(event.data as never);
    };
  }

  /** A number for a request, never used twice in one document. */
  id(): number {
    return this.#next++;
  }

  post(message: FromPreview): void {
    this.#post(message);
  }

  on<Type extends ToPreview["type"]>(type: Type, listener: (message: Answer<Type>) => void): () => void {
    const set = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, set.add(listener));
    return () => set.delete(listener);
  }

  close(): void {
    this.#port.close();
  }
}
