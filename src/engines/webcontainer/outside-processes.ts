import type { WebContainer, WebContainerProcess } from "@webcontainer/api";
import { decodeUtf8, encodeUtf8 } from "#base";
import type { ToMachine } from "#protocol";
import type { OutsideMessage } from "../machine/machine-engine.ts";

const LAST_OUTPUT_MS = 60;

interface Running {
  readonly process: WebContainerProcess;
  readonly keys: WritableStreamDefaultWriter<string>;
}

/** Programs of the container itself at terminals of its own, for the machine's shell: `node`, `npm`, `jsh`. */
export class OutsideProcesses {
  readonly #api: WebContainer;
  readonly #send: (message: ToMachine) => void;
  readonly #running = new Map<number, Promise<Running | undefined>>();

  constructor(api: WebContainer, send: (message: ToMachine) => void) {
    this.#api = api;
    this.#send = send;
  }

  receive(message: OutsideMessage): void {
    const { outside } = message;
    if (message.type === "outside-start") {
      this.#running.set(outside, this.#start(message));
      return;
    }
    void this.#running.get(outside)?.then((running) => {
      if (running === undefined) return;
      if (message.type === "outside-input") void running.keys.write(decodeUtf8(message.bytes)).catch(() => undefined);
      else if (message.type === "outside-resize") running.process.resize({ cols: message.columns, rows: message.rows });
      else running.process.kill();
    });
  }

  async #start(message: Extract<OutsideMessage, { type: "outside-start" }>): Promise<Running | undefined> {
    const { outside, command, args, env, columns, rows } = message;
    const { workdir } = this.#api;
    const cwd = message.cwd.startsWith(`${workdir}/`) ? message.cwd.slice(workdir.length + 1) : ".";
    // The machine's terminal turns every line end into two signs, as the container's did before.
    let held = "";
    const say = (piece: string): void => {
      const text = held + piece;
      held = text.endsWith("\r") ? "\r" : "";
      const shown = text.slice(0, text.length - held.length).replaceAll("\r\n", "\n");
      this.#send({ type: "outside-output", outside, bytes: encodeUtf8(shown).slice() });
    };
    const end = (status: number): void => {
      this.#running.delete(outside);
      // Output streams need not end: what was written before the end comes in this time.
      setTimeout(() => this.#send({ type: "outside-exit", outside, status }), LAST_OUTPUT_MS);
    };
    try {
      const process = await this.#api.spawn(command, [...args], { cwd, env, terminal: { cols: columns, rows } });
      void this.#copy(process, say);
      void process.exit.then(end, () => end(1));
      return { process, keys: process.input.getWriter() };
    } catch (error) {
      say(`${command}: ${error instanceof Error ? error.message : String(error)}\r\n`);
      end(126);
      return undefined;
    }
  }

  async #copy(process: WebContainerProcess, say: (text: string) => void): Promise<void> {
    const reader = process.output.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      say(value);
    }
  }
}
