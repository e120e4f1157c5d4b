import type { DiskUsage } from "#files";
import { sizeShower } from "./du.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

/** The kind of the one file system that is here, and what it is mounted from. */
const TYPE = "tree";
const SOURCE = "root";

interface Row {
  readonly source: string;
  readonly type: string;
  readonly usage: DiskUsage;
  readonly file: string;
  readonly mount: string;
}

/** The fields of --output in df's order; those that are text stand at the left. */
const FIELDS = "source fstype itotal iused iavail ipcent size used avail pcent file target".split(" ");
const LEFT = new Set(["source", "fstype", "file", "target"]);

function headings(run: Run): Readonly<Record<string, string>> {
  const key = run.lastOf("h", "si", "B", "k", "m");
  const human = key === "h" || key === "si";
  const unit = key === "m" ? "1M" : key === "B" ? (run.value("B") ?? "") : run.has("P") ? "1024" : "1K";
  const plain = /^\d+$/.test(unit) && !run.has("P") ? `${unit}B` : unit;
  return {
    source: "Filesystem",
    fstype: "Type",
    itotal: "Inodes",
    iused: "IUsed",
    iavail: "IFree",
    ipcent: "IUse%",
    size: human ? "Size" : `${/^\d/.test(plain) ? plain : `1${plain}`}-blocks`,
    used: "Used",
    avail: human || run.has("output") ? "Avail" : "Available",
    pcent: run.has("P") && !human ? "Capacity" : "Use%",
    file: "File",
    target: "Mounted on",
  };
}

function chosenFields(run: Run): string[] {
  if (run.has("output")) {
    for (const [key, name] of [
      ["i", "-i"],
      ["P", "-P"],
      ["T", "-T"],
    ] as const) {
      if (run.has(key)) throw new Refusal(`options ${name} and --output are mutually exclusive`, { usage: true });
    }
    const given = run.values("output").filter((text) => text !== "");
    if (given.length === 0) return FIELDS;
    const fields = given.flatMap((text) => text.split(","));
    for (const [at, field] of fields.entries()) {
      const { quote } = run.locale;
      if (!FIELDS.includes(field)) throw new Refusal(`option --output: field ${quote(field)} unknown`, { usage: true });
      if (fields.indexOf(field) !== at)
        throw new Refusal(`option --output: field ${quote(field)} used more than once`, { usage: true });
    }
    return fields;
  }
  const counts = run.has("i") ? ["itotal", "iused", "iavail", "ipcent"] : ["size", "used", "avail", "pcent"];
  return ["source", ...(run.has("T") ? ["fstype"] : []), ...counts, "target"];
}

/** The room that is left where files are. One tree holds everything here: every name is on the same one. */
export const df = tool(
  {
    options:
      "h,human-readable si,H B,block-size= k m T,print-type P,portability i,inodes t,type= x,exclude-type= l,local " +
      "output? sync no-sync total a,all",
  },
  async (run) => {
    const fields = chosenFields(run);
    const show = sizeShower(run, 1024);
    const rows: Row[] = [];
    for (const name of run.operands.length === 0 ? ["/"] : run.operands) {
      try {
        run.stat(name);
        const usage = run.files.usage?.(run.path(name));
        if (usage === undefined) throw new Refusal("the room on this disk cannot be asked for");
        if (run.has("t") && !run.values("t").includes(TYPE)) continue;
        if (run.values("x").includes(TYPE)) continue;
        rows.push({ source: SOURCE, type: TYPE, usage, file: run.operands.length === 0 ? "-" : name, mount: "/" });
      } catch (error) {
        if (!isFileError(error)) throw error;
        await run.error(`${name}: ${error.reason}`);
      }
    }
    if (rows.length === 0) {
      if (run.status === 0) throw new Refusal("no file systems processed");
      return run.status;
    }
    if (run.has("total")) {
      const sum = (pick: (usage: DiskUsage) => number): number => rows.reduce((all, { usage }) => all + pick(usage), 0);
      const usage = {
        total: sum((one) => one.total),
        used: sum((one) => one.used),
        available: sum((one) => one.available),
      };
      rows.push({ source: "total", type: "-", usage, file: "-", mount: "-" });
    }
    const cellsOf = ({ source, type, usage, file, mount }: Row): Readonly<Record<string, string>> => {
      const { total, used, available } = usage;
      const share =
        used + available === 0 || !Number.isFinite(available)
          ? "-"
          : `${String(Math.ceil((100 * used) / (used + available)))}%`;
      const text = (bytes: number): string => (Number.isFinite(bytes) ? show(bytes) : "-");
      return {
        source,
        fstype: type,
        // The inodes of this tree are not counted.
        itotal: "-",
        iused: "-",
        iavail: "-",
        ipcent: "-",
        size: text(total),
        used: text(used),
        avail: text(available),
        pcent: share,
        file,
        target: mount,
      };
    };
    const table = [headings(run), ...rows.map(cellsOf)].map((cells) => fields.map((field) => cells[field] ?? ""));
    const least: Readonly<Record<string, number>> = {
      source: 14,
      size: 5,
      used: 5,
      avail: 5,
      itotal: 5,
      iused: 5,
      iavail: 5,
    };
    const widths = fields.map((field, at) =>
      Math.max(least[field] ?? 0, ...table.map((cells) => cells[at]?.length ?? 0)),
    );
    for (const cells of table) {
      const line = cells.map((cell, at) => {
        const left = LEFT.has(fields[at] ?? "");
        if (left && at === cells.length - 1) return cell;
        return left ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0);
      });
      await run.out.text(`${line.join(" ")}\n`);
    }
    return run.status;
  },
);
