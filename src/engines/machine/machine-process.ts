import { encodeUtf8, SIGNALS } from "#base";
import type { EngineProcess } from "../engine.ts";
import type { ByteChannel } from "./byte-channel.ts";
import type { MachineLink } from "./machine-link.ts";

/** A command that runs in a machine. */
export class MachineProcess implements EngineProcess {
  readonly input: WritableStream<string>;
  readonly output: ReadableStream<string>;
  readonly exit: Promise<number>;
  readonly #link: MachineLink;
  readonly #channel: number;
  readonly #onSignal: () => void;
  #resolveExit: (status: number) => void = () => undefined;

  /** `wanted: false` throws the output away as it comes. `onSignal` hears of every signal that is sent. */
  constructor(link: MachineLink, channel: ByteChannel, wanted: boolean, onSignal: () => void) {
    this.#link = link;
    this.#channel = channel.number;
    this.#onSignal = onSignal;
    this.exit = new Promise((resolve) => {
      this.#resolveExit = resolve;
    });
    this.input = new WritableStream<string>({
      write: (text) => channel.write(encodeUtf8(text)),
      close: () => channel.endWriting(),
      abort: () => channel.endWriting(),
    });
    const bytes = channel.readable as ReadableStream<BufferSource>;
    const decoded = bytes.pipeThrough(new TextDecoderStream("utf-8", { ignoreBOM: true }));
    this.output = wanted ? decoded : new ReadableStream({ start: (controller) => controller.close() });
    if (!wanted) void decoded.pipeTo(new WritableStream()).catch(() => undefined);
  }

  kill(signal: "SIGINT" | "SIGTERM" | "SIGKILL" | "SIGHUP" = "SIGTERM"): void {
    this.#link.send({ type: "signal", channel: this.#channel, signal: SIGNALS[signal] });
    this.#onSignal();
  }

  resize({ cols, rows }: { cols: number; rows: number }): void {
    this.#link.send({ type: "resize", channel: this.#channel, columns: cols, rows });
  }

  ended(status: number): void {
    this.#resolveExit(status);
  }
}
