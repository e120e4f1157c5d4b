/**
 * Records what CPython 3.14 does with the cases. The judge is a Debian testing root with python3.14, curl, and the
 * packages of wheels.lock.txt in /opt/nat:
 *
 *   debootstrap --variant=minbase --include=python3.14,python3.14-venv,curl testing ROOT
 *   chroot ROOT python3.14 -m venv /opt/nat && chroot ROOT /opt/nat/bin/pip install --no-deps WHEELS…
 *   JUDGE_ROOT=ROOT node tests/cases/python/record.ts [group …]
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { caseGroups, commandsOf, filesOf, readCases, recordingPath, type Outcome, type PythonCase } from "./case.ts";

const root = process.env.JUDGE_ROOT;
if (root === undefined) throw new Error("JUDGE_ROOT is not set: see the head of this file");
const HOME = "/home/reader";
const inside = ["env", "-C", HOME, "-i"];

/** A project that never mentions asyncio is tested where pytest-asyncio is not installed. */
function withoutAsyncio(test: PythonCase): Record<string, string> {
  const { files, run } = test;
  return JSON.stringify([files, run]).includes("asyncio") ? {} : { PYTEST_ADDOPTS: "-p no:asyncio" };
}

function environment(test: PythonCase): string[] {
  const env = { PATH: "/opt/nat/bin:/usr/bin:/bin", HOME, USER: "reader", LANG: "C.UTF-8", ...withoutAsyncio(test), ...test.env };
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}

async function record(test: PythonCase): Promise<Outcome> {
  const home = join(root ?? "", HOME);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  for (const [path, text] of Object.entries(filesOf(test))) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
  }
  const call = (argv: readonly string[]) => [root ?? "", ...inside, ...environment(test), ...argv];
  const server = test.serve === undefined ? undefined : spawn("chroot", call(test.serve.argv), { stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", error: "" };
  server?.stdout.on("data", (chunk: Buffer) => (said.out += chunk.toString()));
  server?.stderr.on("data", (chunk: Buffer) => (said.error += chunk.toString()));
  if (test.serve !== undefined) await listening(test.serve.port);
  const commands = commandsOf(test).map((argv) => {
    const run = spawnSync("chroot", call(argv), { input: test.stdin ?? "", encoding: "utf8", timeout: 60_000 });
    return { status: run.status ?? 128 + (run.signal === "SIGINT" ? 2 : 9), stdout: run.stdout, stderr: run.stderr };
  });
  if (server === undefined) return { commands };
  const ended = new Promise((resolve) => server.once("close", resolve));
  server.kill("SIGINT");
  await ended;
  return { commands, server: said.out + said.error };
}

function listening(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const attempt = (left: number): void => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => {
        socket.destroy();
        resolve();
      });
      socket.once("error", () => {
        if (left === 0) reject(new Error(`nothing listens on ${port}`));
        else setTimeout(() => attempt(left - 1), 50);
      });
    };
    attempt(200);
  });
}

const judge = spawnSync("chroot", [root, "/opt/nat/bin/python", "-VV"], { encoding: "utf8" }).stdout.trim();
const wanted = process.argv.slice(2);
for (const group of wanted.length > 0 ? wanted : caseGroups()) {
  const outcomes: Record<string, Outcome> = {};
  for (const test of readCases(group)) outcomes[test.name] = await record(test);
  writeFileSync(recordingPath(group), `${JSON.stringify({ judge, outcomes }, null, 1)}\n`);
  console.log(group, Object.keys(outcomes).length);
}
