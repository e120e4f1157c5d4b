/** find's actions that print: on standard output, or in a file that is made when the expression is read. */
import { encodeUtf8 } from "#base";
import type { OpenFile } from "#files";
import { KIND_LETTER, permissionText } from "../tool/mode.ts";
import { Owners } from "../tool/owner.ts";
import { strftime } from "../tool/strftime.ts";
import { isFileError, Refusal, type Run } from "../tool/tool.ts";
import { zoneOf } from "../tool/zone.ts";
import type { Entry, Settings, Test } from "./entry.ts";
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

/** Where a -f… action writes; two of one name share it. */
function outputOf(run: Run, settings: Settings, name: string): (text: string) => Promise<void> | undefined {
  if (name === "/dev/stdout") return (text) => run.out.text(text);
  if (name === "/dev/stderr") return (text) => run.complain(text);
  let file: OpenFile | undefined = settings.outputs.get(name);
  if (file === undefined) {
    try {
      file = run.process.open(name, { write: true, create: true, truncate: true });
    } catch (error) {
      if (!isFileError(error)) throw error;
      throw new Refusal(`${run.locale.quote(name)}: ${error.reason}`);
    }
    settings.outputs.set(name, file);
  }
  const output = file;
  return async (text) => {
    await output.write(encodeUtf8(text), run.process.signal);
  };
}

/** The action that a word names, or undefined; its arguments are taken from the expression. */
export function printingAction(run: Run, settings: Settings, word: string, argument: () => string): Test | undefined {
  const plain = word.replace(/^-f(?=print|ls)/, "-");
  if (!["-print", "-print0", "-printf", "-ls"].includes(plain)) return undefined;
  const write = plain === word ? (text: string) => run.out.text(text) : outputOf(run, settings, argument());
  const owners = new Owners(run);
  let text: (entry: Entry) => string;
  if (plain === "-print") text = ({ path }) => `${path}\n`;
  else if (plain === "-print0") text = ({ path }) => `${path}\0`;
  else if (plain === "-ls") text = (entry) => lsLine(run, entry, owners);
  else {
    const format = argument();
    if (/(?:^|[^%])(?:%%)*%$/.test(format)) throw new Refusal("error: % at end of format string");
    settings.warnings.push(...formatWarnings(format));
    text = (entry) => printFormat(run, format, entry, owners);
  }
  return async (entry) => {
    const wait = write(text(entry));
    if (wait) await wait;
    return true;
  };
}
