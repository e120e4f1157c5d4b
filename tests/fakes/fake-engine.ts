import type { FileSystemTree } from "@webcontainer/api";
import type { Engine, EngineProcess, EngineSpawnOptions } from "#engines";

type Watcher = (event: "rename" | "change", name: string) => void;

/**
 * An engine in memory with a small shell of its own: enough behaviour to drive the page's side, no kernel. Its
 * commands: `echo WORDS`, `say TEXT` (backslash-n is a line end), `fail N`, `long N` (one line of N characters), `put FILE TEXT`, `rm FILE`, `hang` (until
 * SIGINT), `deaf` (until SIGKILL), `dead` (the whole machine stops answering), `flood` (lines without end).
 */
export class FakeEngine implements Engine {
  readonly name = "page";
  readonly workdir = "/home/reader/fake";
  readonly files = new Map<string, Uint8Array>();
  readonly #watchers = new Set<Watcher>();
  readonly #listeners = new Map<string, Set<(...values: never[]) => void>>();
  readonly shells: FakeShell[] = [];
  /** Nothing answers any more, as when the worker loops. */
  dead = false;
  gone = false;

  readonly fs = {
    readdir: (path: string) => new Promise((answer) => answer(this.#names(path))),
    readFile: (path: string) => {
      const bytes = this.files.get(normal(path));
      return bytes === undefined ? Promise.reject(new Error(`ENOENT: ${path}`)) : Promise.resolve(bytes);
    },
    writeFile: (path: string, data: string | Uint8Array) => {
      this.put(normal(path), typeof data === "string" ? new TextEncoder().encode(data) : data);
      return Promise.resolve();
    },
    mkdir: () => Promise.resolve(),
    rm: (path: string) => {
      this.drop(normal(path));
      return Promise.resolve();
    },
    rename: (from: string, to: string) => {
      const bytes = this.files.get(normal(from));
      if (bytes === undefined) return Promise.reject(new Error("ENOENT"));
      this.drop(normal(from));
      this.put(normal(to), bytes);
      return Promise.resolve();
    },
    watch: (_path: string, options: unknown, listener = options as Watcher) => {
      this.#watchers.add(listener);
      return { close: () => this.#watchers.delete(listener) };
    },
  } as unknown as Engine["fs"];

  put(path: string, bytes: Uint8Array): void {
    const event = this.files.has(path) ? "change" : "rename";
    this.files.set(path, bytes);
    for (const watcher of this.#watchers) watcher(event, path);
  }

  drop(path: string): void {
    for (const name of [...this.files.keys()]) {
      if (name !== path && !name.startsWith(`${path}/`)) continue;
      this.files.delete(name);
      for (const watcher of this.#watchers) watcher("rename", name);
    }
  }

  text(path: string): string | undefined {
    const bytes = this.files.get(path);
    return bytes && new TextDecoder().decode(bytes);
  }

  mount(tree: FileSystemTree): Promise<void> {
    const walk = (folder: FileSystemTree, prefix: string): void => {
      for (const [name, node] of Object.entries(folder)) {
        if ("directory" in node) walk(node.directory, `${prefix}${name}/`);
        else if ("contents" in node.file) {
          const { contents } = node.file;
          this.put(prefix + name, typeof contents === "string" ? new TextEncoder().encode(contents) : contents);
        }
      }
    };
    walk(tree, "");
    return Promise.resolve();
  }

  export(): Promise<FileSystemTree> {
    return Promise.reject(new Error("not in this fake"));
  }

  spawn(command: string, args: readonly string[], _options?: EngineSpawnOptions): Promise<EngineProcess> {
    if (command === "chmod") return Promise.resolve(ended(0));
    if (command !== "bash" || args[0] !== "-i") return Promise.resolve(ended(127));
    const shell = new FakeShell(this);
    this.shells.push(shell);
    return Promise.resolve(shell);
  }

  on(event: string, listener: (...values: never[]) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Makes the engine tell an event, as the machine would. */
  tell(event: string, ...values: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) (listener as (...all: unknown[]) => void)(...values);
  }

  request(): Promise<never> {
    return Promise.reject(new TypeError("nothing listens there"));
  }

  teardown(): void {
    this.gone = true;
  }

  #names(path: string): string[] {
    const prefix = normal(path) === "" ? "" : `${normal(path)}/`;
    const names = [...this.files.keys()].filter((name) => name.startsWith(prefix));
    if (names.length === 0 && prefix !== "") throw new Error(`ENOENT: ${path}`);
    return [...new Set(names.map((name) => name.slice(prefix.length).split("/")[0] ?? ""))];
  }
}

class FakeShell implements EngineProcess {
  readonly #engine: FakeEngine;
  readonly input: WritableStream<string>;
  readonly output: ReadableStream<string>;
  readonly exit: Promise<number>;
  #write!: (text: string) => Promise<void>;
  #exit!: (status: number) => void;
  #line = "";
  #job: { deaf: boolean; end: (status: number) => void } | undefined;
  size: { cols: number; rows: number } = { cols: 80, rows: 24 };

  constructor(engine: FakeEngine) {
    this.#engine = engine;
    const pipe = new TransformStream<string, string>(undefined, { highWaterMark: 16 }, { highWaterMark: 16 });
    const writer = pipe.writable.getWriter();
    this.#write = async (text) => {
      if (!engine.dead) await writer.write(text).catch(() => undefined);
    };
    this.output = pipe.readable;
    this.input = new WritableStream({ write: (keys) => this.#type(keys) });
    this.exit = new Promise((resolve) => (this.#exit = resolve));
    void this.#prompt();
  }

  kill(signal = "SIGTERM"): void {
    if (this.#engine.dead) return;
    if (this.#job === undefined) this.#exit(143);
    else if (!this.#job.deaf || signal === "SIGKILL") this.#job.end(signal === "SIGKILL" ? 137 : 143);
  }

  resize(size: { cols: number; rows: number }): void {
    this.size = size;
  }

  #prompt(): Promise<void> {
    return this.#write("\u001b]133;A\u0007~/fake $ \u001b]133;B\u0007");
  }

  #type(keys: string): void {
    for (const key of keys) {
      if (key === "\u0003") {
        if (this.#job !== undefined && !this.#job.deaf) this.#job.end(130);
      } else if (key === "\u0015") this.#line = "";
      else if (key === "\r") {
        const line = this.#line;
        this.#line = "";
        void this.#run(line);
      } else if (key >= " ") {
        this.#line += key;
        void this.#write(key);
      }
    }
  }

  async #run(line: string): Promise<void> {
    await this.#write(`\r\n\u001b]133;C;cmdline_url=${encodeURIComponent(line)}\u0007`);
    const status = await this.#command(line.split(" "));
    await this.#write(`\u001b]133;D;${status}\u0007`);
    await this.#prompt();
  }

  async #command([name = "", ...args]: string[]): Promise<number> {
    const text = args.join(" ").replaceAll("\\n", "\n");
    switch (name) {
      case "echo":
      case "say":
        await this.#write(`${text.replaceAll("\n", "\r\n")}\r\n`);
        return 0;
      case "long":
        await this.#write(`${"x".repeat(Number(args[0]))}\r\n`);
        return 0;
      case "fail":
        return Number(args[0] ?? 1);
      case "put":
        this.#engine.put(args[0] ?? "", new TextEncoder().encode(`${args.slice(1).join(" ")}\n`));
        return 0;
      case "rm":
        this.#engine.drop(args[0] ?? "");
        return 0;
      case "hang":
      case "deaf":
      case "dead":
      case "flood":
        return this.#loop(name);
      default:
        await this.#write(`bash: ${name}: command not found\r\n`);
        return 127;
    }
  }

  #loop(name: string): Promise<number> {
    this.#engine.dead = name === "dead";
    return new Promise((resolve) => {
      this.#job = {
        deaf: name !== "hang" && name !== "flood",
        end: (status) => {
          this.#job = undefined;
          resolve(status);
        },
      };
      const flood = async (): Promise<void> => {
        while (this.#job !== undefined) {
          await this.#write("y\r\n".repeat(1000));
          // A turn for timers: a real machine is another thread.
          await new Promise((resolve) => setTimeout(resolve, 0));
        }
      };
      if (name === "flood") void flood();
    });
  }
}

function ended(status: number): EngineProcess {
  return {
    input: new WritableStream(),
    output: new ReadableStream({ start: (controller) => controller.close() }),
    exit: Promise.resolve(status),
    kill: () => undefined,
    resize: () => undefined,
  };
}

function normal(path: string): string {
  return path === "." ? "" : path.replace(/^\.\//, "").replace(/\/$/, "");
}
