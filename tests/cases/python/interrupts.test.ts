/** Ctrl+C at any moment: KeyboardInterrupt in the main thread where Python runs, and the end everywhere. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeUtf8 } from "#base";
import { HOME } from "#kernel";
import type { PythonRunner } from "#programs";
import { createMachine, openRunner } from "./machine.ts";

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

const STUBBORN_WAYS = ["sleep", "loop", "sleep", "loop", "asyncio", "sleep", "asyncio", "loop"];
const STUBBORN = `
import asyncio, time
def sleep(): time.sleep(600)
def loop():
    while True: pass
def wait(): asyncio.run(asyncio.sleep(600))
ways = {"sleep": sleep, "loop": loop, "asyncio": wait}
for way in ${JSON.stringify(STUBBORN_WAYS)}:
    try:
        print(way, "waiting", flush=True)
        ways[way]()
    except KeyboardInterrupt:
        print(way, "caught", flush=True)
print("done")
`;

let runner: PythonRunner;
beforeAll(async () => {
  runner = await openRunner();
});
afterAll(() => runner.dispose());

/** Runs a program, presses Ctrl+C once it has said that it is ready, or before that, and waits for its end. */
async function interrupted(program: string, when: number | "ready"): Promise<{ status: number; said: string }> {
  const { kernel, files } = createMachine(runner);
  files.writeFile(`${HOME}/t.py`, encodeUtf8(`import sys; print("ready", file=sys.stderr, flush=True)\n${program}\n`));
  const [input, typing] = kernel.pipe();
  const [reader, writer] = kernel.pipe();
  const [unread, sink] = kernel.pipe();
  const child = kernel.spawn({
    argv: ["python", "t.py"],
    cwd: HOME,
    env: { PATH: "/usr/bin", HOME },
    descriptors: new Map([
      [0, input],
      [1, program.includes("flush=True") ? writer : sink],
      [2, writer],
    ]),
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
  if (when === "ready") await ready.promise;
  // Ready is said a little before the statement that is interrupted begins.
  await new Promise((resolve) => setTimeout(resolve, when === "ready" ? 120 : when));
  kernel.kill(-child.group, 2);
  const status = await child.exit;
  await reading;
  kernel.shutdown();
  typing.close();
  unread.close();
  return { status, said };
}

describe.concurrent("Ctrl+C", () => {
  test.each(rows)("in $where", async ({ program }) => {
    const { status, said } = await interrupted(program, "ready");
    expect(status).toBe(130);
    if (!program.includes("'x'")) expect(said).toMatch(/KeyboardInterrupt\n$/);
  });

  test.each([0, 20, 80, 200, 450])("%i ms after the start", async (milliseconds) => {
    const { status } = await interrupted("import time; time.sleep(300)", milliseconds);
    expect(status).toBe(130);
  });

  test("again and again, to a program that catches it and goes on", async () => {
    const { kernel, files } = createMachine(runner);
    files.writeFile(`${HOME}/t.py`, encodeUtf8(STUBBORN));
    const [reader, writer] = kernel.pipe();
    // Whether a coroutine is told that it was never awaited depends on the moment.
    const [unread, warnings] = kernel.pipe();
    const descriptors = new Map([
      [1, writer],
      [2, warnings],
    ]);
    const child = kernel.spawn({ argv: ["python", "t.py"], cwd: HOME, env: { PATH: "/usr/bin", HOME }, descriptors });
    writer.close();
    let said = "";
    for (let chunk = await reader.read(4096); chunk !== null; chunk = await reader.read(4096)) {
      const text = new TextDecoder().decode(chunk);
      said += text;
      // Once for every time that it waits again.
      if (text.endsWith(" waiting\n")) kernel.kill(-child.group, 2);
    }
    expect({ status: await child.exit, said }).toEqual({
      status: 0,
      said: `${STUBBORN_WAYS.map((way) => `${way} waiting\n${way} caught\n`).join("")}done\n`,
    });
    kernel.shutdown();
    unread.close();
  });

  test("in a C function that does not look", async () => {
    const { status } = await interrupted("import collections, itertools\ncollections.deque(itertools.repeat(0), maxlen=0)", "ready");
    expect(status).toBe(130);
  });
});
