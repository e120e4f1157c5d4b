/**
 * Records what CPython 3.14 does with the cases. The judge is a Debian testing root with python3.14, curl, and the
 * packages of wheels.lock.txt in /opt/nat:
 *
 *   debootstrap --variant=minbase --include=python3.14,python3.14-venv,curl testing ROOT
 *   chroot ROOT python3.14 -m venv /opt/nat && chroot ROOT /opt/nat/bin/pip install --no-deps WHEELS…
 *   JUDGE_ROOT=ROOT node tests/cases/python/record.ts [--new] [group …]
 *
 * `--new` leaves the cases that are recorded already as they are.
 */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { caseGroups, filesOf, readCases, readRecording, recordingPath, stepsOf, type Outcome, type PythonCase } from "./case.ts";

const root = process.env.JUDGE_ROOT;
if (root === undefined) throw new Error("JUDGE_ROOT is not set: see the head of this file");
const HOME = "/home/reader";
const inside = ["env", "-C", HOME, "-i"];

/** A project that tests without asyncio is tested where pytest-asyncio is not installed. */
function withoutAsyncio(test: PythonCase): Record<string, string> {
  const said = JSON.stringify([test.files, test.run]);
  return said.includes("asyncio") || !said.includes("pytest") ? {} : { PYTEST_ADDOPTS: "-p no:asyncio" };
}

function environment(test: PythonCase): string[] {
  const path = "/opt/nat/bin:/usr/bin:/bin";
  const env = { PATH: path, HOME, USER: "reader", LANG: "C.UTF-8", ...withoutAsyncio(test), ...test.env };
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}

const home = join(root, HOME);

function writeFiles(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
  }
}

async function record(test: PythonCase): Promise<Outcome> {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  writeFiles(filesOf(test));
  const call = (argv: readonly string[]) => [root ?? "", ...inside, ...environment(test), ...argv];
  const server =
    test.serve === undefined
      ? undefined
      : // A group of its own: Ctrl+C reaches a reloader's child as well.
        spawn("chroot", call(test.serve.argv), { stdio: ["ignore", "pipe", "pipe"], detached: true });
  const said = { out: "", error: "" };
  server?.stdout.on("data", (chunk: Buffer) => (said.out += chunk.toString()));
  server?.stderr.on("data", (chunk: Buffer) => (said.error += chunk.toString()));
  const commands = [];
  try {
    if (test.serve !== undefined) await listening(test.serve.port);
    let saved = { out: 0, error: 0 };
    for (const step of stepsOf(test)) {
      if ("save" in step) {
        saved = { out: said.out.length, error: said.error.length };
        // A second later: a reloader looks at the time of the last change.
        await new Promise((resolve) => setTimeout(resolve, 1100));
        writeFiles(step.save);
      } else if ("said" in step) {
        const wanted = new RegExp(step.said);
        const until = Date.now() + 30_000;
        while (!wanted.test(said.out.slice(saved.out) + said.error.slice(saved.error))) {
          if (Date.now() > until) throw new Error(`${test.name}: never said ${step.said}, but ${said.out}${said.error}`);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      } else commands.push(await runCommand(call(step), test.stdin ?? ""));
    }
  } finally {
    if (server?.pid !== undefined) {
      const ended = new Promise((resolve) => server.once("close", resolve));
      process.kill(-server.pid, "SIGINT");
      await ended;
    }
  }
  if (test.serve === undefined || test.serve.quiet === true) return { commands };
  return { commands, server: said.out + said.error };
}

function runCommand(argv: readonly string[], input: string): Promise<Outcome["commands"][number]> {
  return new Promise((resolve, reject) => {
    const child = spawn("chroot", argv, { stdio: ["pipe", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    const patience = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`${argv.join(" ")} did not end; a server belongs under serve`));
    }, 60_000);
    child.once("close", (code, signal) => {
      clearTimeout(patience);
      resolve({ status: code ?? 128 + constants.signals[signal ?? "SIGKILL"], stdout, stderr });
    });
  });
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

const judge = execFileSync("chroot", [root, "/opt/nat/bin/python", "-VV"], { encoding: "utf8" }).trim();
const words = process.argv.slice(2);
const wanted = words.filter((word) => word !== "--new");
for (const group of wanted.length > 0 ? wanted : caseGroups()) {
  const known: Readonly<Record<string, Outcome>> =
    words.includes("--new") && existsSync(recordingPath(group)) ? readRecording(group).outcomes : {};
  const outcomes: Record<string, Outcome> = {};
  for (const test of readCases(group)) outcomes[test.name] = known[test.name] ?? (await record(test));
  writeFileSync(recordingPath(group), `${JSON.stringify({ judge, outcomes }, null, 1)}\n`);
  console.log(group, Object.keys(outcomes).length);
}
