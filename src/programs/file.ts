import { decodeUtf8 } from "#base";
import { strftime } from "./tool/strftime.ts";
import { textWidth } from "./tool/width.ts";
import { isFileError, type Run, tool } from "./tool/tool.ts";
import { zoneOf } from "./tool/zone.ts";

interface Kind {
  readonly text: string;
  readonly mime: string;
  /** "us-ascii", "utf-8", "iso-8859-1" or "binary". */
  readonly charset: string;
}

const binary = (text: string, mime: string): Kind => ({ text, mime, charset: "binary" });

function big(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
}

function gzipText(bytes: Uint8Array): string {
  const flags = bytes[3] ?? 0;
  let text = "gzip compressed data";
  if (flags & 8) {
    const end = bytes.indexOf(0, 10);
    text += `, was "${decodeUtf8(bytes.subarray(10, end))}"`;
  }
  const time = bytes.length >= 8 ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true) : 0;
  if (time !== 0) text += `, last modified: ${strftime("%a %b %e %H:%M:%S %Y", time * 1000, zoneOf({ TZ: "UTC" }))}`;
  if (bytes[8] === 2) text += ", max compression";
  if (bytes[8] === 4) text += ", max speed";
  text += bytes[9] === 3 ? ", from Unix" : "";
  const size = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4).getUint32(0, true);
  return `${text}, original size modulo 2^32 ${String(size)}`;
}

/** Files known by their first bytes. */
function magic(bytes: Uint8Array): Kind | undefined {
  const head = Array.from(bytes.subarray(0, 512), (byte) => String.fromCharCode(byte)).join("");
  if (head.startsWith("\x1f\x8b") && bytes.length >= 18) return binary(gzipText(bytes), "application/gzip");
  if (head.startsWith("\x89PNG\r\n\x1a\n") && bytes.length >= 29) {
    const colors: Readonly<Record<number, string>> = {
      0: "grayscale",
      2: "/color RGB",
      3: " colormap",
      4: "gray+alpha",
      6: "/color RGBA",
    };
    const depth = bytes[24] ?? 8;
    const color = colors[bytes[25] ?? 0] ?? "";
    const shown =
      color.startsWith("/") || color.startsWith(" ") ? `${String(depth)}-bit${color}` : `${String(depth)}-bit ${color}`;
    const laced = bytes[28] === 1 ? "interlaced" : "non-interlaced";
    return binary(
      `PNG image data, ${String(big(bytes, 16))} x ${String(big(bytes, 20))}, ${shown}, ${laced}`,
      "image/png",
    );
  }
  if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
    const size = (at: number): string => String((bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0));
    return binary(`GIF image data, version ${head.slice(3, 6)}, ${size(6)} x ${size(8)}`, "image/gif");
  }
  if (head.startsWith("\xff\xd8\xff")) return binary("JPEG image data", "image/jpeg");
  if (/^%PDF-\d/.test(head)) return binary(`PDF document, version ${head.slice(5, 8)}`, "application/pdf");
  if (head.startsWith("PK\x03\x04")) {
    const needed = ((bytes[4] ?? 20) / 10).toFixed(1);
    const method = (bytes[8] ?? 0) === 8 ? "deflate" : "store";
    return binary(`Zip archive data, at least v${needed} to extract, compression method=${method}`, "application/zip");
  }
  if (head.startsWith("PK\x05\x06")) return binary("Zip archive data (empty)", "application/zip");
  if (head.startsWith("SQLite format 3\0")) return binary("SQLite 3.x database", "application/vnd.sqlite3");
  if (head.startsWith("BZh"))
    return binary(`bzip2 compressed data, block size = ${head[3] ?? "9"}00k`, "application/x-bzip2");
  if (head.startsWith("\xfd7zXZ\0")) return binary("XZ compressed data, checksum CRC64", "application/x-xz");
  if (head.startsWith("\0asm")) return binary("WebAssembly (wasm) binary module version 0x1 (MVP)", "application/wasm");
  if (head.startsWith("\x7fELF"))
    return binary(
      `ELF ${bytes[4] === 2 ? "64" : "32"}-bit ${bytes[5] === 1 ? "LSB" : "MSB"} executable`,
      "application/x-executable",
    );
  if (head.startsWith("\x7fPROGRAM ")) return binary("program of this machine", "application/x-executable");
  const ustar = head.slice(257, 265);
  if (ustar === "ustar  \0") return binary("POSIX tar archive (GNU)", "application/x-tar");
  if (ustar.startsWith("ustar\0")) return binary("POSIX tar archive", "application/x-tar");
  return undefined;
}

const INTERPRETERS: readonly (readonly [pattern: RegExp, text: string, mime: string])[] = [
  [/^#! ?\/(?:usr\/)?bin\/(?:env )?bash\b/, "Bourne-Again shell script", "text/x-shellscript"],
  [/^#! ?\/(?:usr\/)?bin\/(?:env )?(?:da)?sh\b/, "POSIX shell script", "text/x-shellscript"],
  [/^#!.*python/, "Python script", "text/x-script.python"],
  [/^#! ?\/(?:usr\/)?bin\/(?:env )?node/, "Node.js script", "application/javascript"],
  [/^#! ?\/(?:usr\/)?bin\/(?:env )?perl/, "Perl script", "text/x-perl"],
];

const CONTENTS: readonly (readonly [pattern: RegExp, text: string, mime: string])[] = [
  [/^<!doctype html|^<html/i, "HTML document", "text/html"],
  [/^<\?xml version="?1/, "XML 1.0 document", "text/xml"],
  [/^(?:import \w+|from [\w.]+ import )[^]*(?:^|\n)(?:def |class |import )/, "Python script", "text/x-script.python"],
  [/(?:^|\n)\s*def \w+\([^)]*\):/, "Python script", "text/x-script.python"],
  [/(?:^|\n)(?:all|clean|\.PHONY):/, "makefile script", "text/x-makefile"],
  [/(?:^|\n)#include [<"]/, "C source", "text/x-c"],
  [/^diff -|^--- [^]*\n\+\+\+ /, "unified diff output", "text/x-diff"],
];

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Rows with the same number of commas, more than one of them. */
function isCsv(text: string): boolean {
  const lines = text.split("\n").slice(0, 10);
  if (lines.length > 1 && lines.at(-1) === "") lines.pop();
  const counts = new Set(lines.map((line) => line.split(",").length - 1));
  return lines.length > 1 && counts.size === 1 && !counts.has(0);
}

function textKind(bytes: Uint8Array): Kind {
  const decoded = decodeUtf8(bytes);
  const ascii = !bytes.some((byte) => byte > 127);
  const utf8 = !decoded.includes("\ufffd");
  const charset = ascii ? "us-ascii" : utf8 ? "utf-8" : "iso-8859-1";
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const name = ascii ? "ASCII text" : utf8 ? `Unicode text, UTF-8${bom ? " (with BOM)" : ""} text` : "ISO-8859 text";
  const interpreter = INTERPRETERS.find(([pattern]) => pattern.test(decoded));
  const contents = interpreter ?? CONTENTS.find(([pattern]) => pattern.test(decoded));
  const lines = decoded.split("\n");
  const details: string[] = [];
  const longest = Math.max(...lines.map((line) => line.length));
  if (longest >= 300) details.push(`with very long lines (${String(longest)})`);
  if (decoded.includes("\r\n"))
    details.push(/[^\r]\n/.test(decoded) ? "with CRLF, LF line terminators" : "with CRLF line terminators");
  else if (!decoded.includes("\n")) details.push("with no line terminators");
  if (decoded.includes("\x1b")) details.push("with escape sequences");
  const tail = details.map((detail) => `, ${detail}`).join("");
  if (isJson(decoded)) return { text: "JSON text data", mime: "application/json", charset };
  if (contents === undefined && isCsv(decoded)) return { text: `CSV text`, mime: "text/csv", charset };
  if (contents !== undefined) {
    const runs = interpreter !== undefined || contents[1] === "Python script" ? " executable" : "";
    return { text: `${contents[1]}, ${name.replace(/ text$/, ` text${runs}`)}${tail}`, mime: contents[2], charset };
  }
  return { text: `${name}${tail}`, mime: "text/plain", charset };
}

function kindOf(bytes: Uint8Array): Kind {
  if (bytes.length === 0) return binary("empty", "inode/x-empty");
  const known = magic(bytes);
  if (known !== undefined) return known;
  const control = bytes.some(
    (byte) => byte < 7 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32) || byte === 127,
  );
  if (control) return binary("data", "application/octet-stream");
  return textKind(bytes);
}

async function examine(run: Run, name: string): Promise<Kind> {
  if (name === "-") {
    const parts: number[] = [];
    for (let part = await run.process.read(0, 65_536); part !== null; part = await run.process.read(0, 65_536)) {
      parts.push(...part);
      if (parts.length > 1 << 20) break;
    }
    return kindOf(Uint8Array.from(parts));
  }
  try {
    const stat = run.has("L") ? run.stat(name) : run.lstat(name);
    switch (stat.kind) {
      case "directory":
        return binary((stat.mode & 0o1000) !== 0 ? "sticky, directory" : "directory", "inode/directory");
      case "symlink": {
        const target = run.files.readLink(run.path(name));
        const broken = run.tryStat(name) === undefined;
        return binary(`${broken ? "broken symbolic link to" : "symbolic link to"} ${target}`, "inode/symlink");
      }
      case "fifo":
        return binary("fifo (named pipe)", "inode/fifo");
      case "character-device":
        return binary("character special", "inode/chardevice");
      case "file":
        return kindOf(run.files.readFile(run.path(name)));
    }
  } catch (error) {
    if (!isFileError(error)) throw error;
    if (error.code === "EACCES") return binary("regular file, no read permission", "inode/x-empty");
    return binary(`cannot open \`${name}' (${error.reason})`, `cannot open \`${name}' (${error.reason})`);
  }
}

/** What kind of file a name is, by its contents: the kinds that lessons meet; anything else is text or data. */
export const file = tool(
  {
    options:
      "b,brief i,mime mime-type mime-encoding L,dereference h,no-dereference F,separator= N,no-pad f,files-from= 0,print0",
  },
  async (run) => {
    const names = [...run.operands];
    for (const list of run.values("f")) {
      names.unshift(
        ...decodeUtf8(run.files.readFile(run.path(list)))
          .split("\n")
          .filter((line) => line !== ""),
      );
    }
    if (names.length === 0) {
      await run.complain(
        "Usage: file [-bcCdEhikLlNnprsSvzZ0] [--apple] [--extension] [--mime-encoding]\n            [--mime-type] [-e <testname>] [-F <separator>]  [-f <namefile>]\n            [-m <magicfiles>] [-P <parameter=value>] [--exclude-quiet]\n            <file> ...\n       file -C [-m <magicfiles>]\n       file [--help]\n",
      );
      return 1;
    }
    const separator = run.value("F") ?? ":";
    const width = Math.max(...names.map((name) => textWidth(name === "-" ? "/dev/stdin" : name)));
    for (const name of names) {
      const kind = await examine(run, name);
      const failed = kind.text.startsWith("cannot open");
      const text = failed
        ? kind.text
        : run.has("mime-type")
          ? kind.mime
          : run.has("mime-encoding")
            ? kind.charset
            : run.has("i")
              ? `${kind.mime}; charset=${kind.charset}`
              : kind.text;
      const shown = name === "-" ? "/dev/stdin" : name;
      const padding = run.has("N") ? " " : " ".repeat(Math.max(1, width - textWidth(shown) + 1));
      await run.out.text(
        run.has("b") ? `${text}\n` : `${shown}${run.has("0") ? "\0" : ""}${separator}${padding}${text}\n`,
      );
    }
    return 0;
  },
);
