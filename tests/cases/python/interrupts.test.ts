/** Ctrl+C at any moment: KeyboardInterrupt in the main thread where Python runs, and the end in time everywhere. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeUtf8 } from "#base";
import { MemoryFileSystem } from "#files";
import { HOME, Kernel, layOutTree } from "#kernel";
import { createProgramTable, pythonPrograms } from "#programs";
import { openRunner } from "./machine.ts";

const BACKGROUND = "import threading, time\ndef bg():\n    while True: time.sleep(0.01)\nthreading.Thread(target=bg, daemon=True).start()\n";
const BUSY = "import threading\ndef bg():\n    while True: pass\nthreading.Thread(target=bg, daemon=True).start()\n";

const rows: { where: string; program: string }[] = [
  { where: "sleep", program: "import time; time.sleep(30)" },
  { where: "a busy loop", program: "while True: pass" },
  { where: "input", program: "input()" },
  { where: "accept", program: "import socket; socket.create_server(('127.0.0.1', 9009)).accept()" },
  { where: "select", program: "import select, socket; s = socket.create_server(('127.0.0.1', 9009)); select.select([s], [], [])" },
  { where: "asyncio", program: "import asyncio; asyncio.run(asyncio.sleep(30))" },
  { where: "a queue", program: "import queue; queue.Queue().get()" },
  { where: "join of a thread", program: `${BACKGROUND}t = threading.Thread(target=lambda: time.sleep(30), daemon=True); t.start(); t.join()` },
  { where: "sleep beside a waiting thread", program: `${BACKGROUND}time.sleep(30)` },
  { where: "sleep beside a busy thread", program: `${BUSY}import time; time.sleep(30)` },
  { where: "a child", program: "import subprocess; subprocess.run(['python3', '-c', 'import time; time.sleep(30)'])" },
  { where: "a write loop", program: "while True: print('x' * 100, flush=True)" },
];

let open: Awaited<ReturnType<typeof openRunner>>;
beforeAll(async () => {
  open = await openRunner();
});
afterAll(() => open.dispose());

async function interrupted(program: string, afterMs: number | "when-ready"): Promise<{ status: number; said: string; tookMs: number }> {
  const table = createProgramTable((name) => Promise.reject(new Error(`no group ${name}`)));
  table.add(pythonPrograms(open));
  const files = new MemoryFileSystem();
  layOutTree(files, table);
  files.writeFile(`${HOME}/t.py`, encodeUtf8(`import sys; print("ready", file=sys.stderr, flush=True)\n${program}\n`));
  const kernel = new Kernel({ files, programs: table });
  const [input] = kernel.pipe();
  const [reader, writer] = kernel.pipe();
  const [, sink] = kernel.pipe();
  const child = kernel.spawn({
    argv: ["python", "t.py"],
    cwd: HOME,
    env: { PATH: "/usr/bin", HOME },
    descriptors: new Map([[0, input], [1, afterMs === "when-ready" && program.includes("flush=True") ? writer : sink], [2, writer]]),
  });
  writer.close();
  let said = "";
  const ready = Promise.withResolvers<undefined>();
  const reading = (async () => {
    for (let chunk = await reader.read(4096); chunk !== null; chunk = await reader.read(4096)) {
      if (said.length < 20_000) said += new TextDecoder().decode(chunk);
      if (said.includes("ready")) ready.resolve(undefined);
    }
  })();
  if (afterMs === "when-ready") {
    await ready.promise;
    await new Promise((resolve) => setTimeout(resolve, 120));
  } else await new Promise((resolve) => setTimeout(resolve, afterMs));
  const begun = performance.now();
  kernel.kill(-child.group, 2);
  const status = await child.exit;
  const tookMs = performance.now() - begun;
  await reading;
  kernel.shutdown();
  return { status, said, tookMs };
}

describe("Ctrl+C", () => {
  test.each(rows)("in $where", async ({ program }) => {
    const { status, said, tookMs } = await interrupted(program, "when-ready");
    expect(status).toBe(130);
    expect(tookMs).toBeLessThan(1500);
    if (!program.includes("'x'")) expect(said).toMatch(/KeyboardInterrupt\n$/);
  });

  test.each([0, 20, 80, 200])("%i ms after the start", async (afterMs) => {
    const { status, tookMs } = await interrupted("import time; time.sleep(30)", afterMs);
    expect(status).toBe(130);
    expect(tookMs).toBeLessThan(1500);
  });

  test("in a C function that does not look", async () => {
    const { status, tookMs } = await interrupted("x = 10 ** 10_000_000; str(3 ** 6_000_000)", "when-ready");
    expect(status).toBe(130);
    expect(tookMs).toBeLessThan(1500);
  });
});
