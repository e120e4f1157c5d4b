import { concatBytes, decodeUtf8 } from "#base";
import { strftime } from "./tool/strftime.ts";
import { textWidth } from "./tool/width.ts";
import { Refusal, type Run, tool } from "./tool/tool.ts";
import { zoneOf } from "./tool/zone.ts";

/** What a command prints, both streams together, and its status. */
async function capture(run: Run, argv: readonly string[]): Promise<{ text: string; status: number }> {
  const [reader, writer] = run.process.pipe();
  const descriptors = new Map(run.process.descriptors);
  descriptors.set(1, writer);
  descriptors.set(2, writer);
  const child = run.process.spawn({ argv, descriptors });
  writer.close();
  const parts: Uint8Array[] = [];
  for (let part = await reader.read(65_536); part !== null; part = await reader.read(65_536)) parts.push(part.slice());
  reader.close();
  return { text: decodeUtf8(concatBytes(parts)), status: await child.exit };
}

function title(run: Run, seconds: number, command: string, columns: number): string {
  const left = `Every ${seconds.toFixed(1)}s: ${command}`;
  const host = decodeUtf8(run.files.readFile("/etc/hostname")).trim();
  const right = `${host}: ${strftime("%a %b %e %H:%M:%S %Y", Date.now(), zoneOf(run.process.env))}`;
  const room = columns - textWidth(right) - 1;
  return `${left.slice(0, Math.max(0, room)).padEnd(Math.max(0, room))} ${right}\n\n`;
}

/** Runs a command again and again and shows what it prints, a screenful at a time. */
export const watch = tool(
  {
    options: "n,interval= t,no-title e,errexit g,chgexit x,exec p,precise b,beep",
    permute: false,
  },
  async (run) => {
    if (run.operands.length === 0) throw new Refusal("a command is missing", { usage: true });
    const text = (run.value("n") ?? run.process.env.WATCH_INTERVAL ?? "2").replace(",", ".");
    if (!/^\d*\.?\d+$|^\d+\.$/.test(text)) throw new Refusal(`failed to parse argument: '${run.value("n") ?? ""}'`);
    const seconds = Math.max(0.1, Number(text));
    const argv = run.has("x") ? run.operands : ["sh", "-c", run.operands.join(" ")];
    const terminal = run.process.terminal;
    let before: string | undefined;
    for (;;) {
      const started = performance.now();
      const { text: output, status } = await capture(run, argv);
      const [columns, rows] = [terminal?.columns ?? 80, terminal?.rows ?? 24];
      const head = run.has("t") ? "" : title(run, seconds, run.operands.join(" "), columns);
      const lines = output.split("\n").slice(0, Math.max(1, rows - (head === "" ? 0 : 2)));
      const bell = run.has("b") && status !== 0 ? "\x07" : "";
      await run.process.write(1, `\x1b[H\x1b[2J${bell}${head}${lines.join("\n")}`);
      if (run.has("e") && status !== 0) {
        await run.process.write(1, "\n");
        return 8;
      }
      if (run.has("g") && before !== undefined && before !== output) {
        await run.process.write(1, "\n");
        return 0;
      }
      before = output;
      const spent = run.has("p") ? performance.now() - started : 0;
      await run.process.sleep(Math.max(50, seconds * 1000 - spent));
    }
  },
);
