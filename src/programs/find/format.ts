import { KIND_LETTER, permissionText } from "../tool/mode.ts";
import type { Owners } from "../tool/owner.ts";
import { strftime } from "../tool/strftime.ts";
import { padText, readConversion } from "../tool/format.ts";
import { zoneOf } from "../tool/zone.ts";
import type { Run } from "../tool/tool.ts";
import type { Entry } from "./entry.ts";

/** What find says of directives it does not know. */
export function formatWarnings(format: string): string[] {
  return [...format.matchAll(/%%|%[-+ #0]*\d*(?:\.\d+)?(?:[ACT][^]|([^]))/g)].flatMap(([, directive]) =>
    directive !== undefined && !/[abcdDfFgGhHiklmMnpPsStuUyYZ%]/.test(directive)
      ? [`warning: unrecognized format directive \`%${directive}'`]
      : [],
  );
}

/** find -printf; "\\c" ends the text. */
export function printFormat(run: Run, whole: string, entry: Entry, owners: Owners): string {
  const end = /^(?:\\[^c]|[^\\])*(?=\\c)/.exec(whole)?.[0];
  return fillFormat(run, end ?? whole, entry, owners);
}

function fillFormat(run: Run, format: string, { path, start, depth, stat }: Entry, owners: Owners): string {
  const zone = zoneOf(run.process.env);
  const cut = path.lastIndexOf("/");
  const time = (ms: number, letter: string): string =>
    letter === "@"
      ? `${Math.floor(ms / 1000)}.${String(Math.round((ms % 1000) * 1e6)).padStart(9, "0")}0`
      : letter === "+"
        ? strftime("%Y-%m-%d+%H:%M:%S.%N0", ms, zone)
        : letter === "S"
          ? `${strftime("%S.%N", ms, zone)}0`
          : letter === "T"
            ? `${strftime("%H:%M:%S.%N", ms, zone)}0`
            : strftime(`%${letter}`, ms, zone);
  const [uid, gid] = [stat.uid ?? run.process.uid, stat.gid ?? run.process.gid];
  return format.replace(
    /\\([0-7]{1,3}|[^])|%([-+ #0]*\d*(?:\.\d+)?)(?:([ACT])([^])|([^]))/g,
    (
      whole,
      escape: string | undefined,
      flags: string,
      stamp: string | undefined,
      letter: string,
      directive: string,
    ) => {
      if (escape !== undefined) {
        if (/^[0-7]/.test(escape)) return String.fromCharCode(parseInt(escape, 8));
        return (
          { n: "\n", t: "\t", a: "\x07", b: "\b", f: "\f", r: "\r", v: "\v", "\\": "\\", "0": "\0" }[escape] ?? whole
        );
      }
      const conversion = readConversion(flags);
      const show = (text: string | number): string => padText(String(text), conversion);
      if (stamp !== undefined)
        return show(time(stamp === "A" ? stat.atimeMs : stamp === "C" ? stat.ctimeMs : stat.mtimeMs, letter));
      switch (directive) {
        case "%":
          return "%";
        case "p":
          return show(path);
        case "f":
          return show(cut >= 0 && path.length > 1 ? path.slice(cut + 1) : path);
        case "h":
          return show(cut < 0 ? "." : path.slice(0, cut));
        case "P":
          return show(path === start ? "" : path.slice(start.length).replace(/^\//, ""));
        case "H":
          return show(start);
        case "d":
          return show(depth);
        case "s":
          return show(stat.size);
        case "k":
          return show(Math.ceil((stat.blocks ?? Math.ceil(stat.size / 4096) * 8) / 2));
        case "b":
          return show(stat.blocks ?? Math.ceil(stat.size / 4096) * 8);
        case "m":
          return show(stat.mode.toString(8));
        case "M":
          return show(KIND_LETTER[stat.kind] + permissionText(stat.mode));
        case "y":
        case "Y": {
          const kind = directive === "Y" ? (run.tryStat(path)?.kind ?? "none") : stat.kind;
          return show({ file: "f", directory: "d", symlink: "l", fifo: "p", "character-device": "c", none: "N" }[kind]);
        }
        case "l":
          return show(stat.kind === "symlink" ? run.files.readLink(run.path(path)) : "");
        case "n":
          return show(stat.nlink);
        case "i":
          return show(stat.ino);
        case "u":
          return show(owners.user(uid));
        case "g":
          return show(owners.group(gid));
        case "U":
          return show(uid);
        case "G":
          return show(gid);
        case "a":
        case "c":
        case "t": {
          const ms = directive === "a" ? stat.atimeMs : directive === "c" ? stat.ctimeMs : stat.mtimeMs;
          return show(strftime("%a %b %e %H:%M:%S.%N0 %Y", ms, zone));
        }
        case "D":
          return show(stat.dev);
        case "F":
          return show("tree");
        case "S":
          return show(stat.size === 0 ? "0" : "1");
        case "Z":
          return show("");
        default:
          return whole;
      }
    },
  );
}
