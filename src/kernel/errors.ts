/** A wait that a handled signal ended (EINTR). */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly signal: number;
  constructor(signal: number) {
    super("Interrupted system call");
    this.signal = signal;
  }
}

/** listen(2) on a port that somebody listens on (EADDRINUSE). */
export class AddressInUse extends Error {
  override readonly name = "AddressInUse";
  readonly port: number;
  constructor(port: number) {
    super("Address already in use");
    this.port = port;
  }
}

/** connect(2) to a port that nobody listens on (ECONNREFUSED). */
export class ConnectionRefused extends Error {
  override readonly name = "ConnectionRefused";
  readonly port: number;
  constructor(port: number) {
    super("Connection refused");
    this.port = port;
  }
}

/** A synchronous call by a process that has already ended: unwinds what is left of its program. */
export class ProcessEnded extends Error {
  override readonly name = "ProcessEnded";
  constructor(pid: number) {
    super(`process ${pid} has ended`);
  }
}

/** A write that was given up when some of its bytes were on their way: write(2) answers their number then. */
export class PartlyWritten extends Error {
  override readonly name = "PartlyWritten";
  readonly bytes: number;

  constructor(bytes: number) {
    super(`interrupted after ${bytes} bytes`);
    this.bytes = bytes;
  }
}
