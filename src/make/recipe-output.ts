import type { BuildState } from "./build-state.ts";
import type { OutputCollector } from "./host.ts";
import { andThen, type Maybe } from "./maybe.ts";

/** Where the words of one recipe go: straight out, or together once it is done (`-O`). */
export class RecipeOutput {
  readonly #state: BuildState;
  readonly collector: OutputCollector | undefined;

  constructor(state: BuildState, collect: boolean) {
    this.#state = state;
    this.collector = collect ? state.host.collectOutput?.() : undefined;
  }

  say(text: string, direct: boolean): void {
    if (this.collector === undefined || direct) this.#state.say(text);
    else this.collector.write(1, `${text}\n`);
  }

  warn(text: string, direct: boolean): void {
    if (this.collector === undefined || direct) this.#state.warn(text);
    else this.collector.write(2, `${this.#state.programName}: ${text}\n`);
  }

  /** Gives out what was collected, between the lines that name the directory when `-w` asks for them. */
  dump(): Maybe<void> {
    if (this.collector === undefined) return;
    return andThen(this.collector.take(), (chunks) => {
      if (chunks.length === 0) return;
      const { host, announcesEachOutput, disk, programName } = this.#state;
      if (announcesEachOutput) this.#state.say(`${programName}: Entering directory '${disk.cwd}'`);
      this.#state.opening();
      for (const { stream, bytes } of chunks) host.write(stream, bytes);
      if (announcesEachOutput) this.#state.say(`${programName}: Leaving directory '${disk.cwd}'`);
    });
  }

  close(): void {
    this.collector?.close();
  }
}
