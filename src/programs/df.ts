import type { DiskUsage } from "#files";
import { sizeShower } from "./du.ts";
import { isFileError, Refusal, tool } from "./tool/tool.ts";

/** The room that is left where files are. One tree holds everything here: every name is on the same one. */
export const df = tool(
  {
    options: "h,human-readable si,H B,block-size= k T,print-type P,portability total a,all",
  },
  async (run) => {
    const show = sizeShower(run, 1024);
    const names = run.operands.length === 0 ? ["/"] : run.operands;
    const rows: { usage: DiskUsage; mount: string }[] = [];
    for (const name of names) {
      try {
        run.stat(name);
        const usage = run.files.usage?.(run.path(name));
        if (usage === undefined) throw new Refusal("the room on this disk cannot be asked for");
        rows.push({ usage, mount: "/" });
      } catch (error) {
        if (!isFileError(error)) throw error;
        await run.error(`${name}: ${error.reason}`);
      }
    }
    if (rows.length === 0) return run.status;
    const key = run.lastOf("h", "si", "B", "k");
    const unit = run.value("B") ?? "1K";
    const size =
      key === "h" || key === "si"
        ? "Size"
        : run.has("P") && key !== "B"
          ? "1024-blocks"
          : `${/^\d/.test(unit) ? unit : `1${unit}`}-blocks`;
    const available = key === "h" || key === "si" ? "Avail" : "Available";
    const table = [
      [
        "Filesystem",
        ...(run.has("T") ? ["Type"] : []),
        size,
        "Used",
        available,
        run.has("P") ? "Capacity" : "Use%",
        "Mounted on",
      ],
    ];
    const row = (source: string, type: string, { total, used, available: left }: DiskUsage, mount: string): void => {
      const share =
        used + left === 0 || !Number.isFinite(left) ? "-" : `${String(Math.ceil((100 * used) / (used + left)))}%`;
      const text = (bytes: number): string => (Number.isFinite(bytes) ? show(bytes) : "-");
      table.push([source, ...(run.has("T") ? [type] : []), text(total), text(used), text(left), share, mount]);
    };
    for (const { usage, mount } of rows) row("root", "tree", usage, mount);
    if (run.has("total")) {
      const sum = (pick: (usage: DiskUsage) => number): number => rows.reduce((all, { usage }) => all + pick(usage), 0);
      row(
        "total",
        "-",
        { total: sum((one) => one.total), used: sum((one) => one.used), available: sum((one) => one.available) },
        "-",
      );
    }
    const last = (table[0]?.length ?? 1) - 1;
    const widths = Array.from({ length: last }, (_, at) => Math.max(...table.map((cells) => cells[at]?.length ?? 0)));
    for (let at = last - 4; at < last - 1; at += 1) widths[at] = Math.max(5, widths[at] ?? 0);
    widths[0] = Math.max(14, widths[0] ?? 0);
    const left = run.has("T") ? 2 : 1;
    for (const cells of table) {
      const line = cells.map((cell, at) =>
        at === last ? cell : at < left ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
      );
      await run.out.text(`${line.join(" ")}\n`);
    }
    return run.status;
  },
);
