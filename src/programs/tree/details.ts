/** The columns in brackets that -p -u -g -s -h -D and --inodes put in front of a name. */
import type { FileStat } from "#files";
import { KIND_LETTER, permissionText } from "../tool/mode.ts";
import { Owners } from "../tool/owner.ts";
import { humanSize } from "../tool/size.ts";
import { strftime } from "../tool/strftime.ts";
import type { Run } from "../tool/tool.ts";
import { zoneOf } from "../tool/zone.ts";

/** Half a year: what is older shows its year instead of the time of day. */
const RECENT_MS = 15_778_476_000;

export interface Details {
  readonly inode: string;
  readonly mode: string;
  readonly user: string;
  readonly group: string;
  readonly size: string;
  readonly time: string;
}

export function detailsOf(run: Run, stat: FileStat): Details {
  const owners = new Owners(run);
  const time = run.has("c") ? stat.ctimeMs : stat.mtimeMs;
  const age = Date.now() - time;
  const format = run.value("timefmt") ?? (age >= 0 && age < RECENT_MS ? "%b %e %H:%M" : "%b %e  %Y");
  const human = run.has("si") ? humanSize(stat.size, 1000) : run.has("h") ? humanSize(stat.size) : String(stat.size);
  return {
    inode: String(stat.ino),
    mode: `${KIND_LETTER[stat.kind]}${permissionText(stat.mode)}`,
    user: owners.user(stat.uid ?? 0),
    group: owners.group(stat.gid ?? 0),
    size: human,
    time: strftime(format, time, zoneOf(run.process.env)),
  };
}

/** "[drwxr-xr-x root ]  ", or "" when no column is asked for. */
export function details(run: Run, stat: FileStat | undefined): string {
  const human = run.has("h", "si");
  const sized = run.has("s") || human;
  const dated = run.has("D", "timefmt");
  if (stat === undefined || !(sized || dated || run.has("p", "u", "g", "inodes"))) return "";
  const shown = detailsOf(run, stat);
  const columns: string[] = [];
  if (run.has("inodes")) columns.push(shown.inode.padStart(7));
  if (run.has("p")) columns.push(shown.mode);
  if (run.has("u")) columns.push(shown.user.slice(0, 32).padEnd(8));
  if (run.has("g")) columns.push(shown.group.slice(0, 32).padEnd(8));
  if (sized) columns.push(shown.size.padStart(human ? 4 : 11));
  if (dated) columns.push(shown.time);
  return `[${columns.join(" ")}]  `;
}
