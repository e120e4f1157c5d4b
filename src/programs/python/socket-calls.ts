import { AddressInUse, ConnectionRefused, type Connection, type Listener, type Process } from "#kernel";
import { FileError, type OpenFile } from "#files";
import { CALL, ERRNO, POLL, type AnswererEnd } from "#python";
import { pollable, Wait } from "./blocking.ts";

/** A socket of socket(2): it becomes a listener or a connection, or stays neither. */
export interface Socket {
  port: number;
  listener?: Listener;
  connection?: Connection;
  /** Processes that hold it: a child may inherit it. */
  owners: number;
}

/** How a call that waits is told from one that has its answer. */
export type Answer = number | readonly number[] | Wait | Promise<number | readonly number[]>;

/** The system calls about sockets, and poll(2) over sockets and descriptors. */
export class SocketCalls {
  readonly #process: Process;
  readonly #end: AnswererEnd;
  readonly #sockets = new Map<number, Socket>();
  #last = 0;

  constructor(process: Process, end: AnswererEnd) {
    this.#process = process;
    this.#end = end;
  }

  handle(
    call: number,
    values: readonly number[],
    reply: (answer: number | readonly number[]) => void,
    signal: AbortSignal,
  ): Answer | undefined {
    const [a = 0, b = 0, c = 0, d = 0] = values;
    switch (call) {
      case CALL.socket:
        return this.#add({ port: 0, owners: 1 });
      case CALL.bind:
        return this.#bind(this.#socket(a), b);
      case CALL.listen:
        return this.#listen(this.#socket(a));
      case CALL.accept:
        return this.#accept(this.#socket(a), b !== 0, reply, signal);
      case CALL.connect:
        return this.#connect(this.#socket(a), b, signal);
      case CALL.send:
        return this.#send(this.#socket(a), this.#end.payload.slice(0, b), c !== 0, signal);
      case CALL.receive:
        return this.#receive(this.#socket(a), b, c !== 0, d !== 0, reply);
      case CALL.endWriting:
        this.#connection(this.#socket(a)).endWriting();
        return 0;
      case CALL.closeSocket:
        this.#close(a);
        return 0;
      case CALL.socketPair: {
        const [one, other] = this.#process.socketPair();
        const sockets = [one, other].map((connection) =>
          this.#add({ port: connection.localPort, connection, owners: 1 }),
        );
        return [...sockets, one.localPort, other.localPort];
      }
      case CALL.poll:
        return this.#poll(a, b, reply);
      default:
        return undefined;
    }
  }

  close(): void {
    for (const number of [...this.#sockets.keys()]) this.#close(number);
  }

  #add(socket: Socket): number {
    this.#last += 1;
    this.#sockets.set(this.#last, socket);
    return this.#last;
  }

  #socket(number: number): Socket {
    const socket = this.#sockets.get(number);
    if (socket === undefined) throw new FileError("EBADF", `socket ${number}`);
    return socket;
  }

  #connection(socket: Socket): Connection {
    if (socket.connection === undefined) throw new SocketError(ERRNO.ENOTCONN);
    return socket.connection;
  }

  #close(number: number): void {
    const socket = this.#sockets.get(number);
    if (socket === undefined) return;
    this.#sockets.delete(number);
    socket.owners -= 1;
    if (socket.owners > 0) return;
    socket.listener?.close();
    socket.connection?.close();
  }

  /** A socket of this process for a child: it lives until both have closed it. */
  share(number: number): Socket {
    const socket = this.#socket(number);
    socket.owners += 1;
    return socket;
  }

  /** Takes over what a parent shared; answers its number here. */
  adopt(socket: Socket): number {
    return this.#add(socket);
  }

  /** A port is taken when somebody listens on it; binding already claims it, as Linux does without SO_REUSEPORT. */
  #bind(socket: Socket, port: number): number {
    if (socket.listener !== undefined || socket.connection !== undefined) return -ERRNO.EINVAL;
    try {
      socket.listener = this.#process.listen(port);
    } catch (error) {
      if (error instanceof AddressInUse) return -ERRNO.EADDRINUSE;
      throw error;
    }
    socket.port = socket.listener.port;
    return socket.port;
  }

  #listen(socket: Socket): number {
    return socket.listener === undefined ? this.#bind(socket, 0) : socket.port;
  }

  #accept(
    socket: Socket,
    nonBlocking: boolean,
    reply: (answer: number | readonly number[]) => void,
    signal: AbortSignal,
  ): Answer {
    const { listener } = socket;
    if (listener === undefined) return -ERRNO.EINVAL;
    const take = async (): Promise<readonly number[]> => {
      const connection = await listener.accept(signal);
      return [this.#add({ port: socket.port, connection, owners: 1 }), connection.remotePort];
    };
    if (listener.pending()) return take();
    if (nonBlocking) return -ERRNO.EAGAIN;
    const pending = (): number | undefined => (listener.pending() ? 1 : undefined);
    const fail = (): void => reply(signal.aborted ? -ERRNO.EINTR : -ERRNO.EBADF);
    return new Wait(pending, [listener], -1, () => void take().then(reply, fail));
  }

  async #connect(socket: Socket, port: number, signal: AbortSignal): Promise<number | readonly number[]> {
    if (socket.connection !== undefined) return -ERRNO.EISCONN;
    // A client may bind to a port of its own first: nothing listens there then.
    socket.listener?.close();
    delete socket.listener;
    try {
      socket.connection = await this.#process.connect(port, signal);
    } catch (error) {
      if (error instanceof ConnectionRefused) return -ERRNO.ECONNREFUSED;
      throw error;
    }
    socket.port = socket.connection.localPort;
    return [0, socket.port];
  }

  #send(socket: Socket, bytes: Uint8Array, nonBlocking: boolean, signal: AbortSignal): Answer {
    const connection = this.#connection(socket);
    if (nonBlocking) {
      // Only what has been taken is answered for: after its last answer the program may close the socket.
      const told = (taken: number): number => (taken > 0 || bytes.length === 0 ? taken : -ERRNO.EAGAIN);
      const taken = connection.writeNow(bytes);
      return taken instanceof Promise ? taken.then(told) : told(taken);
    }
    const sending = connection.write(bytes, signal);
    return sending === undefined ? bytes.length : sending.then(() => bytes.length);
  }

  #receive(
    socket: Socket,
    length: number,
    nonBlocking: boolean,
    peek: boolean,
    reply: (answer: number | readonly number[]) => void,
  ): Answer {
    const connection = this.#connection(socket);
    const put = (bytes: Uint8Array | null): number => {
      if (bytes === null) return 0;
      this.#end.payload.set(bytes);
      if (peek) connection.unread(bytes);
      return bytes.length;
    };
    // A read may take a turn of the kernel even when bytes are there.
    const take = (): number | Promise<number> => {
      const bytes = connection.read(length);
      return bytes instanceof Promise ? bytes.then(put) : put(bytes);
    };
    // At a process's end its sockets close below a call that waits: nobody else, as who killed it, is to hear of that.
    const answer = async (): Promise<void> => {
      try {
        reply(await take());
      } catch {
        reply(-ERRNO.EBADF);
      }
    };
    if (connection.readable()) return take();
    if (nonBlocking) return -ERRNO.EAGAIN;
    const ready = (): number | undefined => (connection.readable() ? 1 : undefined);
    return new Wait(ready, [connection], -1, () => void answer());
  }

  #poll(count: number, milliseconds: number, reply: (answer: number) => void): Wait {
    // The payload is ours only until somebody else writes there: the question is read once.
    const asked = Array.from({ length: count }, (_, index) => ({
      target: this.#end.integers[index * 3] ?? 0,
      events: this.#end.integers[index * 3 + 1] ?? 0,
    }));
    const sources = asked.map(({ target }) => this.#source(target));
    const attempt = (): number | undefined => {
      let answered = 0;
      asked.forEach(({ events }, index) => {
        const found = this.#events(sources[index]) & (events | POLL.error | POLL.hangUp | POLL.invalid);
        this.#end.integers[index * 3 + 2] = found;
        if (found !== 0) answered += 1;
      });
      return answered > 0 ? answered : undefined;
    };
    const changes = sources.flatMap((source) => {
      if (source === undefined) return [];
      if ("owners" in source) return source.listener ?? source.connection ?? [];
      return pollable(source) ?? [];
    });
    return new Wait(attempt, changes, milliseconds, (answer) => reply(answer ?? 0));
  }

  #source(target: number): Socket | OpenFile | undefined {
    return target < 0 ? this.#process.descriptors.get(~target) : this.#sockets.get(target);
  }

  #events(source: Socket | OpenFile | undefined): number {
    if (source === undefined) return POLL.invalid;
    if ("owners" in source) {
      const { listener, connection } = source;
      if (listener !== undefined) return listener.pending() ? POLL.in : 0;
      if (connection === undefined) return POLL.hangUp | POLL.out;
      return (connection.readable() ? POLL.in : 0) | (connection.writable() ? POLL.out : 0);
    }
    const events = pollable(source);
    if (events === undefined) return POLL.in | POLL.out;
    return (events.readable() ? POLL.in : 0) | (events.writable() ? POLL.out : 0);
  }
}

/** An error of sockets that files do not have. */
export class SocketError extends Error {
  readonly errno: number;
  constructor(errno: number) {
    super(`socket error ${errno}`);
    this.errno = errno;
  }
}
