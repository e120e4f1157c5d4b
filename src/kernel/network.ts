import { FileError } from "#files";
import { ByteQueue } from "./byte-queue.ts";
import { Description } from "./description.ts";
import { AddressInUse, ConnectionRefused } from "./errors.ts";
import type { Pid } from "./process.ts";

/** Bytes on the way in each direction of a connection before a sender waits. */
const WINDOW = 262_144;
/** Connections that wait to be accepted before the next one waits itself. */
const BACKLOG = 128;
const FIRST_FREE_PORT = 32_768;
const LAST_PORT = 65_535;

/** One end of a connection: both directions in one description (tcp(7), without the network). */
export class SocketEnd extends Description {
  readonly kind = "socket";
  readonly port: number;
  readonly peerPort: number;
  readonly #received = new ByteQueue();
  #peer: SocketEnd | undefined;
  /** The other side sends nothing more. */
  #ended = false;
  #sendsNoMore = false;
  #readsNoMore = false;

  constructor(port: number, peerPort: number) {
    super();
    this.port = port;
    this.peerPort = peerPort;
  }

  static pair(port: number, peerPort: number): readonly [SocketEnd, SocketEnd] {
    const one = new SocketEnd(port, peerPort);
    const other = new SocketEnd(peerPort, port);
    one.#peer = other;
    other.#peer = one;
    return [one, other];
  }

  tryRead(max: number): Uint8Array | null | undefined {
    if (this.#received.length > 0) {
      const bytes = this.#received.take(max);
      this.#peer?.changed();
      return bytes;
    }
    return this.#ended || this.#readsNoMore ? null : undefined;
  }

  tryWrite(bytes: Uint8Array): number {
    const peer = this.#peer;
    if (peer === undefined || this.#sendsNoMore || peer.#readsNoMore) throw new FileError("EPIPE", "socket");
    const taken = Math.min(bytes.length, WINDOW - peer.#received.length);
    if (taken <= 0) return 0;
    // The two ends belong to two programs: a sender that fills its buffer again must not change what was sent.
    peer.#received.push(bytes.slice(0, taken));
    peer.changed();
    return taken;
  }

  unread(bytes: Uint8Array): void {
    this.#received.unshift(bytes);
    this.changed();
  }

  readable(): boolean {
    return this.#received.length > 0 || this.#ended || this.#readsNoMore;
  }

  writable(): boolean {
    return this.#peer === undefined || this.#sendsNoMore || this.#peer.#received.length < WINDOW;
  }

  /** Whether the other end is closed for good. */
  get disconnected(): boolean {
    return this.#peer === undefined;
  }

  override shutdown(how: "read" | "write" | "both"): void {
    if (how !== "write") {
      this.#readsNoMore = true;
      this.#received.clear();
    }
    if (how !== "read" && !this.#sendsNoMore) {
      this.#sendsNoMore = true;
      const peer = this.#peer;
      if (peer !== undefined) {
        peer.#ended = true;
        peer.changed();
      }
    }
    this.changed();
  }

  protected closed(): void {
    this.shutdown("both");
    const peer = this.#peer;
    this.#peer = undefined;
    if (peer !== undefined) {
      peer.#peer = undefined;
      peer.changed();
    }
  }
}

/** A port that is listened on, and the connections that nobody accepted yet. */
export class ListeningPort {
  readonly port: number;
  readonly pid: Pid;
  readonly #network: Network;
  readonly #waiting: SocketEnd[] = [];
  readonly #listeners = new Set<() => void>();
  #closed = false;

  constructor(network: Network, port: number, pid: Pid) {
    this.#network = network;
    this.port = port;
    this.pid = pid;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get full(): boolean {
    return this.#waiting.length >= BACKLOG;
  }

  /** Whether `take` would answer a connection. */
  get pending(): boolean {
    return this.#waiting.length > 0;
  }

  take(): SocketEnd | undefined {
    const end = this.#waiting.shift();
    if (end !== undefined) this.#changed();
    return end;
  }

  add(end: SocketEnd): void {
    end.retain();
    this.#waiting.push(end);
    this.#changed();
  }

  /** Calls the listener when connections come or go, and at the end. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Resolves when connections come or go, and at the end. */
  change(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.listen(() => {
        stop();
        resolve();
      });
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const end of this.#waiting.splice(0)) end.release();
    this.#network.remove(this);
    this.#changed();
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** A port that was opened or closed, and by whom. */
export interface PortEvent {
  readonly type: "open" | "close";
  readonly port: number;
  readonly pid: Pid;
}

/** The loopback: every process of the kernel reaches every port, nobody outside does. */
export class Network {
  readonly #ports = new Map<number, ListeningPort>();
  readonly #tell: (event: PortEvent) => void;
  #nextFree = FIRST_FREE_PORT;

  constructor(tell: (event: PortEvent) => void) {
    this.#tell = tell;
  }

  get ports(): readonly ListeningPort[] {
    return [...this.#ports.values()];
  }

  listen(port: number, pid: Pid): ListeningPort {
    if (!Number.isInteger(port) || port < 0 || port > LAST_PORT) throw new FileError("EINVAL", `port ${port}`);
    const chosen = port === 0 ? this.#freePort() : port;
    if (this.#ports.has(chosen)) throw new AddressInUse(chosen);
    const listening = new ListeningPort(this, chosen, pid);
    this.#ports.set(chosen, listening);
    this.#tell({ type: "open", port: chosen, pid });
    return listening;
  }

  /** The caller's end of a new connection; the port itself while its backlog is full. */
  tryConnect(port: number): SocketEnd | ListeningPort {
    const listening = this.#ports.get(port);
    if (listening === undefined) throw new ConnectionRefused(port);
    if (listening.full) return listening;
    const [ours, theirs] = SocketEnd.pair(this.#freePort(), port);
    listening.add(theirs);
    return ours;
  }

  /** Two ends that belong together; nobody listens. */
  pair(): readonly [SocketEnd, SocketEnd] {
    return SocketEnd.pair(this.#freePort(), this.#freePort());
  }

  remove(listening: ListeningPort): void {
    if (this.#ports.get(listening.port) !== listening) return;
    this.#ports.delete(listening.port);
    this.#tell({ type: "close", port: listening.port, pid: listening.pid });
  }

  #freePort(): number {
    for (;;) {
      const port = this.#nextFree;
      this.#nextFree = port === LAST_PORT ? FIRST_FREE_PORT : port + 1;
      if (!this.#ports.has(port)) return port;
    }
  }
}
