import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
  existsSync,
  realpathSync,
  type FSWatcher,
} from "node:fs";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { listeningPorts } from "./listening-ports.ts";
import { packTree, unpackTree, type WireTree } from "./tree.ts";
import type { FromBackend, Scenario, ToBackend } from "./wire.ts";

/** What `jsh` has on a bare container: Node and a few tools; no make, pip, python or git. */
const TOOLS = [
  "cat",
  "chmod",
  "cp",
  "echo",
  "env",
  "head",
  "ls",
  "mkdir",
  "mv",
  "rm",
  "sleep",
  "sort",
  "tail",
  "touch",
  "true",
  "which",
];

const PTY = new URL("terminal.py", import.meta.url).pathname;

interface RunOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | number | boolean>>;
  readonly terminal?: { readonly cols: number; readonly rows: number };
}

/** What the service has outside the container. */
export interface Outside {
  /** The registry that npm asks. */
  readonly registry: string;
  /** Below which host, with its port, a container's ports are shown. */
  readonly previews: string;
}

/** One container: a temporary folder, real Node processes in it, and the ports that they open. */
export class Backend {
  readonly workdir: string;
  readonly #root: string;
  readonly #bin: string;
  #send: (message: FromBackend) => void;
  readonly #scenario: () => Scenario;
  readonly #outside: Outside;
  readonly #processes = new Map<number, ChildProcess>();
  readonly #watchers = new Map<number, FSWatcher>();
  readonly #ports = new Set<number>();
  #next = 1;
  #poll: NodeJS.Timeout | undefined;

  constructor(send: (message: FromBackend) => void, scenario: () => Scenario, outside: Outside) {
    this.#outside = outside;
    this.#send = send;
    this.#scenario = scenario;
    this.#root = realpathSync(mkdtempSync(join(tmpdir(), "stand-in-")));
    this.workdir = join(this.#root, "home");
    this.#bin = join(this.#root, "bin");
    mkdirSync(this.workdir);
    mkdirSync(this.#bin);
    symlinkSync(process.env.STAND_IN_NODE ?? process.execPath, join(this.#bin, "node"));
    for (const tool of TOOLS) {
      const real = ["/bin", "/usr/bin"].map((folder) => join(folder, tool)).find((path) => existsSync(path));
      if (real !== undefined) symlinkSync(real, join(this.#bin, tool));
    }
    for (const tool of ["npm", "npx"] as const) symlinkSync(npmProgram(tool), join(this.#bin, tool));
    writeFileSync(join(this.#bin, "jsh"), `#!/bin/sh\nexec /bin/sh "$@"\n`);
    chmodSync(join(this.#bin, "jsh"), 0o755);
  }

  async receive(message: ToBackend): Promise<void> {
    switch (message.type) {
      case "call":
        try {
          this.#send({ type: "result", id: message.id, value: await this.#call(message.method, message.args) });
        } catch (error) {
          this.#send({
            type: "failure",
            id: message.id,
            message: error instanceof Error ? error.message : String(error),
          });
        }
        return;
      case "input":
        this.#processes.get(message.process)?.stdin?.write(message.text);
        return;
      case "resize": {
        const control = this.#processes.get(message.process)?.stdio[3];
        if (control && "write" in control) control.write(`${message.rows} ${message.columns}\n`);
        return;
      }
      case "kill":
        this.#processes.get(message.process)?.kill("SIGTERM");
    }
  }

  /** From now on it hears and says nothing, as a container whose tab was frozen. */
  fallSilent(): void {
    this.#send = () => undefined;
  }

  close(): void {
    clearInterval(this.#poll);
    for (const watcher of this.#watchers.values()) watcher.close();
    for (const child of this.#processes.values()) killTree(child);
    rmSync(this.#root, { recursive: true, force: true, maxRetries: 3 });
  }

  async #call(method: string, args: readonly unknown[]): Promise<unknown> {
    const path = (index = 0): string => this.#inside(args[index] as string);
    switch (method) {
      case "build": {
        const scenario = this.#scenario();
        if (scenario.kind === "late-build") await new Promise((resolve) => setTimeout(resolve, scenario.afterMs));
        if (scenario.kind === "build-throws") throw new Error(scenario.message);
        return { cwd: this.workdir, path: this.#bin };
      }
      case "loadFiles":
        await unpackTree(this.#inside((args[1] as string | undefined) ?? "."), args[0] as WireTree);
        return null;
      case "serialize":
        return packTree(path(), (args[1] as string[] | undefined) ?? []);
      case "run":
        return this.#run(args[0] as RunOptions);
      case "readFile":
        return (await readFile(path())).toString("base64");
      case "writeFile":
        await writeFile(path(), Buffer.from(args[1] as string, "base64"));
        return null;
      case "readdir":
        return (await readdir(path(), { withFileTypes: true })).map((entry) => ({
          name: entry.name,
          directory: entry.isDirectory(),
        }));
      case "mkdir":
        return (await mkdir(path(), { recursive: args[1] === true })) ?? null;
      case "rm":
        await rm(path(), args[1] as { force?: boolean; recursive?: boolean });
        return null;
      case "rename":
        await rename(path(0), path(1));
        return null;
      case "watch":
        return this.#watch(path(), args[1] === true);
      case "unwatch":
        this.#watchers.get(args[0] as number)?.close();
        return null;
      default:
        throw new Error(`no method ${method}`);
    }
  }

  #inside(path: string): string {
    const whole = resolve(this.workdir, path);
    if (whole !== this.workdir && !whole.startsWith(`${this.workdir}/`))
      throw new Error(`EACCES: permission denied, '${path}'`);
    return whole;
  }

  #run(options: RunOptions): number {
    const id = this.#next++;
    const scenario = this.#scenario();
    const env = {
      ...{ HOME: dirname(this.workdir), PATH: this.#bin, SHELL: "/bin/jsh" },
      // Of this machine's npm nothing but its program is taken over.
      ...{ npm_config_registry: this.#outside.registry, npm_config_cache: join(this.#root, "npm") },
      ...{
        npm_config_globalconfig: join(this.#root, "npmrc-of-all"),
        npm_config_userconfig: join(this.#root, "npmrc"),
      },
      // npm runs scripts with the container's shell.
      npm_config_script_shell: join(this.#bin, "jsh"),
      ...stringValues(options.env),
    };
    const command =
      scenario.kind === "exit-127"
        ? ["/bin/sh", "-c", `echo "jsh: command not found: ${options.command}"; exit 127`]
        : [options.command, ...options.args];
    const [file = "", ...rest] = options.terminal ? [pythonPath(), PTY, ...command] : command;
    const child = spawn(file, rest, {
      cwd: this.#inside(options.cwd ?? "."),
      env: options.terminal ? { TERM: "xterm-256color", ...env } : env,
      stdio: ["pipe", "pipe", "pipe", "pipe"],
      detached: true,
    });
    this.#processes.set(id, child);
    // A process that is gone before its input was read is no fault of ours.
    for (const stream of child.stdio) stream?.on("error", () => undefined);
    if (options.terminal) {
      const control = child.stdio[3];
      if (control && "write" in control) control.write(`${options.terminal.rows} ${options.terminal.cols}\n`);
    }
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) =>
        this.#send({ type: "output", process: id, base64: chunk.toString("base64") }),
      );
    child.on("error", () => {
      this.#send({
        type: "output",
        process: id,
        base64: Buffer.from(`jsh: command not found: ${options.command}\r\n`).toString("base64"),
      });
      this.#ended(id, 127);
    });
    child.on("close", (code, signal) => this.#ended(id, code ?? (signal === "SIGKILL" ? 137 : 143)));
    this.#poll ??= setInterval(() => this.#lookAtPorts(), 100);
    return id;
  }

  #ended(id: number, status: number): void {
    if (!this.#processes.delete(id)) return;
    this.#send({ type: "exit", process: id, status });
  }

  #watch(path: string, recursive: boolean): number {
    const id = this.#next++;
    const watcher = watch(path, { recursive }, (event, name) =>
      this.#send({ type: "watch", watcher: id, event, name: name ?? "" }),
    );
    watcher.on("error", () => watcher.close());
    this.#watchers.set(id, watcher);
    return id;
  }

  #lookAtPorts(): void {
    const now = listeningPorts(
      [...this.#processes.values()].flatMap((child) => (child.pid === undefined ? [] : [child.pid])),
    );
    for (const port of now) if (!this.#ports.has(port)) this.#tellPort(port, "open");
    for (const port of this.#ports) if (!now.has(port)) this.#tellPort(port, "close");
  }

  #tellPort(port: number, state: "open" | "close"): void {
    if (state === "open") this.#ports.add(port);
    else this.#ports.delete(port);
    this.#send({ type: "port", port, state, url: `http://${port}.${this.#outside.previews}` });
  }
}

function stringValues(env: RunOptions["env"] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)]));
}

/** The interpreter itself: what is found on PATH may be a script that needs a PATH of its own. */
function pythonPath(): string {
  try {
    return execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim();
  } catch {
    throw new Error("the stand-in needs python3 for its terminals: install it");
  }
}

/** npm's own script, beside the one that runs these tests or on PATH. */
function npmProgram(tool: "npm" | "npx"): string {
  const running = process.env.npm_execpath;
  const folders = [
    ...(running === undefined ? [] : [dirname(running)]),
    ...(process.env.PATH ?? "").split(":").flatMap((folder) => {
      const found = realPath(join(folder, "npm"));
      return found === undefined ? [] : [dirname(found)];
    }),
  ];
  const program = folders.map((folder) => join(folder, `${tool}-cli.js`)).find((path) => existsSync(path));
  if (program === undefined) throw new Error(`the stand-in needs npm, and PATH has none: install it`);
  return program;
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function killTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}
