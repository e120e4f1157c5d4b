/**
 * Programs of the container itself, run from our shell: Node and what comes with it. At a terminal the page starts
 * them, because only the service gives out terminals; on pipes and files they are children of this process.
 */
import { spawn } from "node:child_process";
import { encodeUtf8, SIGNALS } from "#base";
import type { Process, Program } from "#kernel";
import type { Group } from "#programs";
import type { FromMachine, ToMachine } from "#protocol";

const NAMES = ["node", "npm", "npx", "jsh"] as const;
/** What a reader's keys and Stop send, and what a program may catch. */
const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const NOT_FOUND = 127;

interface AtTerminal {
  output(bytes: Uint8Array): void;
  exit(status: number): void;
}

export class OutsidePrograms {
  readonly #send: (message: FromMachine) => void;
  readonly #path: string;
  readonly #atTerminal = new Map<number, AtTerminal>();
  #last = 0;

  /** `path`: where the container's programs are looked up. */
  constructor(send: (message: FromMachine) => void, path: string) {
    this.#send = send;
    this.#path = path;
  }

  get group(): Group {
    const program: Program = (own) => {
      const kinds = [0, 1].map((number) => own.descriptors.get(number)?.kind);
      return kinds.every((kind) => kind === "terminal") ? this.#onTerminal(own) : this.#onPipes(own);
    };
    return Object.fromEntries(NAMES.map((name) => [name, program]));
  }

  receive(message: Extract<ToMachine, { type: "outside-output" | "outside-exit" }>): void {
    const running = this.#atTerminal.get(message.outside);
    if (message.type === "outside-output") running?.output(message.bytes);
    else running?.exit(message.status);
  }

  async #onTerminal(own: Process): Promise<number> {
    const { terminal } = own;
    if (terminal === undefined) return this.#onPipes(own);
    this.#last += 1;
    const outside = this.#last;
    const [command = "", ...args] = own.argv;
    const size = (): { columns: number; rows: number } => ({ columns: terminal.columns, rows: terminal.rows });
    const before = { mode: terminal.mode, echo: terminal.echo };
    const done = new AbortController();
    let writing: Promise<void> = Promise.resolve();
    const ended = new Promise<number>((resolve) => {
      this.#atTerminal.set(outside, {
        output: (bytes) => void (writing = writing.then(() => own.write(1, bytes)).catch(() => undefined)),
        exit: resolve,
      });
    });
    own.onSignal(SIGNALS.SIGWINCH, () => this.#send({ type: "outside-resize", outside, ...size() }));
    for (const name of FORWARDED) own.onSignal(SIGNALS[name], () => this.#send({ type: "outside-kill", outside }));
    const kill = (): void => this.#send({ type: "outside-kill", outside });
    own.signal.addEventListener("abort", kill, { once: true });
    terminal.mode = "raw-all";
    terminal.echo = false;
    this.#send({ type: "outside-start", outside, command, args, cwd: own.cwd, env: this.#env(own), ...size() });
    void this.#passKeys(own, outside, done.signal);
    try {
      const status = await ended;
      await writing;
      return status;
    } finally {
      own.signal.removeEventListener("abort", kill);
      done.abort();
      this.#atTerminal.delete(outside);
      Object.assign(terminal, before);
    }
  }

  async #passKeys(own: Process, outside: number, done: AbortSignal): Promise<void> {
    while (!done.aborted) {
      const bytes = await own.read(0, 4096, done).catch(() => null);
      if (bytes === null) return;
      this.#send({ type: "outside-input", outside, bytes: bytes.slice() });
    }
  }

  async #onPipes(own: Process): Promise<number> {
    const [command = "", ...args] = own.argv;
    const child = spawn(command, args, { cwd: own.cwd, env: this.#env(own), stdio: ["pipe", "pipe", "pipe"] });
    for (const name of FORWARDED) own.onSignal(SIGNALS[name], () => void child.kill(name));
    const kill = (): void => void child.kill("SIGKILL");
    own.signal.addEventListener("abort", kill, { once: true });
    child.stdin.on("error", () => undefined);
    const done = new AbortController();
    const feeding = (async () => {
      for (;;) {
        const bytes = await own.read(0, 65_536, done.signal).catch(() => null);
        if (bytes === null) break;
        if (!child.stdin.write(bytes)) await new Promise((resolve) => child.stdin.once("drain", resolve));
      }
      child.stdin.end();
    })();
    void feeding;
    const copy = async (from: AsyncIterable<Uint8Array>, to: 1 | 2): Promise<void> => {
      for await (const bytes of from) await own.write(to, bytes);
    };
    try {
      const [status] = await Promise.all([
        new Promise<number>((resolve) => {
          child.once("error", () => {
            resolve(NOT_FOUND);
            child.stdout.destroy();
            child.stderr.destroy();
          });
          child.once("exit", (code, signal) =>
            resolve(code ?? 128 + (signal === null ? 0 : SIGNALS[signal as "SIGINT"])),
          );
        }),
        copy(child.stdout, 1).catch(() => child.kill("SIGPIPE")),
        copy(child.stderr, 2).catch(() => undefined),
      ]);
      if (status === NOT_FOUND && child.pid === undefined)
        await own.write(2, encodeUtf8(`${command}: the container has no ${command}\n`));
      return status;
    } finally {
      own.signal.removeEventListener("abort", kill);
      done.abort();
    }
  }

  /** The container's environment, a process's own over it; and the container's PATH: ours names what is no file there. */
  #env(own: Process): Record<string, string> {
    const theirs = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return { ...Object.fromEntries(theirs), ...own.env, PATH: this.#path };
  }
}
