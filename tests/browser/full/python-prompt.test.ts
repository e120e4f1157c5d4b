/** Python's prompt by keyboard, in a lab's terminal. */
import { describe, test } from "vitest";
import { useSite } from "../site.ts";
import { useWarmPythonLab } from "./warm-python-lab.ts";

const site = useSite();

const warmLab = useWarmPythonLab(site);

const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await warmLab().page.keyboard.press(key);
};
const type = async (text: string): Promise<void> => warmLab().page.keyboard.type(text, { delay: 20 });

describe("python on a terminal", () => {
  test("lines, several lines, history, Ctrl+C, Ctrl+D", async () => {
    const lab = warmLab();
    await lab.type("clear; python");
    await lab.sees(/>>> ?$/, 60_000);
    await type("6 * 7\n");
    await lab.sees(/\n42\n>>> ?$/, 30_000);
    await type("def twice(x):\n");
    await type("return 2 * x\n");
    await press("Enter");
    await lab.sees(/return 2 \* x[\s\S]*>>> ?$/, 30_000);
    await type("twice(10)\n");
    await lab.sees(/\n20\n>>> ?$/, 30_000);
    await press("ArrowUp");
    await lab.sees(/>>> twice\(10\)$/, 30_000);
    await press("Backspace");
    await type(" + 1)\n");
    await lab.sees(/\n22\n>>> ?$/, 30_000);
    await type("abandoned");
    await press("Control+c");
    await lab.sees(/KeyboardInterrupt\n>>> ?$/, 30_000);
    await type("while True: pass\n");
    await press("Enter");
    await press("Control+c");
    await lab.sees(/KeyboardInterrupt\n>>> ?$/, 30_000);
    await type("1 / 0\n");
    await lab.sees(/ZeroDivisionError: division by zero\n>>> ?$/, 30_000);
    await press("Control+d");
    await lab.sees(/\$ ?$/, 30_000);
    await lab.type("echo status $?");
    await lab.sees("status 0", 30_000);
  });

  test("python -i keeps what the program made", async () => {
    const lab = warmLab();
    await lab.type("clear; python -i greeting.py");
    await lab.sees(/>>> ?$/, 60_000);
    await type('greeting("Noor", 8)\n');
    await lab.sees(/'Good morning, Noor!'\n>>> ?$/, 30_000);
    await type("exit(3)\n");
    await lab.sees(/\$ ?$/, 30_000);
    await lab.type("echo status $?");
    await lab.sees("status 3", 30_000);
  });
});
