import { Handle, type HandleOwner } from "./handle.ts";
import type { SocketEnd } from "./network.ts";
import type { Connection } from "./process.ts";

/** A process's hold on one end of a connection. */
export class SocketHandle extends Handle implements Connection {
  readonly #end: SocketEnd;
  readonly #holder: HandleOwner | undefined;

  constructor(end: SocketEnd, owner: HandleOwner | undefined) {
    super(end, owner);
    this.#end = end;
    this.#holder = owner;
  }

  override get kind(): "socket" {
    return "socket";
  }

  get localPort(): number {
    return this.#end.port;
  }

  get remotePort(): number {
    return this.#end.peerPort;
  }

  endWriting(): void {
    this.shutdown("write");
  }

  override dup(): SocketHandle {
    return this.dupFor(this.#holder);
  }

  override dupFor(owner: HandleOwner | undefined): SocketHandle {
    return new SocketHandle(this.#end, owner);
  }
}
