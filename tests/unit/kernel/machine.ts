import { decodeUtf8, encodeUtf8 } from "#base";
import { MemoryFileSystem } from "#files";
import { HOME, Kernel, layOutTree, type Child, type Handle, type KernelLimits, type Program } from "#kernel";

/** A kernel over a laid-out memory tree with tiny programs of the test's own. */
export function machine(programs: Record<string, Program> = {}, limits: Partial<KernelLimits> = {}): Machine {
  const files = new MemoryFileSystem();
  const table = {
    names: Object.keys(programs),
    lookup: (name: string) => (Object.hasOwn(programs, name) ? programs[name] : undefined),
  };
  layOutTree(files, table);
  const crashes: unknown[] = [];
  const kernel = new Kernel({ files, programs: table, limits, onCrash: (error) => crashes.push(error) });
  return { files, kernel, crashes };
}

export interface Machine {
  readonly files: MemoryFileSystem;
  readonly kernel: Kernel;
  readonly crashes: unknown[];
}

export interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Starts a program whose output the test reads. */
export function start(
  { kernel }: Machine,
  program: Program | string,
  ...args: string[]
): { child: Child; out: Handle; err: Handle; input: Handle } {
  const [inRead, inWrite] = kernel.pipe();
  const [outRead, outWrite] = kernel.pipe();
  const [errRead, errWrite] = kernel.pipe();
  const child = kernel.spawn({
    argv: typeof program === "string" ? [program, ...args] : ["test", ...args],
    cwd: HOME,
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", HOME },
    descriptors: new Map([
      [0, inRead],
      [1, outWrite],
      [2, errWrite],
    ]),
    ...(typeof program === "string" ? {} : { program }),
  });
  for (const end of [inRead, outWrite, errWrite]) end.close();
  return { child, out: outRead, err: errRead, input: inWrite };
}

/** Everything up to the end. */
export async function drain(file: Handle): Promise<string> {
  let text = "";
  for (;;) {
    const bytes = await file.read(65536);
    if (bytes === null) return text;
    text += decodeUtf8(bytes);
  }
}

/** Runs a program to its end with this input. */
export async function run(on: Machine, program: Program | string, args: string[] = [], input = ""): Promise<Outcome> {
  const started = start(on, program, ...args);
  if (input !== "") await started.input.write(encodeUtf8(input));
  started.input.close();
  const [out, err, status] = await Promise.all([drain(started.out), drain(started.err), started.child.exit]);
  return { status, out, err };
}

/** Lets everything that is ready happen. */
export async function settle(turns = 4): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
}
