import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = new URL("../../../", import.meta.url).pathname;
const CLI = join(ROOT, "dist/cli");
const folder = realpathSync(mkdtempSync(join(tmpdir(), "cli-")));

beforeAll(() => {
  if (!existsSync(join(CLI, "companion"))) execFileSync(process.execPath, [join(ROOT, "src/build/cli.ts")]);
  writeFileSync(join(folder, "script.sh"), "echo from $0 $1\nexit 5\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

const rows: { name: string; program: string; args: string[]; input?: string; status: number; out: string; err?: string }[] = [
  { name: "sh -c", program: "sh", args: ["-c", "echo $0 $1", "zero", "one"], status: 0, out: "zero one\n" },
  { name: "sh FILE", program: "sh", args: ["script.sh", "arg"], status: 5, out: "from script.sh arg\n" },
  { name: "sh reads standard input line by line", program: "sh", args: [], input: "read x\ndata\necho $x\n", status: 0, out: "data\n" },
  { name: "sh --bash", program: "sh", args: ["--bash", "-c", "echo {a,b}"], status: 0, out: "a b\n" },
  { name: "a program of the host is not there", program: "sh", args: ["-c", "gcc"], status: 127, out: "", err: "sh: 1: gcc: not found\n" },
  { name: "real files", program: "sh", args: ["-c", "echo x > 'a b'; cat 'a b'"], status: 0, out: "x\n" },
  { name: "companion exec in a folder", program: "companion", args: ["exec", "--dir", folder, "--", "pwd"], status: 0, out: `${folder}\n` },
  { name: "companion exec without a command", program: "companion", args: ["exec"], status: 2, out: "", err: "companion: no command\nusage: companion exec [--dir DIR] -- COMMAND [ARGUMENT]...\n" },
  { name: "an end by a signal", program: "sh", args: ["-c", "kill -TERM $$"], status: 143, out: "" },
];

describe("the command line, by absolute path with an empty environment", () => {
  test.each(rows)("$name", ({ program, args, input = "", status, out, err = "" }) => {
    const result = spawnSync(join(CLI, program), args, { cwd: folder, env: {}, input, encoding: "utf8" });
    expect({ status: result.status, out: result.stdout, err: result.stderr }).toEqual({ status, out, err });
  });

  test("a signal of the host reaches the command", async () => {
    const child = spawn(join(CLI, "sh"), ["-c", "echo ready; sleep 60"], { cwd: folder, env: {} });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    expect(await ended).toBe(143);
  });

  test("a reader that leaves ends a writer without end", () => {
    const result = spawnSync("/bin/sh", ["-c", `"${CLI}/sh" -c yes | head -n 2`], { encoding: "utf8" });
    expect(result.stdout).toBe("y\ny\n");
  });
});
