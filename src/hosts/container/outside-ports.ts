import { connect } from "node:net";
import { SocketHandle, type Kernel } from "#kernel";
import { join } from "../node/ports.ts";

/** Ports of the container's own programs, as ports of our loopback: curl in our shell and the page's requests reach them. */
export class OutsidePorts {
  readonly #kernel: Kernel;
  readonly #open = new Map<number, () => void>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  has(port: number): boolean {
    return this.#open.has(port);
  }

  opened(port: number): void {
    if (this.#open.has(port) || this.#kernel.network.ports.some((known) => known.port === port)) return;
    // Known before it is listened on: nobody is to take it for a port of ours.
    this.#open.set(port, () => undefined);
    const listening = this.#kernel.network.listen(port, 1);
    const take = (): void => {
      for (let end = listening.take(); end !== undefined; end = listening.take()) {
        const ours = new SocketHandle(end, undefined);
        end.release();
        const real = connect({ port, host: "localhost", allowHalfOpen: true });
        real.on("error", () => ours.close());
        join(real, ours);
      }
    };
    const stop = listening.listen(take);
    this.#open.set(port, () => {
      stop();
      listening.close();
    });
  }

  closed(port: number): void {
    this.#open.get(port)?.();
    this.#open.delete(port);
  }
}
