/** File modes: octal or symbolic as chmod(1) reads them, and "rwxr-xr-x" as ls writes them. */
import type { FileKind } from "#files";

type Change =
  | { readonly kind: "absolute"; readonly bits: number; readonly keepSpecial: boolean }
  | {
      readonly kind: "symbolic";
      readonly who: string;
      readonly steps: readonly (readonly [operator: string, permissions: string])[];
    };

export type Mode = readonly Change[];

/** Undefined when it is no mode. */
export function parseMode(text: string): Mode | undefined {
  const octal = /^([-+=]?)([0-7]{1,5})$/.exec(text);
  if (octal?.[2] !== undefined) {
    const bits = parseInt(octal[2], 8);
    if (bits > 0o7777) return undefined;
    if (octal[1] === "") return [{ kind: "absolute", bits, keepSpecial: octal[2].length < 5 }];
    return [{ kind: "symbolic", who: "octal", steps: [[octal[1] ?? "", String(bits)]] }];
  }
  const changes: Change[] = [];
  for (const clause of text.split(",")) {
    const match = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(clause);
    if (match === null) return undefined;
    const steps = [...(match[2] ?? "").matchAll(/([-+=])([rwxXst]*|[ugo])(?=[-+=]|$)/g)].map(
      ([, operator = "", permissions = ""]) => [operator, permissions] as const,
    );
    changes.push({ kind: "symbolic", who: match[1] ?? "", steps });
  }
  return changes;
}

function bitsOf(permissions: string, current: number, isDirectory: boolean): number {
  if (/^[ugo]$/.test(permissions)) {
    const three = (current >> (permissions === "u" ? 6 : permissions === "g" ? 3 : 0)) & 7;
    return three | (three << 3) | (three << 6);
  }
  let bits = 0;
  if (permissions.includes("r")) bits |= 0o444;
  if (permissions.includes("w")) bits |= 0o222;
  if (permissions.includes("x")) bits |= 0o111;
  if (permissions.includes("X") && (isDirectory || (current & 0o111) !== 0)) bits |= 0o111;
  if (permissions.includes("s")) bits |= 0o6000;
  if (permissions.includes("t")) bits |= 0o1000;
  return bits;
}

function maskOf(who: string, umask: number): number {
  if (who === "") return 0o7777 & ~umask;
  let mask = 0;
  if (/[ua]/.test(who)) mask |= 0o4700;
  if (/[ga]/.test(who)) mask |= 0o2070;
  if (/[oa]/.test(who)) mask |= 0o0007;
  if (/[a]/.test(who) || who.includes("o")) mask |= 0o1000;
  return mask;
}

/** The mode that results; without "who" the umask holds bits back. */
export function applyMode(mode: Mode, current: number, isDirectory: boolean, umask: number): number {
  let bits = current;
  for (const change of mode) {
    if (change.kind === "absolute") {
      bits = change.bits | (isDirectory && change.keepSpecial ? bits & 0o6000 : 0);
      continue;
    }
    for (const [operator, permissions] of change.steps) {
      const all = change.who === "octal";
      const mask = all ? 0o7777 : maskOf(change.who, umask);
      const value = (all ? Number(permissions) : bitsOf(permissions, bits, isDirectory)) & mask;
      if (operator === "+") bits |= value;
      else if (operator === "-") bits &= ~value;
      else {
        const cleared = all ? 0o7777 : maskOf(change.who === "" ? "a" : change.who, 0);
        bits = (bits & ~(isDirectory ? cleared & ~0o6000 : cleared)) | value;
      }
    }
  }
  return bits;
}

/** "0755", as chmod -v and stat show it. */
export function octalMode(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

/** "rwxr-xr-x" with s, S, t and T. */
export function permissionText(mode: number): string {
  const three = (shift: number, special: number, letter: string): string => {
    const bits = (mode >> shift) & 7;
    const execute = (bits & 1) !== 0;
    const last = (mode & special) !== 0 ? (execute ? letter : letter.toUpperCase()) : execute ? "x" : "-";
    return `${(bits & 4) !== 0 ? "r" : "-"}${(bits & 2) !== 0 ? "w" : "-"}${last}`;
  };
  return three(6, 0o4000, "s") + three(3, 0o2000, "s") + three(0, 0o1000, "t");
}

export const KIND_LETTER: Readonly<Record<FileKind, string>> = {
  file: "-",
  directory: "d",
  symlink: "l",
  "character-device": "c",
  fifo: "p",
};

/** "regular file", "directory" …, as rm asks and stat says. */
export function kindText(kind: FileKind, size: number): string {
  switch (kind) {
    case "file":
      return size === 0 ? "regular empty file" : "regular file";
    case "symlink":
      return "symbolic link";
    case "character-device":
      return "character special file";
    case "directory":
    case "fifo":
      return kind;
  }
}
