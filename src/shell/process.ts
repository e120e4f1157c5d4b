import type { ExitStatus } from "#base";
import type { FileSystem, OpenFile, OpenFlags } from "#files";

/**
 * What the shell asks of the process it runs in: the part of the kernel's `Process` that it uses, declared here because
 * the rooms do not import one another. See there for what each member means.
 */
export interface ShellProcess {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly uid: number;
  readonly gid: number;
  readonly argv: readonly string[];
  env: Record<string, string>;
  cwd: string;
  umask: number;
  readonly descriptors: Map<number, OpenFile>;
  readonly files: FileSystem;
  readonly signal: AbortSignal;
  readonly terminal: ShellTerminal | undefined;
  read(descriptor: number, max?: number): Promise<Uint8Array | null>;
  write(descriptor: number, data: Uint8Array | string): Promise<void>;
  open(path: string, flags: OpenFlags): OpenFile;
  pipe(): readonly [OpenFile, OpenFile];
  spawn(options: ShellSpawn): ShellChild;
  exec(argv: readonly string[], env?: Readonly<Record<string, string>>, called?: string): Promise<ExitStatus>;
  which(command: string): string | undefined;
  kill(pid: number, signal: number): boolean;
  onSignal(signal: number, action: ShellSignalAction): ShellSignalAction;
  sleep(milliseconds: number): Promise<void>;
  breathe(): Promise<void> | void;
}

type ShellSignalAction = "default" | "ignore" | ((signal: number) => void);

interface ShellTerminal {
  readonly columns: number;
  readonly rows: number;
  foreground: number;
  mode: "canonical" | "raw" | "raw-all";
  echo: boolean;
}

/** Runs inside a fork, which is a process of its own. */
type ForkProgram = (process: ShellProcess) => Promise<ExitStatus> | ExitStatus;

export interface ShellSpawn {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly umask?: number;
  readonly descriptors?: ReadonlyMap<number, OpenFile>;
  readonly group?: number | "new";
  readonly ignored?: readonly number[];
  readonly program?: ForkProgram;
}

export type ShellWaitStatus =
  | { readonly kind: "exited"; readonly status: ExitStatus }
  | { readonly kind: "signaled"; readonly signal: number }
  | { readonly kind: "stopped"; readonly signal: number };

export interface ShellChild {
  readonly pid: number;
  readonly group: number;
  readonly exit: Promise<ExitStatus>;
  wait(): Promise<ShellWaitStatus>;
  kill(signal: number): void;
}
