/** What find's -printf and -ls print: in the group of whole programs, for they need the formats of times. */
import { KIND_LETTER, permissionText } from "../tool/mode.ts";
import { Owners } from "../tool/owner.ts";
import { strftime } from "../tool/strftime.ts";
import { Refusal, type Run } from "../tool/tool.ts";
import { zoneOf } from "../tool/zone.ts";
import type { Entry, Settings } from "./entry.ts";
import { formatWarnings, printFormat } from "./format.ts";

/** Times older than half a year show the year. */
const HALF_YEAR_MS = 15_778_476_000;

function lsLine(run: Run, { path, stat }: Entry, owners: Owners): string {
  const old = Math.abs(Date.now() - stat.mtimeMs) > HALF_YEAR_MS;
  const time = strftime(old ? "%b %e  %Y" : "%b %e %H:%M", stat.mtimeMs, zoneOf(run.process.env));
  const size = String(stat.kind === "character-device" ? "" : stat.size);
  const blocks = Math.ceil((stat.blocks ?? Math.ceil(stat.size / 4096) * 8) / 2);
  const owner = owners.user(stat.uid ?? run.process.uid).padEnd(8);
  const group = owners.group(stat.gid ?? run.process.gid).padEnd(8);
  const target = stat.kind === "symlink" ? ` -> ${run.files.readLink(run.path(path))}` : "";
  return (
    `${String(stat.ino).padStart(9)} ${String(blocks).padStart(6)} ${KIND_LETTER[stat.kind]}${permissionText(stat.mode)} ` +
    `${String(stat.nlink).padStart(3)} ${owner} ${group} ${size.padStart(8)} ${time} ${escapeName(path)}${target}\n`
  );
}

/** -ls shows names so that a line stays a line. */
function escapeName(path: string): string {
  return path.replace(
    /[ \\\n\t\r"]/g,
    (character) => `\\${{ "\n": "n", "\t": "t", "\r": "r" }[character] ?? character}`,
  );
}

/** How an entry reads to -printf with a format, or to -ls without one. */
export function listing(run: Run, settings: Settings, format: string | undefined): (entry: Entry) => string {
  const owners = new Owners(run);
  if (format === undefined) return (entry) => lsLine(run, entry, owners);
  if (/(?:^|[^%])(?:%%)*%$/.test(format)) throw new Refusal("error: % at end of format string");
  settings.warnings.push(...formatWarnings(format));
  return (entry) => printFormat(run, format, entry, owners);
}
