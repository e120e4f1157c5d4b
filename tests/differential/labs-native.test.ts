/**
 * The three labs in Python as a reader takes them home: downloaded, unzipped, `make all` with the CPython that is there,
 * in a new virtual environment. pip takes the wheels that the build keeps, and what it has or can get itself.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, type TestContext } from "vitest";
import { labData, readLab } from "../../src/content/index.ts";
import { cacheFolder } from "../../src/build/python-cache.ts";
import { zipArchive } from "../../src/session/archive.ts";
import { WorkingTree } from "../../src/session/index.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const PYTHONS = ["python3.14", "python3.13", "python3.12", "python3"];

let base = "";
let python: string | undefined;

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), "labs-"));
  python = PYTHONS.find((name) => spawnSync(name, ["-c", "import venv, ensurepip"]).status === 0);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

interface Result {
  readonly status: number | null;
  readonly text: string;
}

function shell(folder: string, command: string): Result {
  const wheels = join(cacheFolder(), "wheels");
  const env = {
    PATH: `${join(base, "venv/bin")}:${process.env.PATH ?? ""}`,
    HOME: process.env.HOME ?? base,
    PIP_FIND_LINKS: wheels,
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    ...(process.env.PIP_INDEX_URL === undefined ? {} : { PIP_INDEX_URL: process.env.PIP_INDEX_URL }),
  };
  const run = spawnSync("sh", ["-c", command], { cwd: folder, env, encoding: "utf8" });
  return { status: run.status, text: run.stdout + run.stderr };
}

/** The lab's folder as its archive unpacks. */
async function unzipped(name: string): Promise<string> {
  const data = labData(readLab(ROOT, name));
  const archive = await zipArchive(data.folder, new WorkingTree(data).list(), new Date());
  const folder = join(base, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "lab.zip"), archive);
  expect(shell(folder, `${python ?? ""} -m zipfile -e lab.zip .`)).toMatchObject({ status: 0 });
  return join(folder, data.folder);
}

/** What cannot be had is said loudly: a judge without packages judges nothing. */
function needsPackages(context: TestContext, { status, text }: Result): void {
  const reason =
    python === undefined
      ? "no CPython with venv is here"
      : status !== 0 &&
          /No matching distribution|Could not find a version|ConnectionError|NewConnectionError/.test(text)
        ? "pip has no wheels for this CPython, and no index: see the end of its output"
        : undefined;
  if (reason === undefined) return;
  console.error(`\nNOT JUDGED: the labs were not run natively: ${reason}\n${text.slice(-600)}\n`);
  context.skip(reason);
}

test("a virtual environment is made", (context) => {
  needsPackages(context, { status: 0, text: "" });
  expect(shell(base, `${python ?? ""} -m venv venv`)).toMatchObject({ status: 0 });
});

test.for(["flask-fruit", "fastapi-add"])(
  "%s: make all, then make format changes nothing",
  { timeout: 300_000 },
  async (name, context) => {
    const folder = await unzipped(name);
    const all = shell(folder, "make all");
    needsPackages(context, all);
    expect(all, all.text).toMatchObject({ status: 0 });
    expect(all.text).toMatch(/^\d+ passed.* in/m);
    expect(all.text).toMatch(/rated at 10\.00\/10/);
    const format = shell(folder, "make format");
    expect(format.text).toMatch(/files? left unchanged/);
    expect(format.text).not.toMatch(/reformatted/);
  },
);

test(
  "pytest-hello: make all is red by one test, and green once the lab's own command has mended it",
  { timeout: 300_000 },
  async (context) => {
    const folder = await unzipped("pytest-hello");
    const red = shell(folder, "make all");
    needsPackages(context, red);
    expect(red, red.text).toMatchObject({ status: 2 });
    expect(red.text).toMatch(/FAILED test_greeting\.py::test_the_edges_of_the_day\[18-evening\]/);
    expect(red.text).toMatch(/1 failed, 8 passed in/);
    const mend = readLab(ROOT, "pytest-hello").manifest.session.find(({ run }) => run.startsWith("sed "))?.run ?? "";
    expect(shell(folder, mend)).toMatchObject({ status: 0 });
    const green = shell(folder, "make all && make run");
    expect(green, green.text).toMatchObject({ status: 0 });
    expect(green.text).toMatch(/9 passed in/);
    expect(green.text).toMatch(/Good morning, Noor!/);
  },
);
