import { AnswererEnd, CALL, ERRNO, PAYLOAD_BYTES, type FromPython, type RunPython } from "#python";
import type { PythonHost, PythonWorker } from "./host.ts";

/** What may happen to a machine, for the process that uses it. */
export interface MachineEvents {
  call(number: number, values: readonly number[]): void;
  started(): void;
  ended(status: number): void;
  /** A file of what is shipped could not be had. */
  missing(reason: string): void;
  /** The interpreter itself failed; the report is for us. */
  failed(report: string): void;
}

/** What CPython said instead of being set up, by its options. */
export class ToldInstead extends Error {
  readonly told: Extract<FromPython, { readonly type: "told" }>;

  constructor(told: Extract<FromPython, { readonly type: "told" }>) {
    super(`the interpreter ended with status ${told.status}`);
    this.told = told;
  }
}

/** One worker with an interpreter, from its preparation to its end. It runs one process. */
export class PythonMachine {
  readonly end = new AnswererEnd();
  readonly prepared: Promise<void>;
  /** Why a snapshot could not be restored, when that was tried. */
  trouble: string | undefined;
  readonly #host: PythonHost;
  #worker: PythonWorker | undefined;
  #events: MachineEvents | undefined;
  #failure: string | undefined;
  #over = false;

  constructor(
    host: PythonHost,
    /** The command that it is made for, if that is known. */
    command = "python",
    /** Options and variables that only a fresh interpreter can take: then no snapshot is used. */
    options: readonly string[] = [],
    environment: Readonly<Record<string, string>> = {},
    /** The name by which it speaks of itself. */
    name = "python3",
  ) {
    this.#host = host;
    this.prepared = this.#prepare(command, options, environment, name);
    this.prepared.catch(() => undefined);
  }

  run(message: Omit<RunPython, "type">, events: MachineEvents): void {
    this.#events = events;
    if (this.#failure !== undefined) events.failed(this.#failure);
    else this.#worker?.post({ type: "run", ...message });
  }

  terminate(): void {
    this.#over = true;
    this.#worker?.terminate();
  }

  async #prepare(
    command: string,
    options: readonly string[],
    environment: Readonly<Record<string, string>>,
    name: string,
  ): Promise<void> {
    const fresh = options.length > 0 || Object.keys(environment).length > 0;
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const fail = (report: string): void => {
      this.#failure = report;
      this.#events?.failed(report);
      reject(new Error(report));
    };
    const coming = this.#host.core(command);
    coming.catch(() => undefined);
    const take = (message: FromPython): void => {
      if (message !== 0 && message.type === "told") reject(new ToldInstead(message));
      else this.#take(message, () => resolve(undefined), fail);
    };
    const worker = await this.#host.startWorker(take, fail);
    this.#worker = worker;
    if (this.#over) worker.terminate();
    const core = await coming;
    if (this.#over) return;
    const restoring = fresh ? undefined : core.restoring;
    worker.post({
      type: "prepare",
      memory: this.end.memory,
      wasm: core.wasm,
      index: core.index,
      units: this.#host.loadedUnits(),
      restores: restoring !== undefined,
      name,
      options,
      environment,
      making: false,
      imports: [],
    });
    if (restoring !== undefined) {
      const { snapshot, trouble } = await restoring;
      this.trouble ??= trouble;
      worker.post({ type: "restore", snapshot, units: this.#host.loadedUnits() });
    }
    return promise;
  }

  #take(message: FromPython, prepared: () => void, fail: (report: string) => void): void {
    if (this.#over) return;
    if (message === 0) {
      const call = this.end.take();
      if (call === undefined) return;
      if (call.number === CALL.readUnit) void this.#readUnit(call.arguments);
      else if (this.#events === undefined) this.end.answer(-ERRNO.ENOSYS);
      else this.#events.call(call.number, call.arguments);
      return;
    }
    switch (message.type) {
      case "prepared":
        this.trouble = message.trouble ?? this.trouble;
        prepared();
        break;
      case "started":
        this.#events?.started();
        break;
      case "ended":
        this.#events?.ended(message.status);
        break;
      case "crashed":
        fail(message.report);
        break;
      case "told":
      case "snapshot":
        break;
    }
  }

  async #readUnit([nameLength = 0, offset = 0, length = 0]: readonly number[]): Promise<void> {
    const name = new TextDecoder().decode(this.end.payload.slice(0, nameLength));
    try {
      const bytes = await this.#host.unit(name);
      const part = bytes.subarray(offset, offset + Math.min(length, PAYLOAD_BYTES));
      this.end.payload.set(part);
      this.end.answer(part.length);
    } catch (error) {
      this.#events?.missing(error instanceof Error ? error.message : String(error));
      this.end.answer(-ERRNO.EIO);
    }
  }
}
