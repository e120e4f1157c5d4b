import { parseFromMachine, type FromMachine, type ToMachine } from "#protocol";
import { ByteChannel } from "./byte-channel.ts";

type Called = Extract<ToMachine, { type: Exclude<CallType, "asset" | "asset-placed" | "asset-failed" | "ping"> }>;
type CallType = Extract<ToMachine, { id: number }>["type"];
type CallOf<Call> = Call extends { id: number } ? Omit<Call, "id"> : never;
/** A call without its number. */
export type MachineCall = CallOf<Called>;

/** An answer that is an error: `code` is an errno name, or empty. */
export class MachineRefusal extends Error {
  override readonly name = "MachineRefusal";
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a link speaks over: a MessagePort, or what stands for one where the machine is behind a pipe. */
export interface MachinePort {
  postMessage(message: ToMachine, transfer: ArrayBuffer[]): void;
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  close(): void;
}

/** The page's end of the port to the machine: numbers the calls and knows the channels. */
export class MachineLink {
  readonly #channels = new Map<number, ByteChannel>();
  readonly #calls = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  readonly #port: MachinePort;
  #lastId = 0;
  #heard = 0;
  #ended: Error | undefined;

  constructor(port: MachinePort, onEvent: (message: FromMachine) => void) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      const message = parseFromMachine(data);
      if (message === undefined) return;
      this.#heard += 1;
      switch (message.type) {
        case "answer":
          return this.#take(message.id)?.resolve(message.value);
        case "refused":
          return this.#take(message.id)?.reject(new MachineRefusal(message.code, message.message));
        case "pong":
          return this.#take(message.id)?.resolve(undefined);
        case "data":
          return this.#channels.get(message.channel)?.receive(message.bytes);
        case "end":
          return this.#channels.get(message.channel)?.finish();
        case "credit":
          return this.#channels.get(message.channel)?.allow(message.bytes);
        default: {
          onEvent(message);
          return;
        }
      }
    };
  }

  send(message: ToMachine, transfer: ArrayBuffer[] = []): void {
    if (this.#ended === undefined) this.#port.postMessage(message, transfer);
  }

  call(call: MachineCall): Promise<unknown> {
    return this.#ask((id) => ({ ...call, id }));
  }

  /** Resolves when the machine's thread answers. */
  ping(): Promise<unknown> {
    return this.#ask((id) => ({ type: "ping", id }));
  }

  /** A new channel, which is known until it ends or is given up. */
  openChannel(): ByteChannel {
    const number = this.number();
    const channel = new ByteChannel(
      number,
      (message) => this.send(message),
      () => this.#channels.delete(number),
    );
    this.#channels.set(number, channel);
    return channel;
  }

  /** How many messages came from the machine. */
  get heard(): number {
    return this.#heard;
  }

  /** How many channels are open. */
  get openChannels(): number {
    return this.#channels.size;
  }

  /** Everything under way fails with the error. */
  end(error: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    this.#port.close();
    for (const { reject } of this.#calls.values()) reject(error);
    this.#calls.clear();
    for (const channel of [...this.#channels.values()]) channel.finish();
  }

  number(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #ask(message: (id: number) => ToMachine): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const id = this.number();
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      this.send(message(id));
    });
  }

  #take(id: number): { resolve: (value: unknown) => void; reject: (error: Error) => void } | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }
}
