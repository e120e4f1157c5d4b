import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { SIGNALS } from "#base";
import { NodeFileSystem } from "#files/node";
import { DEFAULT_PATH, Handle, Kernel } from "#kernel";
import { createMachineTable, importGroup, type Group } from "#programs";
import { bridgePorts } from "./ports.ts";
import { HostInput, HostOutput } from "./standard-streams.ts";

const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const;

export interface HostCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Programs beyond the table's. */
  readonly more?: Group;
  /** Whether ports become ports of the host. */
  readonly ports?: boolean;
  /** Whether our programs come before scripts of the same name that the host's PATH leads to (pyenv's `python`). */
  readonly oursFirst?: boolean;
}

/** Where the command line's programs are: beside the file that runs. */
function launcherFolder(): string {
  return dirname(realpathSync(process.argv[1] ?? "."));
}

/** Runs one command of our userland on the real disk and the host's own streams; answers its exit status. */
export async function runOnHost({
  argv,
  cwd,
  more = {},
  ports = false,
  oursFirst = false,
}: HostCommand): Promise<number> {
  const programs = createMachineTable(importGroup);
  programs.add(more);
  const user = { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 };
  const kernel = new Kernel({
    files: new NodeFileSystem(),
    programs,
    realDisk: true,
    user,
    launchers: launcherFolder(),
  });
  if (ports) bridgePorts(kernel, (port, reason) => process.stderr.write(`companion: port ${port}: ${reason}\n`));
  const env: Record<string, string> = { PATH: DEFAULT_PATH };
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
  if (oursFirst) env.PATH = `${DEFAULT_PATH}:${env.PATH}`;
  const streams = [new HostInput(), new HostOutput(1), new HostOutput(2)].map(
    (description) => new Handle(description, undefined),
  );
  // The umask of the host is read once by whoever makes files; ours is the same.
  // oxlint-disable-next-line typescript/no-deprecated -- there is no other way to ask; nothing runs beside us
  const umask = process.umask();
  const child = kernel.spawn({ argv, cwd, env, umask, descriptors: new Map(streams.entries()) });
  for (const name of FORWARDED)
    process.on(name, () => void kernel.kill(-child.group, SIGNALS[name as keyof typeof SIGNALS]));
  // Timers and input may be all that is left to wait for; the process ends when the command does.
  const alive = setInterval(() => undefined, 1 << 30);
  const status = await child.exit;
  clearInterval(alive);
  kernel.shutdown();
  return status;
}
