/** Programs that never end by themselves, in a lab's terminal: each is told or stopped, and the terminal goes on. */
import { describe, test } from "vitest";
import { useSite } from "../site.ts";
import { useWarmPythonLab } from "./warm-python-lab.ts";

const site = useSite();

const warmLab = useWarmPythonLab(site);

const rows = [
  {
    name: "recursion without end",
    program: "def f(): return f()\nf()",
    says: /RecursionError: maximum recursion depth exceeded/,
  },
  { name: "memory without end", program: "a = []\nwhile True: a.append(bytes(10**8))", says: /MemoryError/ },
  { name: "output without end", program: "while True: print('spam' * 20)", says: /^(?:spam){5}/m, stop: true },
  {
    name: "a program that swallows every Ctrl+C",
    program: "print('ready')\nwhile True:\n try:\n  while True: pass\n except BaseException: print('no')",
    says: /^ready$/m,
    stop: true,
  },
  {
    name: "threads without end",
    program:
      "import threading, time\nprint('ready')\nwhile True: threading.Thread(target=time.sleep, args=(1000,)).start()",
    says: /^ready$/m,
    stop: true,
  },
] as const;

describe("a program without end", () => {
  test.each(rows)("$name", async (row) => {
    const lab = warmLab();
    await lab.type(
      `printf '%b' '${row.program.replaceAll("\n", "\\n").replaceAll("'", "'\\''")}\\n' > endless.py; clear`,
    );
    await lab.type("python endless.py");
    await lab.sees(row.says, 100_000);
    if ("stop" in row) await lab.button("Stop").click();
    await lab.sees(/\$ ?$/, 30_000);
    await lab.type("clear; python -c 'print(6 * 7)'");
    await lab.sees(/^42$/m, 60_000);
  });
});
