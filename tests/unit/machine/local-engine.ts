import type { Program } from "#kernel";
import { parseToMachine, type FromMachine, type ToMachine } from "#protocol";
import { MachineEngine } from "../../../src/engines/machine/machine-engine.ts";
import { MachineLink } from "../../../src/engines/machine/machine-link.ts";
import { Machine } from "../../../src/hosts/machine/machine.ts";
import { memoryPlace } from "../../../src/hosts/machine/memory-place.ts";

/** Four rounds of asking the neighbour. */
const STOP_LIMIT_MS = 200;

/** Messages that this machine, which fetches nothing, is never sent. */
type Received = Parameters<Machine["receive"]>[0];

/** An engine and its machine in one thread, with a port between them; `programs` are all that it runs. */
export class LocalEngine extends MachineEngine {
  readonly name = "page";
  readonly machine: Machine;
  /** How often the machine's neighbour was asked whether it runs. */
  neighbourAsked = 0;
  #neighbour: Promise<undefined> | undefined;
  /** While false the machine's thread takes no message. */
  #listening = true;
  readonly #kept: Received[] = [];
  readonly #port: MessagePort;

  private constructor(link: MachineLink, machine: Machine, port: MessagePort) {
    super({ link, workdir: "/home/reader/lab", downloads: new Set(), stopLimit: STOP_LIMIT_MS });
    this.machine = machine;
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      const message = parseToMachine(data) as Received | undefined;
      if (message === undefined) return;
      if (this.#listening) machine.receive(message);
      else this.#kept.push(message);
    };
  }

  static start(programs: Record<string, Program>): LocalEngine {
    const { port1, port2 } = new MessageChannel();
    let tell: (message: FromMachine) => void = () => undefined;
    const link = new MachineLink(
      {
        postMessage: (message: ToMachine, transfer) => port1.postMessage(message, transfer),
        set onmessage(listener: ((event: MessageEvent<unknown>) => void) | null) {
          port1.onmessage = listener;
        },
        get onmessage() {
          return null;
        },
        close: () => port1.close(),
      },
      (message) => tell(message),
    );
    const table = {
      names: Object.keys(programs),
      lookup: (name: string) => (Object.hasOwn(programs, name) ? programs[name] : undefined),
      add: () => undefined,
    };
    const send = (message: FromMachine): void => port2.postMessage(message);
    const engine = new LocalEngine(
      link,
      new Machine(send, memoryPlace(table, { capacity: 1e7, folder: "lab" })),
      port2,
    );
    tell = (message) => engine.receive(message);
    return engine;
  }

  /** Channels that the page's end knows. */
  get openChannels(): number {
    return this.link.openChannels;
  }

  /** The machine's thread takes no messages until the result is called. */
  hold(): () => void {
    this.#listening = false;
    return () => {
      this.#listening = true;
      for (const message of this.#kept.splice(0)) this.machine.receive(message);
    };
  }

  /** The machine's neighbour does not answer until the result is called. */
  holdNeighbour(): () => void {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#neighbour = promise;
    return () => resolve(undefined);
  }

  protected override async neighbour(): Promise<void> {
    this.neighbourAsked += 1;
    await this.#neighbour;
  }

  protected bringAsset(): void {
    throw new Error("nothing is fetched here");
  }

  protected release(): void {
    this.machine.kernel.shutdown();
    this.#port.close();
  }
}
