import { encodeUtf8 } from "#base";
import { FileError, normalizePath } from "#files";
import { archiveMember } from "../automatic-variables.ts";
import type { Disk } from "../disk.ts";
import { readingLocation, type BuiltinFunction, type Surroundings } from "../expander.ts";
import { expandTilde, glob, hasWildcard } from "../glob.ts";
import { MakeError } from "../make-error.ts";
import { splitMembers, wildcardMembers } from "../names.ts";
import { splitNames, splitWords, trimStart } from "../text.ts";

function absolute(disk: Disk, name: string): string {
  return normalizePath(disk.path(name));
}

/** Manual: "The file Function". */
function file(disk: Disk, args: readonly string[], around: Surroundings): string {
  const operation = trimStart(args[0] ?? "");
  const operator = operation.startsWith(">>") ? ">>" : (operation[0] ?? "");
  if (operator !== ">" && operator !== ">>" && operator !== "<") {
    throw new MakeError(`file: invalid file operation: ${operation}`, around.location, { kind: "file-operation" });
  }
  const name = trimStart(operation.slice(operator.length));
  if (name === "") throw new MakeError("file: missing filename", around.location);
  if (operator === "<") {
    if (args.length > 1) throw new MakeError("file: too many arguments", around.location);
    const read = disk.read(name);
    if ("text" in read) return read.text.endsWith("\n") ? read.text.slice(0, -1) : read.text;
    if (disk.mtime(name) < 0) return "";
    throw new MakeError(`read: ${name}: ${read.reason}`, around.location);
  }
  try {
    const handle = disk.files.open(disk.path(name), {
      write: true,
      create: true,
      ...(operator === ">" ? { truncate: true } : { append: true }),
      mode: 0o666,
    });
    const text = args[1];
    if (text !== undefined) {
      handle.write(operator === ">" ? 0 : handle.stat().size, encodeUtf8(text.endsWith("\n") ? text : `${text}\n`));
    }
    handle.close();
  } catch (error) {
    if (error instanceof FileError) {
      throw new MakeError(`open: ${name}: ${error.reason}`, readingLocation(around));
    }
    throw error;
  }
  return "";
}

/** `$(wildcard)`, `$(realpath)`, `$(abspath)` and `$(file)`, over the files that make sees. */
export function fileFunctions(disk: Disk, home: () => string | undefined): readonly BuiltinFunction[] {
  const existing = (word: string): string[] => {
    const member = archiveMember(word);
    if (member !== undefined) return wildcardMembers(member, disk);
    if (hasWildcard(word)) return glob(word, disk);
    return disk.mtime(word.replace(/\\(.)/g, "$1")) >= 0 ? [word] : [];
  };
  const wildcard = (text: string): string =>
    splitMembers(splitNames(text))
      .flatMap((word) => existing(expandTilde(word, home())))
      .join(" ");
  const mapNames = (text: string, map: (name: string) => string | undefined): string =>
    splitWords(text)
      .map(map)
      .filter((name) => name !== undefined)
      .join(" ");
  return [
    { name: "wildcard", least: 0, most: 1, run: ([text = ""]) => wildcard(text) },
    { name: "realpath", least: 0, most: 1, run: ([text = ""]) => mapNames(text, (name) => disk.realPath(name)) },
    { name: "abspath", least: 0, most: 1, run: ([text = ""]) => mapNames(text, (name) => absolute(disk, name)) },
    { name: "file", least: 1, most: 2, run: (args, around) => file(disk, args, around) },
  ];
}
