import { spawn, spawnSync, type StdioOptions } from "node:child_process";
import { readFileSync, statSync, writeSync } from "node:fs";
import { loadavg } from "node:os";
import { NodeFileSystem } from "#files/node";
import { make, type CommandEnd, type MakeHost, type RecipeCommand, type RunningCommand } from "#make";
import { encodeUtf8, signalNumber } from "#base";

/** Our make on real files, with the machine's own shell: `dist/cli/make`. */
function writeAll(stream: 1 | 2, bytes: Uint8Array): void {
  let rest = bytes;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(stream, rest));
    } catch (error) {
      const code = (error as { code?: string }).code;
      if (code === "EPIPE") process.exit(2);
      if (code !== "EAGAIN") throw error;
    }
  }
}

function failure(command: RecipeCommand, code: string | undefined): CommandEnd {
  if (code === "EACCES") return { kind: "failed", reason: "Permission denied" };
  if (code === "E2BIG") return { kind: "failed", reason: "Argument list too long" };
  const path = command.argv[0] ?? "";
  if (code === "ENOENT" && path.includes("/") && statSync(path, { throwIfNoEntry: false }) !== undefined) {
    return { kind: "failed", reason: "No such file or directory" };
  }
  return { kind: "failed", reason: code === "ENOEXEC" ? "Exec format error" : "No such file or directory" };
}

function start(command: RecipeCommand): RunningCommand {
  const [program = "", ...args] = command.argv;
  const stdio: StdioOptions = [command.stdin === "inherit" ? "inherit" : "ignore", "inherit", "inherit"];
  const child = spawn(program, args, { env: command.env, cwd: command.cwd, stdio });
  const end = new Promise<CommandEnd>((done) => {
    child.once("error", (error: { code?: string }) => done(failure(command, error.code)));
    child.once("exit", (status, signal) => {
      if (signal === null) done({ kind: "exited", status: status ?? 0 });
      else done({ kind: "signaled", signal: signalNumber(signal) ?? 11, core: false });
    });
  });
  return { end, collected: [], kill: (signal) => void child.kill(signal) };
}

function capture(command: RecipeCommand): { end: CommandEnd; output: string } {
  const [program = "", ...args] = command.argv;
  const result = spawnSync(program, args, {
    env: command.env,
    cwd: command.cwd,
    stdio: ["inherit", "pipe", "inherit"],
    maxBuffer: 1 << 30,
  });
  const output = result.stdout as Buffer | null;
  const text = output === null ? "" : output.toString("utf8");
  if (result.error !== undefined) {
    return { end: failure(command, (result.error as { code?: string }).code), output: text };
  }
  if (result.signal !== null) {
    return { end: { kind: "signaled", signal: signalNumber(result.signal) ?? 11, core: false }, output: text };
  }
  return { end: { kind: "exited", status: result.status ?? 0 }, output: text };
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

export async function runMake(command: string, args: readonly string[]): Promise<number> {
  const host: MakeHost = {
    files: new NodeFileSystem(),
    cwd: process.cwd(),
    env: process.env as Record<string, string>,
    command,
    runner: { start, capture },
    write: (stream, text) => writeAll(stream, typeof text === "string" ? encodeUtf8(text) : text),
    flush: () => undefined,
    readStandardInput: () => readFileSync(0, "utf8"),
    now: () => Date.now(),
    loadAverage: () => loadavg()[0] ?? 0,
    onSignal: (listener) => {
      const handlers = SIGNALS.map((name) => {
        const handler = (): void => listener(signalNumber(name) ?? 15);
        process.on(name, handler);
        return () => process.off(name, handler);
      });
      return () => handlers.forEach((undo) => undo());
    },
    die: (signal) => {
      for (const name of SIGNALS) process.removeAllListeners(name);
      process.kill(process.pid, signal);
    },
  };
  return make(args, host);
}

const name = process.env.COMPANION_MAKE ?? process.argv[1] ?? "make";
delete process.env.COMPANION_MAKE;
process.exitCode = await runMake(name, process.argv.slice(2));
