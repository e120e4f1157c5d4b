import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
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
  { name: "sh reads its script by blocks, as dash", program: "sh", args: [], input: "read x\ndata\necho $x\n", status: 0, out: "\n", err: "sh: 2: data: not found\n" },
  { name: "bash reads its script line by line", program: "sh", args: ["--bash"], input: "read x\ndata\necho $x\n", status: 0, out: "data\n" },
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

  const python: { name: string; command: string[]; env?: Record<string, string>; input?: string; status: number; out: RegExp | string }[] = [
    { name: "python -c", command: ["python", "-c", "print(6 * 7)"], status: 0, out: "42\n" },
    { name: "python reads its program from standard input", command: ["python3", "-"], input: "import os\nprint(os.path.basename(os.getcwd()) != '')", status: 0, out: "True\n" },
    { name: "an exit status", command: ["python", "-c", "raise SystemExit(3)"], status: 3, out: "" },
    { name: "what Python writes is on the disk", command: ["sh", "-c", "python -c \"open('w.txt', 'w').write('kept')\" && cat w.txt"], status: 0, out: "kept" },
    { name: "pytest, red", command: ["pytest", "-q", "test_two.py"], status: 1, out: /1 failed, 1 passed in/ },
    { name: "a script called python on the host's PATH does not come first", command: ["python", "-c", "print(1)"], env: { PATH: `${folder}/host:/usr/bin:/bin` }, status: 0, out: "1\n" },
    { name: "a server and curl", command: ["sh", "-c", "python -m http.server 18743 --bind 127.0.0.1 2>/dev/null & i=0; until curl -s localhost:18743/served.txt || [ $i -gt 60 ]; do i=$((i+1)); sleep 0.3; done; kill $!"], status: 0, out: "from Python\n" },
  ];
  test.each(python)("companion exec: $name", ({ command, env = {}, input = "", status, out }) => {
    writeFileSync(join(folder, "served.txt"), "from Python\n");
    writeFileSync(join(folder, "test_two.py"), "def test_a(): assert 1 == 1\ndef test_b(): assert 1 == 2\n");
    mkdirSync(join(folder, "host"), { recursive: true });
    writeFileSync(join(folder, "host/python"), "#!/bin/sh\necho the host\n", { mode: 0o755 });
    const args = ["exec", "--dir", folder, "--", ...command];
    const result = spawnSync(join(CLI, "companion"), args, { cwd: folder, env, input, encoding: "utf8" });
    if (typeof out === "string") expect({ out: result.stdout, err: result.stderr }).toEqual({ out, err: "" });
    else expect(result.stdout).toMatch(out);
    expect(result.status).toBe(status);
  });
});
