/** ls with what it does seldom: other quoting, other units, LS_COLORS, links for the terminal. */
import { decodeUtf8 } from "#base";
import type { FileStat } from "#files";
import type { Program } from "#kernel";
import type { LsAdditions } from "./ls-items.ts";
import { makeLs } from "./ls.ts";
import { CONTROL_ESCAPES } from "./tool/escapes.ts";
import { quoteAlways, quoteWhenNeeded } from "./tool/quote.ts";
import { strftime } from "./tool/strftime.ts";
import { isRecent } from "./tool/time-text.ts";
import { zoneOf } from "./tool/zone.ts";
import { humanSize, parseSize } from "./tool/size.ts";
import { Refusal, type Run } from "./tool/tool.ts";
import { wildcard } from "./tool/wildcard.ts";

function escapeC(text: string): string {
  return text.replace(
    /[\\\x00-\x1f\x7f]/g,
    (character) =>
      (character === "\\" ? "\\\\" : CONTROL_ESCAPES[character]) ??
      `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`,
  );
}

function quoting(run: Run, style: string): ((name: string) => string) | undefined {
  const raw = (text: string): string =>
    /[\x00-\x1f\x7f]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : quoteAlways(text);
  const inC = (text: string): string => `"${escapeC(text).replaceAll('"', '\\"')}"`;
  switch (style) {
    case "shell":
      return (text) =>
        quoteWhenNeeded(text) === text || /^[^ !"$&'()*;<=>?[\\^`|~#\n]+$/.test(text) ? text : raw(text);
    case "shell-always":
      return raw;
    case "shell-escape":
      return quoteWhenNeeded;
    case "shell-escape-always":
      return quoteAlways;
    case "c":
      return inC;
    case "c-maybe":
      return (text) => (/["\x00-\x1f\x7f]/.test(text) ? inC(text) : text);
    case "escape":
      return (text) => escapeC(text).replaceAll(" ", "\\ ");
    case "locale":
      return run.locale.quote;
    case "clocale":
      return (text) => (run.locale.utf8 ? run.locale.quote(text) : inC(text));
    default:
      return undefined;
  }
}

const UNITS = "KMGTPEZY";

/** Sizes in the unit that --block-size or the environment asks for; undefined when none does. */
function sizes(run: Run): { size(bytes: number): string; blocks(bytes: number): string } | undefined {
  const { LS_BLOCK_SIZE, BLOCK_SIZE, BLOCKSIZE } = run.process.env;
  const given = run.value("block-size");
  const text = given ?? LS_BLOCK_SIZE ?? BLOCK_SIZE ?? BLOCKSIZE;
  if (text === undefined) return undefined;
  const read = (): ((bytes: number) => string) | string => {
    const word = text.replace(/^'/, "");
    if (word !== "" && "human-readable".startsWith(word)) return humanSize;
    if (word === "si") return (bytes) => humanSize(bytes, 1000);
    if (!/^(\d+|(?=[kKMGTPEZY]))([a-zA-Z]|$)/.test(word)) return `invalid --block-size argument '${text}'`;
    const factor = parseSize(/^\d/.test(word) ? word : `1${word}`);
    if (factor === undefined) return `invalid suffix in --block-size argument '${text}'`;
    if (factor === 0) return `invalid --block-size argument '${text}'`;
    if (factor >= 2 ** 63) return `--block-size argument '${text}' too large`;
    const unit = /^\d/.test(word) ? "" : word.replace(/^k?K?B$/i, "kB").replace(/^k$/, "K");
    return (bytes) => String(Math.ceil(bytes / factor)) + (UNITS.includes(unit[0]?.toUpperCase() ?? "?") ? unit : "");
  };
  const shown = read();
  if (typeof shown === "string") {
    if (given !== undefined) throw new Refusal(shown, { status: 2 });
    return undefined;
  }
  // BLOCKSIZE speaks of blocks alone.
  const plain = given === undefined && LS_BLOCK_SIZE === undefined && BLOCK_SIZE === undefined;
  return { size: plain ? String : shown, blocks: shown };
}

/** dircolors(1)'s names of the kinds, with the colours that stand where LS_COLORS says nothing. */
const KINDS: Readonly<Record<string, string>> = {
  no: "",
  fi: "",
  rs: "0",
  di: "01;34",
  ln: "01;36",
  pi: "33",
  so: "01;35",
  bd: "01;33",
  cd: "01;33",
  mi: "",
  or: "",
  ex: "01;32",
  do: "01;35",
  su: "37;41",
  sg: "30;43",
  st: "37;44",
  ow: "34;42",
  tw: "30;42",
  ca: "30;41",
  mh: "",
  cl: "\x1b[K",
  lc: "\x1b[",
  rc: "m",
  ec: "",
};

async function colors(run: Run): Promise<LsAdditions["paint"] | undefined> {
  const kinds: Record<string, string> = { ...KINDS };
  const patterns: { glob: RegExp; code: string }[] = [];
  for (const part of (run.process.env.LS_COLORS ?? "").split(":")) {
    if (part === "") continue;
    const [, name = "", code = ""] = /^([^=]+)=(.*)$/.exec(part) ?? [];
    const plain = code.replace(/\\e/g, "\x1b");
    if (name.startsWith("*")) patterns.unshift({ glob: wildcard(name.replace(/[[?\\]/g, "\\$&")), code: plain });
    else if (Object.hasOwn(kinds, name)) kinds[name] = plain;
    else {
      if (name.length === 2) await run.warn(`unrecognized prefix: ${run.locale.quote(name)}`);
      await run.warn("unparsable value for LS_COLORS environment variable");
      return undefined;
    }
  }
  const set = (kind: string): boolean => (kinds[kind] ?? "") !== "" && kinds[kind] !== "0" && kinds[kind] !== "00";
  const kindOf = (stat: FileStat, target: FileStat | undefined): string => {
    const { mode } = stat;
    switch (stat.kind) {
      case "directory":
        return (mode & 0o1002) === 0o1002 && set("tw")
          ? "tw"
          : (mode & 2) !== 0 && set("ow")
            ? "ow"
            : (mode & 0o1000) !== 0 && set("st")
              ? "st"
              : "di";
      case "symlink":
        return target === undefined && (set("or") || kinds.ln === "target") ? "or" : "ln";
      case "file":
        return (mode & 0o4000) !== 0 && set("su")
          ? "su"
          : (mode & 0o2000) !== 0 && set("sg")
            ? "sg"
            : (mode & 0o111) !== 0 && set("ex")
              ? "ex"
              : stat.nlink > 1 && set("mh")
                ? "mh"
                : "fi";
      case "fifo":
        return "pi";
      default:
        return "cd";
    }
  };
  return (name, stat, target, missing) => {
    let kind = missing || stat === undefined ? "mi" : kindOf(stat, target);
    if (kind === "ln" && kinds.ln === "target" && target !== undefined) kind = kindOf(target, target);
    let code = kinds[kind] ?? "";
    if (kind === "fi") code = patterns.find(({ glob }) => glob.test(name))?.code ?? code;
    return code === "" ? (kinds.no ?? "") : code;
  };
}

function refuseTimeStyle(run: Run, style: string): never {
  const { quote } = run.locale;
  const styles = ["[posix-]full-iso", "[posix-]long-iso", "[posix-]iso", "[posix-]locale"];
  throw new Refusal(
    `${style === "" ? "ambiguous" : "invalid"} argument ${quote(style)} for ${quote("time style")}\nValid arguments are:\n` +
      `${styles.map((each) => `  - ${each}\n`).join("")}  - +FORMAT (e.g., +%H:%M) for a 'date'-style format`,
    { usage: true, status: 2 },
  );
}

function timeText(run: Run): ReturnType<LsAdditions["timeText"]> {
  const zone = zoneOf(run.process.env);
  const given = run.value("time-style") ?? run.process.env.TIME_STYLE ?? "locale";
  if (!/^(\+|(posix-)?(full-iso|long-iso|iso|locale)$)/.test(given)) refuseTimeStyle(run, given);
  const style = run.lastOf("full-time", "time-style") === "full-time" ? "full-iso" : given;
  if (style.startsWith("+")) {
    const [old = "", late = old] = style.slice(1).split("\n");
    return (_, ms) => strftime(isRecent(ms) ? late : old, ms, zone);
  }
  const formats: Readonly<Record<string, readonly [string, string]>> = {
    "full-iso": ["%Y-%m-%d %H:%M:%S.%N %z", "%Y-%m-%d %H:%M:%S.%N %z"],
    "long-iso": ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M"],
    iso: ["%m-%d %H:%M", "%Y-%m-%d "],
  };
  const format = formats[style];
  return format === undefined ? undefined : (_, ms) => strftime(format[isRecent(ms) ? 0 : 1], ms, zone);
}

/** OSC 8: a name that a terminal makes a link of. */
function hyperlink(run: Run, path: string, text: string): string {
  const host = decodeUtf8(run.files.readFile("/etc/hostname")).trim();
  const address = encodeURI(path).replace(/[?#]/g, (character) => encodeURIComponent(character));
  return `\x1b]8;;file://${host}${address}\x07${text}\x1b]8;;\x07`;
}

export const wholeLs: Program = makeLs({ quoting, sizes, colors, timeText, hyperlink });
