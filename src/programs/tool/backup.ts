import { Refusal, type Run } from "./tool.ts";

export type BackupStyle = "none" | "simple" | "numbered" | "existing";

const STYLES: Readonly<Record<string, BackupStyle>> = {
  none: "none",
  off: "none",
  simple: "simple",
  never: "simple",
  numbered: "numbered",
  t: "numbered",
  existing: "existing",
  nil: "existing",
};

/** What -b and --backup=STYLE ask for; "none" when neither was given. */
export function backupStyle(run: Run): BackupStyle {
  const key = run.lastOf("b", "backup");
  if (key === undefined) return run.has("S") ? "existing" : "none";
  const text = run.value("backup") ?? run.process.env.VERSION_CONTROL ?? "existing";
  const style = STYLES[text];
  if (style === undefined) {
    throw new Refusal(
      `invalid argument ${run.locale.quote(text)} for ${run.locale.quote("backup type")}\nValid arguments are:\n  - ${[
        ["none", "off"],
        ["simple", "never"],
        ["existing", "nil"],
        ["numbered", "t"],
      ]
        .map((names) => names.map((name) => run.locale.quote(name)).join(", "))
        .join("\n  - ")}`,
      { usage: true },
    );
  }
  return style;
}

/** The name an existing file is kept under; undefined when none is kept. */
export function backupName(run: Run, name: string, style: BackupStyle): string | undefined {
  if (style === "none") return undefined;
  let last = 0;
  if (style !== "simple") {
    const cut = name.lastIndexOf("/") + 1;
    const base = name.slice(cut);
    for (const entry of run.files.readDirectory(run.path(name.slice(0, cut) || "."))) {
      if (!entry.name.startsWith(`${base}.~`)) continue;
      const number = /^\.~(\d+)~$/.exec(entry.name.slice(base.length))?.[1];
      if (number !== undefined) last = Math.max(last, Number(number));
    }
  }
  if (style === "numbered" || (style === "existing" && last > 0)) return `${name}.~${last + 1}~`;
  return `${name}${run.value("S") ?? run.process.env.SIMPLE_BACKUP_SUFFIX ?? "~"}`;
}
