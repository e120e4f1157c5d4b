import type { FileStat } from "#files";
import { KIND_LETTER, kindText, octalMode, permissionText } from "./tool/mode.ts";
import { Owners } from "./tool/owner.ts";
import { quoteAlways } from "./tool/quote.ts";
import { strftime } from "./tool/strftime.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";
import { zoneOf } from "./tool/zone.ts";

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", "\\": "\\", '"': '"', a: "\x07", r: "\r" };

/** Linux's minor numbers of the devices that are here. */
const DEVICE_MINORS: Readonly<Record<string, string>> = { null: "3", zero: "5", full: "7", random: "8", urandom: "9" };

const PLAIN = `  File: %N
  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F
Device: %d\tInode: %-10i  Links: %h
Access: (%04a/%10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)
Access: %x
Modify: %y
Change: %z
`;

const TERSE = "%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o\n";

function render(run: Run, format: string, name: string, stat: FileStat, owners: Owners): string {
  const zone = zoneOf(run.process.env);
  const time = (ms: number): string => strftime("%Y-%m-%d %H:%M:%S.%N %z", ms, zone);
  const uid = stat.uid ?? run.process.uid;
  const gid = stat.gid ?? run.process.gid;
  const arrow = stat.kind === "symlink" ? ` -> ${quoteAlways(run.files.readLink(run.path(name)))}` : "";
  const fields: Readonly<Record<string, () => string>> = {
    n: () => name,
    N: () => (format === PLAIN ? name + arrow.replaceAll("'", "") : quoteAlways(name) + arrow),
    s: () => String(stat.size),
    b: () => String(stat.blocks ?? Math.ceil(stat.size / 4096) * 8),
    B: () => "512",
    o: () => "4096",
    F: () => kindText(stat.kind, stat.size),
    f: () =>
      (
        stat.mode |
        { file: 0o100000, directory: 0o040000, symlink: 0o120000, "character-device": 0o020000, fifo: 0o010000 }[
          stat.kind
        ]
      ).toString(16),
    d: () => String(stat.dev),
    i: () => String(stat.ino),
    h: () => String(stat.nlink),
    a: () => (stat.mode === 0 ? "0" : octalMode(stat.mode).replace(/^0+/, "")),
    A: () => KIND_LETTER[stat.kind] + permissionText(stat.mode),
    u: () => String(uid),
    U: () => owners.user(uid),
    g: () => String(gid),
    G: () => owners.group(gid),
    x: () => time(stat.atimeMs),
    y: () => time(stat.mtimeMs),
    z: () => time(stat.ctimeMs),
    X: () => String(Math.floor(stat.atimeMs / 1000)),
    Y: () => String(Math.floor(stat.mtimeMs / 1000)),
    Z: () => String(Math.floor(stat.ctimeMs / 1000)),
    D: () => stat.dev.toString(16),
    m: () => "/",
    t: () => (stat.kind === "character-device" && /(?:null|zero|full|random)$/.test(name) ? "1" : "0"),
    T: () => DEVICE_MINORS[name.replace(/^.*\//, "")] ?? "0",
    C: () => "?",
    w: () => "-",
    W: () => "0",
  };
  const times: Readonly<Record<string, number>> = { X: stat.atimeMs, Y: stat.mtimeMs, Z: stat.ctimeMs };
  return format.replace(
    /%([-0#+ ']*)(\d*)(?:\.(\d*))?([A-Za-z%])/g,
    (whole, flags: string, width: string, precision: string | undefined, letter: string) => {
      if (letter === "%") return "%";
      const field = fields[letter];
      if (field === undefined) return whole.length === 2 ? "?" : whole;
      let text = field();
      const ms = times[letter];
      if (precision !== undefined && ms !== undefined) {
        const digits = precision === "" ? 9 : Number(precision);
        const fraction = String(Math.round((ms - Math.floor(ms / 1000) * 1000) * 1e6)).padStart(9, "0");
        if (digits > 0) text += `.${fraction.padEnd(digits, "0").slice(0, digits)}`;
      } else if (precision !== undefined && precision !== "" && /[nNFUG]/.test(letter)) {
        text = text.slice(0, Number(precision));
      }
      if (flags.includes("#")) text = { a: "0", f: "0x", D: "0x", t: "0x", T: "0x" }[letter]?.concat(text) ?? text;
      if (flags.includes("+") && /^\d/.test(text) && /[sbBoXYZ]/.test(letter)) text = `+${text}`;
      if (flags.includes("-")) return text.padEnd(Number(width));
      return text.padStart(Number(width), flags.includes("0") ? "0" : " ");
    },
  );
}

/** What a file is: size, owner, mode, times; or the fields of a format. */
export const stat = tool({ options: "c,format= printf= L,dereference t,terse cached=" }, async (run) => {
  run.expectOperands(1);
  const cached = run.value("cached");
  if (cached !== undefined && !["default", "never", "always"].includes(cached)) {
    const valid = ["default", "never", "always"].map((word) => `  - ${run.locale.quote(word)}`).join("\n");
    throw new Refusal(
      `invalid argument ${run.locale.quote(cached)} for ${run.locale.quote("--cached")}\nValid arguments are:\n${valid}`,
      { usage: true },
    );
  }
  const raw = run.value("printf");
  const given = run.value("c");
  const format =
    raw !== undefined
      ? raw.replace(/\\(?:x([\dA-Fa-f]{1,2})|([0-7]{1,3})|(.))/g, (whole, hex?: string, octal?: string, letter = "") =>
          hex !== undefined
            ? String.fromCharCode(parseInt(hex, 16))
            : octal !== undefined
              ? String.fromCharCode(parseInt(octal, 8))
              : (ESCAPES[String(letter)] ?? whole),
        )
      : given !== undefined
        ? `${given}\n`
        : run.has("t")
          ? TERSE
          : PLAIN;
  const owners = new Owners(run);
  for (const name of run.operands) {
    try {
      const found = run.has("L") ? run.stat(name) : run.lstat(name);
      await run.out.text(render(run, format, name, found, owners));
    } catch (error) {
      if (!isFileError(error)) throw error;
      await run.error(`cannot statx ${run.locale.quote(name)}: ${error.reason}`);
    }
  }
  return undefined;
});
