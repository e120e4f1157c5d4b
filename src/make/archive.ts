import { decodeUtf8, encodeUtf8 } from "#base";
import type { Disk, Mtime } from "./disk.ts";
import { MISSING } from "./disk.ts";

const HEADER = 60;
const MAGIC = "!<arch>\n";

interface Member {
  readonly name: string;
  readonly mtimeMs: Mtime;
  /** Where the header begins. */
  readonly at: number;
}

/** The members of an ar(5) archive; undefined when it is none. */
function members(bytes: Uint8Array): Member[] | undefined {
  if (decodeUtf8(bytes.subarray(0, MAGIC.length)) !== MAGIC) return undefined;
  const found: Member[] = [];
  let longNames = "";
  let at = MAGIC.length;
  while (at + HEADER <= bytes.length) {
    const header = decodeUtf8(bytes.subarray(at, at + HEADER));
    const size = Number.parseInt(header.slice(48, 58), 10);
    if (!Number.isFinite(size)) break;
    const raw = header.slice(0, 16).trimEnd();
    const data = at + HEADER;
    if (raw === "//") longNames = decodeUtf8(bytes.subarray(data, data + size));
    else if (raw !== "/" && raw !== "/SYM64/") {
      let name = raw.replace(/\/$/, "");
      const long = /^\/(\d+)$/.exec(raw);
      const bsd = /^#1\/(\d+)$/.exec(raw);
      if (long !== null) {
        const start = Number(long[1]);
        name = longNames.slice(start, longNames.indexOf("/\n", start));
      } else if (bsd !== null) {
        name = decodeUtf8(bytes.subarray(data, data + Number(bsd[1]))).replace(/\0+$/, "");
      }
      found.push({ name, mtimeMs: Number.parseInt(header.slice(16, 28), 10) * 1000, at });
    }
    at = data + size + (size % 2);
  }
  return found;
}

/** When a member was put into its archive; missing when there is no such member. Manual: "Archive Members as Targets". */
export function memberMtime(disk: Disk, archive: string, member: string): Mtime {
  let bytes: Uint8Array;
  try {
    bytes = disk.files.readFile(disk.path(archive));
  } catch {
    return MISSING;
  }
  const wanted = member.slice(member.lastIndexOf("/") + 1);
  // An archiver that writes no times leaves members that count as missing.
  const time = members(bytes)?.find((one) => one.name === wanted)?.mtimeMs ?? 0;
  return time === 0 ? MISSING : time;
}

/** The names in an archive; none when there is no such archive. */
export function memberNames(disk: Disk, archive: string): readonly string[] {
  try {
    return (members(disk.files.readFile(disk.path(archive))) ?? []).map(({ name }) => name);
  } catch {
    return [];
  }
}

export type TouchResult = "touched" | "no-archive" | "not-an-archive" | "no-member";

/** `make -t` of a member: its date becomes the archive's own, as GNU make does it. */
export function touchMember(disk: Disk, archive: string, member: string): TouchResult {
  const path = disk.path(archive);
  let bytes: Uint8Array;
  try {
    bytes = disk.files.readFile(path);
  } catch {
    return "no-archive";
  }
  const all = members(bytes);
  if (all === undefined) return "not-an-archive";
  const one = all.find(({ name }) => name === member);
  if (one === undefined) return "no-member";
  const changed = bytes.slice();
  changed.set(encodeUtf8(String(Math.floor(disk.mtime(archive) / 1000)).padEnd(12)), one.at + 16);
  disk.files.writeFile(path, changed);
  return "touched";
}
