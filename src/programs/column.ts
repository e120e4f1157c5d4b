import { Lines, eachInput } from "./tool/input.ts";
import { textWidth } from "./tool/width.ts";
import { Refusal, type Run, tool } from "./tool/tool.ts";

async function readLines(run: Run): Promise<string[]> {
  const all: string[] = [];
  await eachInput(run, run.operands, async (file) => {
    const lines = new Lines(run, file);
    for (let line = await lines.line(); line !== undefined; line = lines.next() ?? (await lines.line())) {
      if (line.trim() !== "" || run.has("L")) all.push(run.locale.decode(line));
    }
  });
  return all;
}

function pad(text: string, width: number, right: boolean): string {
  const space = " ".repeat(Math.max(0, width - textWidth(text)));
  return right ? space + text : text + space;
}

/** Column numbers ("1,3"), "-1" for the last, or names given by -N; in their order. */
function chosen(list: string | undefined, names: readonly string[], count: number): Set<number> {
  const found = new Set<number>();
  for (const word of (list ?? "").split(",").filter(Boolean)) {
    const named = names.indexOf(word);
    if (named >= 0) found.add(named);
    else if (/^-?\d+$/.test(word)) found.add(Number(word) < 0 ? count + Number(word) : Number(word) - 1);
    else if (word === "0") for (let at = 0; at < count; at += 1) found.add(at);
    else throw new Refusal(`undefined column name '${word}'`);
  }
  return found;
}

function table(run: Run, lines: readonly string[]): string {
  const separators = run.value("s");
  const names = run.value("N")?.split(",") ?? [];
  const rows = lines.map((line) =>
    separators === undefined
      ? line.trim().split(/[ \t]+/)
      : line.split(new RegExp(`[${separators.replace(/[\\\]^-]/g, "\\$&")}]`)),
  );
  if (names.length > 0 && !run.has("d")) rows.unshift([...names]);
  const count = Math.max(0, ...rows.map((row) => row.length));
  const right = chosen(run.value("R"), names, count);
  const hidden = chosen(run.value("H"), names, count);
  const order = [...chosen(run.value("O"), names, count)];
  for (let at = 0; at < count; at += 1) if (!order.includes(at)) order.push(at);
  const shown = order.filter((at) => !hidden.has(at));
  const between = run.value("o") ?? "  ";
  const widths = shown.map((at) => Math.max(0, ...rows.map((row) => textWidth(row[at] ?? ""))));
  return rows
    .map((row) => {
      const cells = shown.map((at, index) => {
        const last = index === shown.length - 1;
        return last && !right.has(at) ? (row[at] ?? "") : pad(row[at] ?? "", widths[index] ?? 0, right.has(at));
      });
      return `${cells.join(between)}\n`;
    })
    .join("");
}

/** Fills columns of equal width, down each column, or across with -x; they stop at multiples of eight. */
function fill(run: Run, lines: readonly string[]): string {
  const total = Number(run.value("c") ?? run.process.terminal?.columns ?? run.process.env.COLUMNS ?? 80);
  const longest = Math.max(0, ...lines.map((line) => textWidth(line)));
  if (longest >= total) return lines.map((line) => `${line}\n`).join("");
  const width = (Math.floor(longest / 8) + 1) * 8;
  const across = Math.max(1, Math.floor(total / width));
  const rows = Math.ceil(lines.length / across);
  let text = "";
  for (let row = 0; row < rows; row += 1) {
    let line = "";
    let reached = 0;
    for (let column = 0; column < across; column += 1) {
      const cell = lines[run.has("x") ? row * across + column : column * rows + row];
      if (cell === undefined) break;
      while (reached < column * width) {
        line += "\t";
        reached = (Math.floor(reached / 8) + 1) * 8;
      }
      line += cell;
      reached += textWidth(cell);
    }
    text += `${line}\n`;
  }
  return text;
}

/** util-linux' column: lists in columns, and -t, fields as a table. */
export const column = tool(
  {
    options:
      "t,table s,separator= o,output-separator= N,table-columns= R,table-right= H,table-hide= O,table-order= " +
      "c,output-width= x,fillrows L,keep-empty-lines d,table-noheadings",
  },
  async (run) => {
    const lines = await readLines(run);
    if (lines.length === 0) return run.status;
    await run.out.raw(run.locale.encode(run.has("t") ? table(run, lines) : fill(run, lines)));
    return run.status;
  },
);
