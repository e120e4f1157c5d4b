import { parentPort, workerData } from "node:worker_threads";
import { MemoryFileSystem } from "../../src/files/index.ts";
import { make, type MakeHost } from "../../src/make/index.ts";
import { makeInput, type MakeInput } from "./make-text.ts";

/** The pure engine on makefiles by chance, in memory, with commands that do nothing. */
interface Order {
  readonly seed: number;
  readonly cases: number;
  readonly corpus: readonly number[];
  /** Milliseconds since the epoch. */
  readonly until: number;
}

const encoder = new TextEncoder();

function host(input: MakeInput, said: string[]): MakeHost {
  const files = new MemoryFileSystem();
  files.makeDirectory("/lab");
  for (const [name, content] of Object.entries(input.files)) files.writeFile(`/lab/${name}`, encoder.encode(content));
  return {
    files,
    cwd: "/lab",
    env: { PATH: "/bin", HOME: "/root", A: "from $(the) environment" },
    command: "make",
    runner: {
      start: ({ argv }) => ({
        end: Promise.resolve({ kind: "exited", status: argv.join(" ").length % 5 === 0 ? 1 : 0 }),
        kill: () => undefined,
      }),
      capture: ({ argv }) => ({ end: { kind: "exited", status: 0 }, output: `${argv.at(-1) ?? ""}\n` }),
    },
    write: (_stream, text) => void said.push(String(text)),
    flush: () => undefined,
    readStandardInput: () => "",
    now: () => 1_700_000_000_000,
  };
}

async function runCase(seed: number): Promise<string | undefined> {
  const input = makeInput(seed);
  const said: string[] = [];
  try {
    const status = await make(input.args, host(input, said), () => undefined);
    if (status !== 0 && status !== 1 && status !== 2) return `exit status ${status}`;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const words = said.join("");
  return /\[this is a bug\]|\.ts:\d/.test(words) ? words : undefined;
}

const { seed, cases, corpus, until } = workerData as Order;
let done = 0;
const all = function* (): Generator<number> {
  yield* corpus;
  for (let index = 0; index < cases; index += 1) yield seed * 1_000_000 + index;
};
for (const one of all()) {
  if (Date.now() > until) break;
  if (done % 20 === 0) parentPort?.postMessage({ at: `case ${one} or one of the 19 after it` });
  const wrong = await runCase(one);
  if (wrong !== undefined) {
    parentPort?.postMessage({ failed: `case ${one}: ${wrong}\n${JSON.stringify(makeInput(one), null, 1)}` });
    break;
  }
  done += 1;
}
parentPort?.postMessage({ done });
