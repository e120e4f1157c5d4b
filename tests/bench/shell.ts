import { spawnSync } from "node:child_process";
import { decodeUtf8 } from "#base";
import { MemoryFileSystem, type OpenFile } from "#files";
import { HOME, Kernel, layOutTree } from "#kernel";
import { createMachineTable, importGroup } from "#programs";
import { runInMachine } from "../cases/shell/machine.ts";
import { milliseconds, type Row } from "./measure.ts";
import { SHELL_BUDGET, shellSize } from "./shell-size.ts";

const RUNS = 7;
const LINES = 2000;

/** Ten megabytes of numbered words, through five stages. */
const PIPELINE = "cat big | tr a-z A-Z | grep 7 | sed s/LINE/L/ | wc -l";
const LOOP = "i=0; while [ $i -lt 10000 ]; do i=$((i+1)); done; echo $i";

/** A line parsed and run, a loop of arithmetic, a pipeline, and the size of it all. */
export default async function shell(): Promise<Row[]> {
  return [await echoLine(), await loop(), await pipeline(), await size()];
}

/** `echo hello`, parsed anew each time, as lines of one script; less what an empty script costs. */
async function echoLine(): Promise<Row> {
  const script = "eval 'echo hello'\n".repeat(LINES);
  const ours: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const empty = await milliseconds(() => runInMachine("sh", ":"));
    ours.push((((await milliseconds(() => runInMachine("sh", script))) - empty) / LINES) * 1000);
  }
  return { name: "echo hello, parsed and run (within eval)", ours, unit: "us", limit: { of: "ours", atMost: 30 } };
}

function dash(script: string, input: string): void {
  const { status } = spawnSync("/bin/dash", ["-c", script], { input, encoding: "utf8", cwd: "/tmp" });
  if (status !== 0) throw new Error(`dash: ${String(status)}`);
}

async function loop(): Promise<Row> {
  const ours: number[] = [];
  const figures: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    figures.push(await milliseconds(() => dash(LOOP, "")));
    ours.push(await milliseconds(() => runInMachine("sh", LOOP)));
  }
  return { name: "10,000 turns of arithmetic", ours, unit: "ms", peer: { name: "dash", figures } };
}

async function pipeline(): Promise<Row> {
  const text = Array.from({ length: 660_000 }, (_, at) => `line ${String(at).padStart(9, "0")}`).join("\n");
  const ours: number[] = [];
  const figures: number[] = [];
  for (let run = 0; run < 3; run++) {
    figures.push(await milliseconds(() => dash(PIPELINE.replace("cat big", "cat"), text)));
    ours.push(await milliseconds(() => overFile(PIPELINE, text)));
  }
  return { name: "five stages over 10 MB", ours, unit: "ms", peer: { name: "dash and GNU's tools", figures } };
}

/** Runs a script in a machine whose home holds the file `big`. */
async function overFile(script: string, text: string): Promise<string> {
  const files = new MemoryFileSystem();
  const programs = createMachineTable(importGroup);
  layOutTree(files, programs);
  files.writeFile(`${HOME}/big`, new TextEncoder().encode(text));
  const kernel = new Kernel({ files, programs });
  const [read, write] = kernel.pipe();
  const child = kernel.spawn({
    argv: ["sh", "-c", script],
    cwd: HOME,
    env: { PATH: "/usr/bin:/bin", HOME },
    descriptors: new Map<number, OpenFile>([
      [1, write],
      [2, write],
    ]),
  });
  write.close();
  let said = "";
  for (let chunk = await read.read(65536); chunk !== null; chunk = await read.read(65536)) said += decodeUtf8(chunk);
  if ((await child.exit) !== 0) throw new Error(said);
  kernel.shutdown();
  return said;
}

async function size(): Promise<Row> {
  return {
    name: "the shell and its first tools",
    ours: [(await shellSize()) / 1000],
    unit: "kB",
    limit: { of: "ours", atMost: SHELL_BUDGET / 1000 },
  };
}
